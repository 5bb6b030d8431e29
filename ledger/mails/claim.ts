import type { ClaimedMail } from '../../domain/digest/delivery';
import type { Office } from '../../domain/office';
import { inWindow } from '../../domain/slot';
import { plusMs, type Instant } from '../../domain/time';
import { sharesRows } from '../locks';
import type { OfficeReader } from '../office';
import type { Db } from '../schema';
import { dayOf } from '../slots';
import type { Claim, ClaimCall } from '../types';
import { draw } from './bucket';
import { prepare, type ReadyMail } from './prepare';
import { OF_SLOT } from './states';

/** A mail that nobody has settled for so long, ms, is no longer under way: a post run lives two minutes. */
export const LEFT_BEHIND_MS = 600_000;

/** After so many mails that had nothing left to say a claim lets others go first. */
const DROPS = 50;

/** Makes this attempt the newest of its run, unless a newer one is known; the newest. */
async function newest(db: Db, { run, attempt }: ClaimCall): Promise<number> {
  await db
    .insertInto('post_runs')
    .values({ run, attempt })
    .onConflict((c) => c.column('run').doUpdateSet({ attempt }).where('post_runs.attempt', '<', attempt))
    .execute();
  const known = await db
    .selectFrom('post_runs')
    .select('attempt')
    .where('run', '=', run)
    .executeTakeFirstOrThrow();
  return known.attempt;
}

/**
 * Before attempt n claims: what an earlier attempt of this run left in `sending`, and what any run has not settled for
 * ten minutes, becomes ready again (policy resend; the Message-ID is the same) or unknown (hold: a person decides).
 */
export async function recover(db: Db, call: ClaimCall, officeOf: OfficeReader): Promise<void> {
  if ((await newest(db, call)) > call.attempt) return;
  const { policy } = await officeOf(db);
  const fate =
    policy.mail.unknown === 'resend'
      ? { state: 'ready' as const, next_try: call.now }
      : { state: 'unknown' as const, settled_at: call.now, response: 'the attempt that sent it did not end' };
  await db
    .updateTable('mails')
    .set(fate)
    .where('state', '=', 'sending')
    .where((x) =>
      x.or([
        x.and([x('run', '=', call.run), x('attempt', '<', call.attempt)]),
        x('claimed_at', '<', plusMs(call.now, -LEFT_BEHIND_MS)),
      ]),
    )
    .execute();
}

/** Why nothing may be claimed; null: something may. */
async function stopped(
  db: Db,
  call: ClaimCall,
  office: Office,
): Promise<'paused' | 'superseded' | 'window' | null> {
  // A newer attempt waits until what this one takes is to be seen, and then takes it back.
  const known = await db
    .selectFrom('post_runs')
    .select('attempt')
    .where('run', '=', call.run)
    .$if(sharesRows(db), (q) => q.forShare())
    .executeTakeFirst();
  if (known && known.attempt > call.attempt) return 'superseded';
  const pause = await db
    .selectFrom('settings')
    .select('name')
    .where('name', '=', 'paused')
    .executeTakeFirst();
  if (pause) return 'paused';
  return inWindow(office, call.now) ? null : 'window';
}

/** The next mail in order that nobody else is about to take: urges, answers, digests of today, letters, and in each the units by their ids. */
const nextReady = (db: Db, office: Office, now: Instant): Promise<ReadyMail | undefined> =>
  db
    .selectFrom('mails')
    .select(['key', 'edition', 'message_id', 'addressee', 'audience', 'unit', 'slot'])
    .where('state', '=', 'ready')
    .where('next_try', '<=', now)
    .where((x) => x.or([x('kind', 'not in', OF_SLOT), x('slot', '=', dayOf(office, now))]))
    .orderBy('rank')
    .orderBy('addressee')
    .orderBy('audience')
    .orderBy('key')
    .limit(1)
    .$if(sharesRows(db), (q) => q.forUpdate().skipLocked())
    .executeTakeFirst();

/** ready → sending, for this attempt. */
async function take(db: Db, mail: ReadyMail, { run, attempt, now }: ClaimCall): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('mails')
    .set({ state: 'sending', run, attempt, claimed_at: now })
    .where('key', '=', mail.key)
    .where('state', '=', 'ready')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Claims one mail (领取): the next in order that still has something to say, as it must be said now. Stops when a newer
 * attempt of the run is known, sending is paused, the window is closed or nothing is ready; waits while the buckets of
 * the policy are empty.
 */
export async function claim(db: Db, call: ClaimCall, officeOf: OfficeReader): Promise<Claim> {
  const office = await officeOf(db);
  // Only then is the run known to others: a newer attempt, asked about next, would not see one that has no row.
  await recoverFirst(db, call, officeOf);
  const reason = await stopped(db, call, office);
  if (reason) return { type: 'stop', reason };
  for (let dropped = 0; dropped < DROPS; dropped++) {
    const ready = await nextReady(db, office, call.now);
    if (!ready) return { type: 'stop', reason: 'empty' };
    const prepared = await prepare(db, ready, office, call.now);
    if (prepared) return deliver(db, ready, prepared, call, office);
  }
  return { type: 'wait', ms: 1 };
}

/** An attempt that comes without having recovered first does so now. */
async function recoverFirst(db: Db, call: ClaimCall, officeOf: OfficeReader): Promise<void> {
  const known = await db
    .selectFrom('post_runs')
    .select('attempt')
    .where('run', '=', call.run)
    .executeTakeFirst();
  if (known?.attempt !== call.attempt) await recover(db, call, officeOf);
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
  return (await take(db, ready, call)) ? { type: 'mail', mail } : { type: 'wait', ms: 1 };
}
