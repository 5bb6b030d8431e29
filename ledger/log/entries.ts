import type { ChainedEvent } from '../../domain/journal/types';
import { toEvent } from '../journal/journal';
import { columnsAmong, type Db } from '../database/schema';

/** An event with its place in the log. */
export interface LogEntry {
  readonly idx: number;
  readonly event: ChainedEvent;
}

/** How many events have a place in the log. */
export async function logSize(db: Db): Promise<number> {
  const last = await db
    .selectFrom('log_entries')
    .select((x) => x.fn.max('idx').as('idx'))
    .executeTakeFirst();
  return (last?.idx ?? -1) + 1;
}

/** A stretch of the log. */
export async function entries(
  db: Db,
  page: { readonly from: number; readonly limit: number },
): Promise<readonly LogEntry[]> {
  const rows = await db
    .selectFrom('log_entries')
    .innerJoin('events', (on) =>
      on.onRef('events.stream', '=', 'log_entries.stream').onRef('events.seq', '=', 'log_entries.seq'),
    )
    .select(columnsAmong('events'))
    .select('log_entries.idx')
    .where('log_entries.idx', '>=', page.from)
    .where('log_entries.idx', '<', page.from + page.limit)
    .orderBy('log_entries.idx')
    .execute();
  return rows.map((row) => ({ idx: row.idx, event: toEvent(row) }));
}
