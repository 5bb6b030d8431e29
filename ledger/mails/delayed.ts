import type { StreamId } from '../../domain/journal/types';
import { startOfDay, type Instant } from '../../domain/time';
import type { OfficeReader } from '../office';
import type { Db } from '../schema';
import { dayOf } from '../slots';

/**
 * Items named by letters that have ended and are not journaled yet, though they could have left before today: an outage
 * or a pause came between, and the items may have stopped asking at each slot how their letters went.
 */
export async function delayedLetters(
  db: Db,
  now: Instant,
  officeOf: OfficeReader,
): Promise<readonly StreamId[]> {
  const office = await officeOf(db);
  const rows = await db
    .selectFrom('mails')
    .innerJoin('mail_items', 'mail_items.mail', 'mails.key')
    .select('mail_items.stream')
    .distinct()
    .where('mails.journaled', '=', 0)
    .where('mails.state', 'in', ['sent', 'failed'])
    .where('mails.kind', '=', 'letter')
    .where('mails.ready_at', '<', startOfDay(dayOf(office, now), office.calendar.zone))
    .orderBy('mail_items.stream')
    .execute();
  return rows.map(({ stream }) => stream);
}
