import { sql } from 'kysely';
import type { StreamId } from '../../domain/journal/types';
import type { CivilDate } from '../../domain/time';
import type { Db } from '../database/schema';

const behind = (db: Db, slot: CivilDate) =>
  db
    .selectFrom('items')
    .where('open', '=', (x) => x.lit(1))
    .where('next_slot', '<=', slot);

/**
 * Open items whose next slot is this one or an earlier one: they have not recorded it yet. How many, and the first
 * `limit` by name after a stream. Items that have looked at it, with nothing ahead, closed or cancelled do not count.
 */
export async function missing(
  db: Db,
  slot: CivilDate,
  limit: number,
  after: StreamId | null = null,
): Promise<{ readonly count: number; readonly streams: readonly StreamId[] }> {
  const { count } = await behind(db, slot)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  const rows = await behind(db, slot)
    .select('stream')
    .where('stream', '>', after ?? '')
    .orderBy('stream')
    .limit(limit)
    .execute();
  return { count, streams: rows.map(({ stream }) => stream) };
}
