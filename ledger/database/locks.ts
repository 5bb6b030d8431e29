import { PostgresAdapter, sql } from 'kysely';
import { isItemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Db } from './schema';

/** Another transaction holds a stream that this one did not name beforehand: it must be begun again with its name. */
export class StreamHeld extends Error {
  constructor(readonly stream: StreamId) {
    super(`${stream} is held by another transaction`);
    this.name = 'StreamHeld';
  }
}

/** Whether others may write while this transaction is open, so that what is read to be changed must be locked. */
export const sharesRows = (db: Db): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

/**
 * Locks streams until the transaction ends, waiting for each. All take them in one order: the others by their number,
 * then items by name. The lock of an item is its row, which is there from issuing on, before it has a head.
 */
export async function lockStreams(db: Db, streams: readonly StreamId[]): Promise<void> {
  const items = streams.filter(isItemStream);
  const others = streams.filter((stream) => !isItemStream(stream));
  if (others.length > 0)
    await sql`select pg_advisory_xact_lock(number) from
      (select distinct hashtextextended(name, 0) as number from unnest(${others}::text[]) as name order by number)
      as numbers`.execute(db);
  if (items.length > 0)
    await sql`select stream from items where stream = any(${items}::text[]) order by stream for no key update`.execute(
      db,
    );
}

/**
 * Holds a stream that is no item's until the transaction ends. Never waits, since what waits while it holds rows can
 * stand in a circle with others: throws StreamHeld when another transaction has it.
 */
export async function holdStream(db: Db, stream: StreamId): Promise<void> {
  if (!sharesRows(db) || isItemStream(stream)) return;
  const { rows } = await sql<{
    readonly held: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended(${stream}, 0)) as held`.execute(db);
  if (!rows[0]?.held) throw new StreamHeld(stream);
}
