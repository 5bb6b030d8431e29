import type { DeliveryOutcome } from '../../domain/digest/delivery';
import type { Addressee } from '../../domain/digest/types';
import type { Office } from '../../domain/office';
import type { UnitId } from '../../domain/roster/types';
import { plusMs, type CivilDate, type Instant } from '../../domain/time';
import { openMailroomTask, unknownTask, unsentTask } from '../office/mailroom-tasks';
import { sharesRows } from '../database/locks';
import type { OfficeReader } from '../office/office';
import { prepared, type PlaceOf } from '../database/prepared';
import { chunks } from '../database/stored';
import type { Db } from '../database/schema';
import { officeDay } from '../office/slots';
import type { MailState } from '../database/tables/mails';
import type { ClaimName } from './attempts';
import type { Receipt } from './receipts';
import { noteDelayed, type EndedMail } from './delayed';
import { orGivenUp, someHave, sortedHalves, tellsNews, tryAgainFor, waitingOthers } from './half-sent';
import { contactTask, mailboxDied, mailboxesRevived } from '../office/health';
import { MINUTE_MS } from '../../domain/measures';

/** A mail whose sending has ended. */
interface EndedAt extends EndedMail {
  readonly slot: CivilDate;
  readonly unit: UnitId | null;
  readonly addressee: string;
  readonly audience: Addressee['audience'];
}

interface Settling<M = EndedAt> {
  readonly db: Db;
  readonly office: Office;
  readonly mail: M;
  readonly now: Instant;
}

/** How sending a mail ended, by the word of whom. */
export interface Settlement {
  readonly key: string;
  readonly outcome: DeliveryOutcome;
  readonly now: Instant;
  /** The claim under which it was sent; absent: whose claim it was is not known. */
  readonly by?: ClaimName | undefined;
}

const sendingMail = prepared((db, place: PlaceOf<{ key: string }>) =>
  db
    .selectFrom('mails')
    .select(['run', 'attempt', 'claimed_at'])
    .where('key', '=', place('key'))
    .where('state', '=', 'sending')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate()),
);

/** Whether a mail is being sent under this claim, and not ready again, ended or sent by another. */
export async function isClaimedBy(db: Db, key: string, { run, attempt, now }: ClaimName): Promise<boolean> {
  const [mail] = (await sendingMail(db, { key })).rows;
  return mail?.run === run && mail.attempt === attempt && (now ?? mail.claimed_at) === mail.claimed_at;
}

/** Receipts of claims that the ledger does not know, though it had settled them: its mails were last claimed before, or never. */
export async function forgottenClaims(db: Db, settled: readonly Receipt[]): Promise<readonly Receipt[]> {
  const claims = new Map<string, Instant | null>();
  for (const part of chunks([...new Set(settled.map(({ key }) => key))])) {
    const rows = await db
      .selectFrom('mails')
      .select(['key', 'claimed_at'])
      .where('key', 'in', part)
      .execute();
    for (const { key, claimed_at: at } of rows) claims.set(key, at);
  }
  return settled.filter(
    ({ key, by }) => by?.now !== undefined && claims.has(key) && (claims.get(key) ?? 0) < by.now,
  );
}

type RefusedAddress = Extract<DeliveryOutcome, { type: 'sent' }>['refused'];

/**
 * Writes down how sending a mail ended (结果). Accepted: sent, refused recipients on their own rows, a mailbox that was
 * dead lives again; ready again for recipients alone that were put off, for an hour. All refused for good: failed (sent, when
 * others have it), contacts marked, a task. For now refused: ready again after 1, 2, 4, 5 … minutes, without those who were refused for good. Unknown: by policy ready again after 1, 2,
 * 4 … minutes with the same Message-ID, so often, then or at once left unknown for a person, with a task. What is said
 * counts for the claim under which it was sent, once. Of a claim that stands no more (a worker that wakes up late, a
 * receipt) it is still believed that the mail was sent, to those to whom it was sent and who wait for it: whoever has come
 * in their place meanwhile is still to get it. Where none of them waits it was settled before, and nothing of it counts again.
 */
export async function settle(
  db: Db,
  { key, outcome: said, now, by }: Settlement,
  officeOf: OfficeReader,
): Promise<void> {
  const office = await officeOf(db);
  const isOwn = by !== undefined && (await isClaimedBy(db, key, by));
  if (!isOwn && (said.type === 'sent' ? !(await tellsNews(db, key, said)) : by !== undefined)) return;
  const outcome = await orGivenUp(db, key, said);
  if (outcome.type === 'later' || outcome.type === 'unknown')
    return putOffMail(db, key, outcome, office, now);
  const { type, response, refused } = outcome;
  const state = type === 'sent' || (await someHave(db, key)) ? 'sent' : 'failed';
  const [mail] = (await endMail(db, { key, state, response, now })).rows;
  if (!mail) return;
  const settling: Settling = { db, office, mail, now };
  const others = type === 'sent' && !isOwn ? await waitingOthers(db, key, outcome.to) : [];
  const halves =
    type === 'sent' ? await sortedHalves(db, key, refused, others) : { again: [], never: refused, tries: 0 };
  await refuseAddress(settling, halves.never);
  if (type === 'sent') await sent(settling, response, halves.again);
  else await failed(settling, response, refused);
  if (halves.again.length > 0) await tryAgainFor(db, key, halves, now);
  else await noteDelayed(db, mail, office, now);
}

/** How a mail ends. */
interface End {
  readonly key: string;
  readonly state: MailState;
  readonly response: string;
  readonly now: Instant;
}

/**
 * Ends a mail that stands in one of these states; the mail, when it did. An end that was journaled stays: this is another
 * round.
 */
const endFrom = (from: readonly MailState[]) =>
  prepared((db, place: PlaceOf<End>) =>
    db
      .updateTable('mails')
      .set((x) => ({
        state: place('state'),
        response: place('response'),
        settled_at: place('now'),
        round: x('round', '+', x.ref('journaled')),
        journaled: 0,
      }))
      .where('key', '=', place('key'))
      .where('state', 'in', from)
      .returning(['key', 'kind', 'round', 'ready_at', 'slot', 'unit', 'addressee', 'audience']),
  );

/** By the word of a worker that has sent it, also when the worker was frozen and the mail given up meanwhile. */
const endMail = endFrom(['sending', 'ready', 'unknown']);
const endSending = endFrom(['sending']);

/** What ended in neither way is ready again later, or held. */
async function putOffMail(
  db: Db,
  key: string,
  outcome: Extract<DeliveryOutcome, { type: 'later' | 'unknown' }>,
  office: Office,
  now: Instant,
): Promise<void> {
  const mail = await db
    .selectFrom('mails')
    .select(['key', 'unit', 'tries', 'unknowns'])
    .where('key', '=', key)
    .where('state', '=', 'sending')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .executeTakeFirst();
  if (!mail) return;
  const { unknown, unknownRepeats } = office.policy.mail;
  const { response } = outcome;
  // What others have already is put off by the server's word alone: an outage is none of its tries.
  const tried = response.startsWith('4') || !(await someHave(db, key)) ? 1 : 0;
  const after = (minutes: number): Instant => plusMs(now, MINUTE_MS * minutes);
  if (outcome.type === 'later') {
    await refuseAddress({ db, office, mail, now }, outcome.refused ?? []);
    await readyAgain(db, { key, response, at: after(Math.min(5, 2 ** mail.tries)), tried, unknown: 0 });
  } else if (unknown === 'hold' || mail.unknowns >= unknownRepeats) await hold(db, key, response, now);
  else
    await readyAgain(db, { key, response, at: after(2 ** Math.min(mail.unknowns, 10)), tried, unknown: 1 });
}

interface Again {
  readonly key: string;
  readonly response: string;
  readonly at: Instant;
  /** 1: it counts as a try. */
  readonly tried: 0 | 1;
  /** 1: it may or may not have arrived. */
  readonly unknown: 0 | 1;
}

const readyAgain = (db: Db, { key, response, at, tried, unknown }: Again): Promise<unknown> =>
  db
    .updateTable('mails')
    .set((x) => ({
      state: 'ready',
      response,
      tries: x('tries', '+', tried),
      unknowns: x('unknowns', '+', unknown),
      next_try: at,
    }))
    .where('key', '=', key)
    .execute();

/** Leaves a mail as unknown for a person, who asks whether it has arrived. */
async function hold(db: Db, key: string, response: string, now: Instant): Promise<void> {
  const [mail] = (await endSending(db, { key, state: 'unknown', response, now })).rows;
  if (mail) await openMailroomTask(db, unknownTask(mail), now);
}

/** Marks the recipients of a mail that still wait; those marked. */
async function mark(
  { db, mail }: Settling,
  state: 'sent' | 'failed',
  response: string,
): Promise<readonly string[]> {
  const { rows } = await marking(db, { mail: mail.key, state, response });
  return rows.map(({ contact }) => contact);
}

interface RetryMark {
  readonly mail: string;
  readonly state: 'sent' | 'failed';
  readonly response: string;
}

const waitingMail = (db: Db, place: PlaceOf<RetryMark>) =>
  db
    .updateTable('recipients')
    .set({ state: place('state'), response: place('response') })
    .where('mail', '=', place('mail'))
    .where('state', '=', 'waiting')
    .returning('contact');

const marking = prepared(waitingMail);
const markingOne = prepared((db, place: PlaceOf<RetryMark & { contact: string }>) =>
  waitingMail(db, place).where('contact', '=', place('contact')),
);

async function refuseAddress(
  { db, office, mail, now }: Settling<Pick<EndedAt, 'key' | 'unit'>>,
  refused: RefusedAddress,
): Promise<void> {
  for (const { contact, response } of refused) {
    await markingOne(db, { mail: mail.key, state: 'failed', response, contact });
    // Barred by the allow-list: the mailbox itself is not to blame.
    if (!/^[45]/.test(response)) continue;
    await mailboxDied(db, contact, contactTask(contact, mail.unit, officeDay(office, now)), response, now);
  }
}

async function sent(settling: Settling, response: string, putOff: RefusedAddress): Promise<void> {
  const { db, mail, now } = settling;
  const others = new Set(putOff.map(({ contact }) => contact));
  const reached = (await mark(settling, 'sent', response)).filter((contact) => !others.has(contact));
  await mailboxesRevived(db, [...reached, `${mail.addressee}|${mail.audience}`], now);
}

async function failed(settling: Settling, response: string, refused: RefusedAddress): Promise<void> {
  const { db, mail, now } = settling;
  await mark(settling, 'failed', response);
  // No mailbox is to blame: the mail itself could not be sent, and a person has to see to it.
  if (refused.length > 0) return;
  await openMailroomTask(db, unsentTask(mail), now);
}
