import { entryOf } from '../../domain/journal/chain';
import { leafHash } from '../../domain/journal/tree';
import type { StreamId } from '../../domain/journal/types';
import { toEvent } from '../journal/journal';
import { columnsOf, type Db } from '../database/schema';
import { chunks } from '../database/stored';
import { appendHashes } from './tiles';

/** Streams whose events are read at once. */
const STREAMS = 200;

/** An event that is to get its place in the log. */
interface Unnumbered {
  readonly stream: StreamId;
  readonly seq: number;
  readonly recordedAt: number;
  readonly leaf: Buffer;
}

/** How many events have a place in the log. */
export async function logSize(db: Db): Promise<number> {
  const last = await db
    .selectFrom('log_entries')
    .select((x) => x.fn.max('idx').as('idx'))
    .executeTakeFirst();
  return (last?.idx ?? -1) + 1;
}

/**
 * Gives every event that has none its place in the log: by the time at which it was recorded, within a stream by seq.
 * One writer does this, who holds the stream of the mailroom. The size of the log.
 */
export async function sequence(db: Db): Promise<number> {
  const size = await logSize(db);
  const events = await unnumbered(db);
  const placed = eventsInOrder(events).map(({ stream, seq }, i) => ({ idx: size + i, stream, seq }));
  for (const rows of chunks(placed))
    await db
      .insertInto('log_entries')
      .values([...rows])
      .execute();
  await appendHashes(
    db,
    0,
    size,
    eventsInOrder(events).map(({ leaf }) => leaf),
  );
  return size + placed.length;
}

async function unnumbered(db: Db): Promise<readonly Unnumbered[]> {
  const ends = await db
    .selectFrom('heads')
    .select((x) => [
      'stream',
      'seq',
      x
        .selectFrom('log_entries')
        .whereRef('log_entries.stream', '=', 'heads.stream')
        .select((y) => y.fn.max('log_entries.seq').as('logged'))
        .as('logged'),
    ])
    .orderBy('stream')
    .execute();
  const behind = ends.filter(({ seq, logged }) => seq > (logged ?? 0));
  const found: Unnumbered[] = [];
  for (const some of chunks(behind, STREAMS)) {
    const rows = await db
      .selectFrom('events')
      .select(columnsOf('events'))
      .where((x) =>
        x.or(some.map(({ stream, logged }) => x.and([x('stream', '=', stream), x('seq', '>', logged ?? 0)]))),
      )
      .orderBy('stream')
      .orderBy('seq')
      .execute();
    for (const row of rows)
      found.push({
        stream: row.stream,
        seq: row.seq,
        recordedAt: row.recorded_at,
        leaf: leafHash(entryOf(toEvent(row))),
      });
  }
  return found;
}

/** By recording time; a host's clock that went back does not put an event before one of its own stream. */
function eventsInOrder(events: readonly Unnumbered[]): readonly Unnumbered[] {
  const latest = new Map<StreamId, number>();
  return events
    .map((event) => {
      const recordedAt = Math.max(event.recordedAt, latest.get(event.stream) ?? 0);
      latest.set(event.stream, recordedAt);
      return { ...event, recordedAt };
    })
    .sort(
      (a, b) =>
        a.recordedAt - b.recordedAt || (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq),
    );
}
