import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import { claimable } from '../../domain/mailroom-agenda';
import { MINUTE_MS } from '../../domain/measures';
import type { Office } from '../../domain/office';
import { plusMs, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { Db, Schema } from '../database/schema';
import { openMailroomTask, unknownTask } from '../office/mailroom-tasks';
import type { OfficeReader } from '../office/office';

export type OfMail = ExpressionBuilder<Schema, 'mails'>;

/** Time, ms, between mails that were in hand at more than one death: which of them kills is seen when each goes alone. */
const TRIED_APART_MS = 15_000;

/**
 * Takes back mails in `sending` whose attempt is no more. Each counts as of unknown fate: by the policy it is ready again
 * under the same Message-ID, at the first death at once, later after 1, 2, 4 … minutes in a window and apart from the
 * others, so often; then, or at once, it is left unknown for a person, with a task. One that was still being composed
 * again was surely not sent, and is not left at once. How many there were.
 */
export async function takeBack(
  db: Db,
  now: Instant,
  officeOf: OfficeReader,
  which: (x: OfMail) => ExpressionWrapper<Schema, 'mails', SqlBool>,
): Promise<number> {
  const office = await officeOf(db);
  const { unknown, unknownRepeats } = office.policy.mail;
  const left = await db
    .selectFrom('mails')
    .select(['key', 'unit', 'addressee', 'slot', 'unknowns', 'handed'])
    .where('state', '=', 'sending')
    .where(which)
    .orderBy('key')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();
  for (const mail of left) {
    const isHeld = (unknown === 'hold' && mail.handed === 1) || mail.unknowns >= unknownRepeats;
    const fate = isHeld
      ? { state: 'unknown' as const, settled_at: now, response: 'the attempt that had it did not end' }
      : {
          state: 'ready' as const,
          next_try: await retryAt(db, office, mail.unknowns, now),
          unknowns: mail.unknowns + 1,
        };
    // No attempt's any more: it may be addressed anew before it is claimed, and what was sent was sent to others.
    await db
      .updateTable('mails')
      .set({ ...fate, attempt: 0 })
      .where('key', '=', mail.key)
      .execute();
    if (isHeld) await openMailroomTask(db, unknownTask(mail), now);
  }
  return left.length;
}

/** When a mail is tried again whose fate was unknown so many times before: in a window, where no other is near. */
async function retryAt(db: Db, office: Office, unknowns: number, now: Instant): Promise<Instant> {
  if (unknowns === 0) return now;
  let at = claimable(office, plusMs(now, MINUTE_MS * 2 ** Math.min(unknowns - 1, 10)));
  const others = await db
    .selectFrom('mails')
    .select('next_try')
    .where('state', '=', 'ready')
    .where('unknowns', '>', 1)
    .where('next_try', '>', plusMs(at, -TRIED_APART_MS))
    .orderBy('next_try')
    .execute();
  for (const { next_try: taken } of others)
    if (taken < plusMs(at, TRIED_APART_MS)) at = claimable(office, plusMs(taken, TRIED_APART_MS));
  return at;
}
