import type { Selectable } from 'kysely';
import { canonical, type ChainHash } from '../../domain/journal/canonical';
import { EMPTY_HEAD, MAX_ENTRY_BYTES, chainOne, fitsLog, headOf } from '../../domain/journal/chain';
import type { ChainedEvent, Head, StreamId } from '../../domain/journal/types';
import { text, type Problem } from '../../domain/problem';
import { instant, type Instant } from '../../domain/time';
import { refuseBeyondNow } from '../database/clock';
import { LedgerFault } from '../database/faults';
import { holdStream } from '../database/locks';
import { prepared, type PlaceOf } from '../database/prepared';
import { columnsOf, type Db, type Schema } from '../database/schema';
import { pagesOf } from '../database/stored';
import { chainHashOf } from './born';

/** A head and the time of its event. */
export interface StreamEnd extends Head {
  readonly at: Instant;
}

/** By whom something is changed, when, and under which key. */
export interface JournalChange {
  readonly actor: string;
  readonly now: Instant;
  readonly requestKey: string;
}

/** What is to be appended; seq, hash and the exact text of the body follow. */
export interface NewEvent {
  readonly type: string;
  readonly body: object;
  readonly at: Instant;
  readonly actor: string;
  readonly requestKey: string | null;
}

const ends = prepared((db, place: PlaceOf<{ stream: StreamId }>) =>
  db.selectFrom('heads').select(['seq', 'hash', 'at']).where('stream', '=', place('stream')),
);

/** The head of a stream in this transaction. */
export async function streamEnd(db: Db, stream: StreamId): Promise<StreamEnd> {
  const [row] = (await ends(db, { stream })).rows;
  return row ? { seq: row.seq, hash: row.hash, at: row.at } : { ...EMPTY_HEAD, at: instant(0) };
}

/**
 * Hangs events on a stream's end and writes them and the head, by the ledger's own hash; only its birth says which. `at`
 * never goes back within a stream. Throws LedgerFault, nothing written: `event-too-long` when one would not fit into the log,
 * `clock-off` when one lies beyond the server's now.
 */
export async function append(
  db: Db,
  stream: StreamId,
  end: StreamEnd,
  events: readonly NewEvent[],
  hash?: ChainHash,
): Promise<{ readonly end: StreamEnd; readonly events: readonly ChainedEvent[] }> {
  const chained: ChainedEvent[] = [];
  let head: Head = end;
  let at = end.at;
  const by = hash ?? (await chainHashOf(db));
  for (const event of events) {
    await refuseBeyondNow(db, event.at);
    at = instant(Math.max(at, event.at));
    const { type, actor, requestKey } = event;
    const body = canonical(event.body);
    const next = chainOne(head, { stream, seq: head.seq + 1, type, at, actor, requestKey, body }, by);
    if (!fitsLog(next)) throw new LedgerFault(tooLong(next));
    chained.push(next);
    head = headOf(next);
  }
  if (chained.length === 0) return { end, events: [] };
  await writeEvents(db, stream, chained, head, at);
  return { end: { ...head, at }, events: chained };
}

const tooLong = ({ stream, type }: ChainedEvent): Problem => ({
  code: 'event-too-long',
  message: text(
    `内容太长：${stream} 的这一条（${type}）超过 ${MAX_ENTRY_BYTES} 字节`,
    `too long: this event (${type}) of ${stream} would be more than ${MAX_ENTRY_BYTES} bytes`,
  ),
  hint: text('请缩短文字，长材料作为附件登记', 'shorten the text; register long material as an attachment'),
});

async function writeEvents(
  db: Db,
  stream: StreamId,
  events: readonly ChainedEvent[],
  head: Head,
  at: Instant,
): Promise<void> {
  const recordedAt = Date.now();
  await db
    .insertInto('events')
    .values(
      events.map((e) => ({
        stream,
        seq: e.seq,
        type: e.type,
        at: e.at,
        actor: e.actor,
        request_key: e.requestKey,
        body: e.body,
        previous: e.previous,
        hash: e.hash,
        recorded_at: recordedAt,
      })),
    )
    .execute();
  await db
    .insertInto('heads')
    .values({ stream, seq: head.seq, hash: head.hash, at })
    .onConflict((c) => c.column('stream').doUpdateSet({ seq: head.seq, hash: head.hash, at }))
    .execute();
}

/** Appends one event to the end of a stream. Throws StreamHeld when another transaction has it. */
export async function appendOne(db: Db, stream: StreamId, event: NewEvent): Promise<ChainedEvent> {
  await holdStream(db, stream);
  const { events } = await append(db, stream, await streamEnd(db, stream), [event]);
  const [written] = events;
  if (!written) throw new Error('nothing was appended');
  return written;
}

/** Appends an event in parts: one of its type for each body, all under its request key. Where the stream then stands. */
export async function appendParts(
  db: Db,
  stream: StreamId,
  { bodies, ...event }: Omit<NewEvent, 'body'> & { readonly bodies: readonly object[] },
): Promise<StreamEnd> {
  await holdStream(db, stream);
  const events = bodies.map((body) => ({ ...event, body }));
  return (await append(db, stream, await streamEnd(db, stream), events)).end;
}

/** A stored row as the event that was hashed. */
export const toEvent = (row: Selectable<Schema['events']>): ChainedEvent => ({
  stream: row.stream,
  seq: row.seq,
  type: row.type,
  at: row.at,
  actor: row.actor,
  requestKey: row.request_key,
  body: row.body,
  previous: row.previous,
  hash: row.hash,
});

/** More events than a stream can hold. */
const WHOLE_STREAM = { after: 0, limit: 10_000_000 };

/** A stretch of a stream after a seq, oldest first. */
export async function readEvents(
  db: Db,
  stream: StreamId,
  { after, limit }: { readonly after: number; readonly limit: number } = WHOLE_STREAM,
): Promise<readonly ChainedEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(columnsOf('events'))
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}

/** The events of a type in a stream, oldest first. */
export async function eventsOfType(db: Db, stream: StreamId, type: string): Promise<readonly ChainedEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(columnsOf('events'))
    .where('stream', '=', stream)
    .where('type', '=', type)
    .orderBy('seq')
    .execute();
  return rows.map(toEvent);
}

/** Streams that are named in one question. */
const STREAMS_AT_ONCE = 500;

/** When events of a type were recorded, in some streams (null: in all). */
export async function eventTimes(
  db: Db,
  type: string,
  streams: readonly StreamId[] | null,
): Promise<readonly Pick<ChainedEvent, 'stream' | 'at'>[]> {
  const query = db.selectFrom('events').select(['stream', 'at']).where('type', '=', type);
  if (streams === null) return query.execute();
  const found: Pick<ChainedEvent, 'stream' | 'at'>[] = [];
  for (let from = 0; from < streams.length; from += STREAMS_AT_ONCE)
    found.push(...(await query.where('stream', 'in', streams.slice(from, from + STREAMS_AT_ONCE)).execute()));
  return found;
}

const EVENTS_A_PAGE = 1_000;

/** Reads a stream from its beginning by pages. */
export const eventPages = (db: Db, stream: StreamId): AsyncGenerator<readonly ChainedEvent[]> =>
  pagesOf(EVENTS_A_PAGE, (last) => readEvents(db, stream, { after: last?.seq ?? 0, limit: EVENTS_A_PAGE }));

/** The last event of a type in a stream. */
export async function lastOfType(
  db: Db,
  stream: StreamId,
  type: string,
  until?: Instant,
): Promise<ChainedEvent | null> {
  const row = await db
    .selectFrom('events')
    .select(columnsOf('events'))
    .where('stream', '=', stream)
    .where('type', '=', type)
    .$if(until !== undefined, (asked) => asked.where('at', '<=', until ?? null))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toEvent(row) : null;
}
