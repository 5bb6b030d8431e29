import type { ClaimedMail } from '../../domain/digest/delivery';
import type { Office } from '../../domain/office';
import { inWindow } from '../../domain/slot';
import { plusMs, type CivilDate, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { OfficeReader } from '../office/office';
import { prepared, type PlaceOf } from '../database/prepared';
import type { Db } from '../database/schema';
import type { Ways } from '../database/ways';
import { officeDay } from '../office/slots';
import { attemptIn, attemptOf, becomeNewest, type ClaimCall } from './attempts';
import { draw, poll } from './bucket';
import { asComposed, prepareMail, type ReadyMail } from './prepare';
import { isClaimedBy } from './settle';
import { takeBack, type OfMail } from './take-back';
import { OF_SLOT } from '../database/tables/mails';

export type Claim =
  | { readonly type: 'mail'; readonly mail: ClaimedMail }
  /** Token bucket empty: try again after ms. */
  | { readonly type: 'wait'; readonly ms: number }
  /** Nothing ready, paused, not the newest attempt that is known, or outside the window. */
  | { readonly type: 'stop'; readonly reason: 'empty' | 'paused' | 'superseded' | 'window' };

/** A mail that has been taken and that has to be composed again first. */
interface TakenMail {
  readonly type: 'moved';
  readonly ready: ReadyMail;
}

/** A stretch of the mails that become ready at a moment. */
export interface ReadyPage {
  readonly at: Instant;
  readonly offset: number;
  readonly limit: number;
}

/** Time, ms, after which an unsettled mail is no longer under way: a mail server is given 18 minutes. */
export const LEFT_BEHIND_MS = 1_800_000;

/** Nothing was claimed, and there may be more. */
const CLAIM_AGAIN: Claim = { type: 'wait', ms: 1 };

/** Mails with nothing left to say after which a claim lets others go first. */
const DROPS = 50;

/**
 * Before an attempt after the first claims: what an earlier attempt of this run left in `sending`, and what any run has
 * not settled for half an hour, is taken back: nobody knows whether it was sent. Nothing when a newer attempt is known.
 */
export async function recover(db: Db, call: ClaimCall, officeOf: OfficeReader): Promise<void> {
  if (!(await becomeNewest(db, call))) return;
  await takeBack(db, call.now, officeOf, (x) =>
    x.or([x.and([x('run', '=', call.run), x('attempt', '<', call.attempt)]), isLeftBehind(x, call)]),
  );
}

/**
 * The same for what any run has left alone: before a slot is composed or a window ends, so that a digest whose worker
 * was killed gives its rows to the next one, though nothing was posted since.
 */
export const recoverLeft = (db: Db, call: Pick<ClaimCall, 'now'>, officeOf: OfficeReader): Promise<number> =>
  takeBack(db, call.now, officeOf, (x) => isLeftBehind(x, call));

const isLeftBehind = (x: OfMail, { now }: Pick<ClaimCall, 'now'>) =>
  x('claimed_at', '<', plusMs(now, -LEFT_BEHIND_MS));

/** The pause of all sending, when there is one. */
const pauseNow = (db: Db) => db.selectFrom('settings').select('name').where('name', '=', 'paused');

/** A moment and its day in the office. */
interface ClaimMoment {
  readonly at: Instant;
  readonly day: CivilDate;
}

const claimMoment = (office: Office, at: Instant): ClaimMoment => ({ at, day: officeDay(office, at) });

/** The mails that may be claimed at a moment, in order: urges, answers, digests of today, letters, and in each the units by their ids. */
const readyAt = (db: Db, place: PlaceOf<ClaimMoment>) =>
  db
    .selectFrom('mails')
    .select([
      'key',
      'edition',
      'message_id',
      'addressee',
      'audience',
      'unit',
      'slot',
      'checkpoint',
      'composed_at',
      'ready_at',
    ])
    .select(firstOfSeries)
    .where('state', '=', 'ready')
    .where('act', 'is', null)
    .where('next_try', '<=', place('at'))
    .where((x) => x.or([x('kind', 'not in', OF_SLOT), x('slot', '=', place('day'))]))
    .orderBy('rank')
    .orderBy('addressee')
    .orderBy('audience')
    .orderBy('key');

/** Message-ID of the first mail that this addressee got, for References; null when this is the first. */
const firstOfSeries = (x: OfMail) =>
  x
    .selectFrom('mails as earlier')
    .select('earlier.message_id')
    .whereRef('earlier.addressee', '=', 'mails.addressee')
    .whereRef('earlier.audience', '=', 'mails.audience')
    .where('earlier.state', '=', 'sent')
    .orderBy('earlier.composed_at')
    .orderBy('earlier.key')
    .limit(1)
    .as('first');

/** The next of them that nobody else is about to take; none while sending is paused. */
const nextReady = prepared((db, place: PlaceOf<ClaimMoment>) =>
  readyAt(db, place)
    .where((x) => x.not(x.exists(pauseNow(db))))
    .limit(1)
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate('mails').skipLocked()),
);

/** ready → sending, for this attempt; whether it is handed to it as well, or to be composed again first. */
async function takeMail(
  db: Db,
  { key }: ReadyMail,
  { run, attempt, now }: ClaimCall,
  handed: 0 | 1,
): Promise<boolean> {
  const { numAffectedRows } = await taking(db, { key, run, attempt, now, handed });
  return numAffectedRows === 1n;
}

const taking = prepared((db, place: PlaceOf<ClaimCall & Pick<ReadyMail, 'key'> & { handed: 0 | 1 }>) =>
  db
    .updateTable('mails')
    .set({
      state: 'sending',
      run: place('run'),
      attempt: place('attempt'),
      claimed_at: place('now'),
      handed: place('handed'),
    })
    .where('key', '=', place('key'))
    .where('state', '=', 'ready')
    // Made known after this claim had asked, and before it held the run.
    .where((x) => x.not(x.exists(attemptIn(db, place).where('attempt', '>', place('attempt'))))),
);

/**
 * Claims one mail (领取): the next in order that still has something to say, as it must be said now. Stops unless this is
 * the newest attempt of the run that is known, when sending is paused, the window is closed or nothing is ready; waits
 * while the buckets of the policy are empty. One that has to be composed again is taken first and then composed, each in
 * a transaction: a worker that dies over it has had it in hand, and so often only.
 */
export async function claim(
  { write }: Pick<Ways, 'write'>,
  call: ClaimCall,
  officeOf: OfficeReader,
): Promise<Claim> {
  for (let dropped = 0; dropped < DROPS; dropped++) {
    const claimed = await write([], (db) => claimReady(db, call, officeOf));
    if (claimed.type !== 'moved') return claimed;
    const anew = await write([], (db) => composeTaken(db, claimed.ready, call, officeOf));
    if (anew) return anew;
  }
  return CLAIM_AGAIN;
}

/** Claims the next mail; one that has to be composed again is only taken. */
async function claimReady(db: Db, call: ClaimCall, officeOf: OfficeReader): Promise<Claim | TakenMail> {
  const office = await officeOf(db);
  // Held until the claim is committed: a newer attempt waits until what this one takes is to be seen, and takes it back.
  if ((await attemptOf(db, call)) !== call.attempt) return { type: 'stop', reason: 'superseded' };
  if (!inWindow(office, call.now)) return { type: 'stop', reason: 'window' };
  for (let dropped = 0; dropped < DROPS; dropped++) {
    const [ready] = (await nextReady(db, claimMoment(office, call.now))).rows;
    if (!ready) {
      if (await pauseNow(db).executeTakeFirst()) return { type: 'stop', reason: 'paused' };
      if ((await recoverLeft(db, call, officeOf)) === 0) return { type: 'stop', reason: 'empty' };
      continue;
    }
    const mail = await prepareMail(db, ready, office, { now: call.now, inHand: false });
    if (mail === 'moved') return takeMoved(db, ready, call, office);
    if (mail) return deliver(db, ready, mail, call, office);
  }
  return CLAIM_AGAIN;
}

/** Takes a mail that is to be composed again, unless it would wait for the buckets however few get it. */
async function takeMoved(
  db: Db,
  ready: ReadyMail,
  call: ClaimCall,
  office: Office,
): Promise<Claim | TakenMail> {
  const ms = await poll(db, office.policy.mail, 1, call.now);
  if (ms > 0) return { type: 'wait', ms };
  return (await takeMail(db, ready, call, 0)) ? { type: 'moved', ready } : CLAIM_AGAIN;
}

/** Composes a mail again that this attempt has taken, and hands it over; null when nothing is left to say, or it was taken back meanwhile. */
async function composeTaken(
  db: Db,
  ready: ReadyMail,
  call: ClaimCall,
  officeOf: OfficeReader,
): Promise<Claim | null> {
  const office = await officeOf(db);
  if (!(await isClaimedBy(db, ready.key, call))) return null;
  const mail = await prepareMail(db, ready, office, { now: call.now, inHand: true });
  if (mail === null || mail === 'moved') return null;
  const ms = await draw(db, office.policy.mail, mail.recipients.length, call.now);
  const fate = ms === 0 ? { handed: 1 } : { state: 'ready' as const, attempt: 0 };
  await db.updateTable('mails').set(fate).where('key', '=', ready.key).execute();
  return ms === 0 ? { type: 'mail', mail } : { type: 'wait', ms };
}

const readyPage = prepared((db, place: PlaceOf<ClaimMoment & { offset: number; limit: number }>) =>
  readyAt(db, place).where('next_try', '=', place('at')).limit(place('limit')).offset(place('offset')),
);

/** One page, in the order of claiming, of the mails that become ready at a moment, as a claim would give them if nothing moved. */
export async function outgoing(
  db: Db,
  { at, offset, limit }: ReadyPage,
  officeOf: OfficeReader,
): Promise<readonly ClaimedMail[]> {
  const office = await officeOf(db);
  const page = await readyPage(db, { ...claimMoment(office, at), offset, limit });
  const mails: ClaimedMail[] = [];
  for (const ready of page.rows) {
    const mail = await asComposed(db, ready, office, at);
    if (mail) mails.push(mail);
  }
  return mails;
}

async function deliver(
  db: Db,
  ready: ReadyMail,
  mail: ClaimedMail,
  call: ClaimCall,
  office: Office,
): Promise<Claim> {
  const ms = await draw(db, office.policy.mail, mail.recipients.length, call.now);
  if (ms > 0) return { type: 'wait', ms };
  return (await takeMail(db, ready, call, 1)) ? { type: 'mail', mail } : CLAIM_AGAIN;
}
