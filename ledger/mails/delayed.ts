import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { groupBy } from '../../domain/digest/world';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import { startOfDay, type Instant } from '../../domain/time';
import type { OfficeReader } from '../office';
import type { Db, Schema } from '../schema';
import { dayOf } from '../slots';

/** A letter that has gone or bounced today, or later, though it could have left on an earlier day. */
export const isDelayed = (
  x: ExpressionBuilder<Schema, 'mails'>,
  office: Office,
  now: Instant,
): Expression<SqlBool> =>
  x.and([
    x('mails.kind', '=', 'letter'),
    x('mails.state', 'in', ['sent', 'failed']),
    x('mails.ready_at', '<', startOfDay(dayOf(office, now), office.calendar.zone)),
  ]);

/** The delayed letters that are not journaled yet, with the items that each names. */
export async function delayedLetters(
  db: Db,
  now: Instant,
  officeOf: OfficeReader,
): Promise<readonly { readonly mail: string; readonly items: readonly StreamId[] }[]> {
  const office = await officeOf(db);
  const rows = await db
    .selectFrom('mails')
    .innerJoin('mail_items', 'mail_items.mail', 'mails.key')
    .select(['mail_items.mail', 'mail_items.stream'])
    .where('mails.journaled', '=', 0)
    .where((x) => isDelayed(x, office, now))
    .orderBy('mail_items.mail')
    .orderBy('mail_items.stream')
    .execute();
  return [...groupBy(rows, ({ mail }) => mail)].map(([mail, named]) => ({
    mail,
    items: named.map(({ stream }) => stream),
  }));
}
