import { sql } from 'kysely';
import { entryOf } from '../../domain/journal/chain';
import { leafHash } from '../../domain/journal/tree';
import type { Db } from '../database/schema';
import { entries, logSize } from './entries';
import { appendHashes } from './tiles';

/** Entries whose leaves are in memory at once: whole tiles. */
const LEAVES = 16 * 256;

/**
 * Gives every event that has none its place in the log: by the time at which it was recorded, within a stream by seq.
 * One writer does this, who holds the stream of the mailroom. The size of the log. The database puts them in order, so that
 * a ledger that was never numbered takes no more memory than a day.
 */
export async function sequence(db: Db): Promise<number> {
  const size = await logSize(db);
  await placeEvents(db, size);
  const grown = await logSize(db);
  for (let from = size; from < grown; from += LEAVES) {
    const page = await entries(db, { from, limit: LEAVES });
    await appendHashes(
      db,
      0,
      from,
      page.map(({ event }) => leafHash(entryOf(event))),
    );
  }
  return grown;
}

/** Places from `size` on; a host's clock that went back does not put an event before one of its own stream. */
async function placeEvents(db: Db, size: number): Promise<void> {
  const ends = db.selectFrom('heads').select((x) => [
    'stream',
    'seq',
    x.fn
      .coalesce(
        x
          .selectFrom('log_entries')
          .whereRef('log_entries.stream', '=', 'heads.stream')
          .select((y) => y.fn.max('log_entries.seq').as('logged')),
        sql<number>`0`,
      )
      .as('logged'),
  ]);
  const unnumbered = db
    .selectFrom(ends.as('ends'))
    .innerJoin('events', (on) =>
      on.onRef('events.stream', '=', 'ends.stream').onRef('events.seq', '>', 'ends.logged'),
    )
    .whereRef('ends.seq', '>', 'ends.logged')
    .select((x) => [
      'events.stream',
      'events.seq',
      x.fn
        .max('events.recorded_at')
        .over((o) => o.partitionBy('events.stream').orderBy('events.seq'))
        .as('recorded'),
    ]);
  await db
    .insertInto('log_entries')
    .columns(['idx', 'stream', 'seq'])
    .expression(
      db.selectFrom(unnumbered.as('unnumbered')).select((x) => [
        x(
          x.fn.agg<number>('row_number').over((o) => o.orderBy('recorded').orderBy('stream').orderBy('seq')),
          '+',
          sql<number>`${sql.lit(size - 1)}`,
        ).as('idx'),
        'stream',
        'seq',
      ]),
    )
    .execute();
}
