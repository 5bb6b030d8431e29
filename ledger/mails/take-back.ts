import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import { MINUTE_MS } from '../../domain/measures';
import { instant, plusMs, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { Db, Schema } from '../database/schema';
import { openMailroomTask, unknownTask } from '../office/mailroom-tasks';
import type { OfficeReader } from '../office/office';

export type OfMail = ExpressionBuilder<Schema, 'mails'>;

/** Time, ms, between mails that were in hand at more than one death: which of them kills is seen when each goes alone. */
const TRIED_APART_MS = 15_000;

/**
 * Takes back mails in `sending` whose attempt is no more. Each counts as of unknown fate: by the policy it is ready again
 * under the same Message-ID, at the first death at once, later after 1, 2, 4 … minutes and apart from the others, so
 * often; then, or at once, it is left unknown for a person, with a task. How many there were.
 */
export async function takeBack(
  db: Db,
  now: Instant,
  officeOf: OfficeReader,
  which: (x: OfMail) => ExpressionWrapper<Schema, 'mails', SqlBool>,
): Promise<number> {
  const { unknown, unknownRepeats } = (await officeOf(db)).policy.mail;
  const left = await db
    .selectFrom('mails')
    .select(['key', 'unit', 'addressee', 'slot', 'unknowns'])
    .where('state', '=', 'sending')
    .where(which)
    .orderBy('key')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();
  for (const mail of left) {
    const isHeld = unknown === 'hold' || mail.unknowns >= unknownRepeats;
    const fate = isHeld
      ? { state: 'unknown' as const, settled_at: now, response: 'the attempt that sent it did not end' }
      : {
          state: 'ready' as const,
          next_try: await retryAt(db, mail.unknowns, now),
          unknowns: mail.unknowns + 1,
        };
    await db.updateTable('mails').set(fate).where('key', '=', mail.key).execute();
    if (isHeld) await openMailroomTask(db, unknownTask(mail), now);
  }
  return left.length;
}

/** When a mail is tried again whose fate was unknown so many times before. */
async function retryAt(db: Db, unknowns: number, now: Instant): Promise<Instant> {
  if (unknowns === 0) return now;
  const at = plusMs(now, MINUTE_MS * 2 ** Math.min(unknowns - 1, 10));
  const last = await db
    .selectFrom('mails')
    .select('next_try')
    .where('state', '=', 'ready')
    .where('unknowns', '>', 1)
    .orderBy('next_try', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last ? instant(Math.max(at, plusMs(last.next_try, TRIED_APART_MS))) : at;
}
