import { sql } from 'kysely';
import type { StreamId } from '../../domain/journal/types';
import type { CivilDate } from '../../domain/time';
import type { Db } from '../database/schema';
import { itemFaultAt } from '../journal/faults-at';
import { lastComposed } from '../office/slots';

/** Items, and how many there are in all. */
interface MissingItems {
  readonly count: number;
  readonly streams: readonly StreamId[];
}

type ItemsQuery = ReturnType<typeof behind>;

const behind = (db: Db, slot: CivilDate) =>
  db
    .selectFrom('items')
    .where('open', '=', (x) => x.lit(1))
    .where('next_slot', '<=', slot);

async function countMissing(
  query: ItemsQuery,
  limit: number | null,
  after: StreamId | null,
): Promise<MissingItems> {
  const { count } = await query.select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  if (count === 0 || limit === 0) return { count, streams: [] };
  const rows = await query
    .select('stream')
    .where('stream', '>', after ?? '')
    .orderBy('stream')
    .$if(limit !== null, (q) => q.limit(limit ?? 0))
    .execute();
  return { count, streams: rows.map(({ stream }) => stream) };
}

/**
 * Open items whose next slot is this one or an earlier one: they have not recorded it yet. How many, and the first
 * `limit` (null: all) by name after a stream. Items that have looked at it, with nothing ahead, closed or cancelled do
 * not count.
 */
export const missing = (
  db: Db,
  slot: CivilDate,
  limit: number | null,
  after: StreamId | null = null,
): Promise<MissingItems> => countMissing(behind(db, slot), limit, after);

/**
 * Those of them that the slot waits for. Not those that had not recorded an earlier slot either when it was composed:
 * they were waited for then, in vain. Nor those at which the rules have failed for this one.
 */
export async function awaited(
  db: Db,
  slot: CivilDate,
  limit: number | null,
  after: StreamId | null = null,
): Promise<MissingItems> {
  const composed = await lastComposed(db);
  let query = behind(db, slot).where((x) => x.not(x.exists(itemFaultAt(db, slot))));
  if (composed !== null) query = query.where('next_slot', '>', composed);
  return countMissing(query, limit, after);
}
