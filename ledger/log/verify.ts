import { sql, type Selectable } from 'kysely';
import { EMPTY_HEAD, entryOf, headOf, verifyLink } from '../../domain/journal/chain';
import type { ChainHash } from '../../domain/journal/canonical';
import { HASH_BYTES, leafHash } from '../../domain/journal/tree';
import type { ChainedEvent, Finding, Head, StreamId } from '../../domain/journal/types';
import { chainHashOf } from '../journal/born';
import { toEvent } from '../journal/journal';
import { streams } from '../journal/streams';
import { columnsAmong, type Db, type Schema } from '../database/schema';
import { pagesOf } from '../database/stored';
import { logSize } from './entries';
import * as found from './findings';

import { verifyCheckpoints } from './verify-checkpoints';
import { verifyTiles, type VerifiedLeaves } from './verify-tiles';

/** What the journal came to when it was recomputed. */
export interface Verified {
  readonly events: number;
  readonly streams: number;
  /** Events with a place in the log. */
  readonly size: number;
  readonly checkpoints: number;
  /** The hash of the chains. */
  readonly hash: ChainHash;
  readonly findings: readonly Finding[];
}

/** Hears how many events have been recomputed. */
export type VerifyProgress = (events: number) => void;

const EVENTS_A_QUERY = 500;

type EventRow = Selectable<Schema['events']> & { readonly idx: number | null };

/** All events in the order of their streams, with their places in the log, by pages. */
const pages = (db: Db): AsyncGenerator<readonly EventRow[]> =>
  pagesOf(EVENTS_A_QUERY, (after) =>
    db
      .selectFrom('events')
      .leftJoin('log_entries', (on) =>
        on.onRef('log_entries.stream', '=', 'events.stream').onRef('log_entries.seq', '=', 'events.seq'),
      )
      .select(columnsAmong('events'))
      .select('log_entries.idx')
      .where(sql<boolean>`(events.stream, events.seq) > (${after?.stream ?? ''}, ${after?.seq ?? 0})`)
      .orderBy('events.stream')
      .orderBy('events.seq')
      .limit(EVENTS_A_QUERY)
      .execute(),
  );

/** What is known of a stream while its events go by. */
interface VerifyCourse {
  readonly stream: StreamId;
  head: Head;
  /** Place in the log of its last numbered event. */
  idx: number;
  /** Its first event without a place. */
  open: number | null;
}

/**
 * Recomputes the journal (台账核验) by streaming: every chain, every leaf and tile of the log, every checkpoint and its
 * signature, those in mails too. Findings name stream and seq; domain/journal/chain.ts and findings.ts say their codes.
 */
export async function verify(db: Db, progress: VerifyProgress = () => undefined): Promise<Verified> {
  const size = await logSize(db);
  const heads = new Map((await streams(db)).map(({ stream, head }) => [stream, head]));
  const hash = await chainHashOf(db);
  const chains = await verifyChains(db, heads, { size, progress, hash });
  const log = await verifyTiles(db, chains.leaves, size);
  const checkpoints = await verifyCheckpoints(db, log.read, size);
  return {
    events: chains.events,
    streams: heads.size,
    size,
    checkpoints: checkpoints.count,
    hash,
    findings: [
      ...chains.findings,
      ...(await lostEntries(db, size)),
      ...log.findings,
      ...checkpoints.findings,
    ],
  };
}

async function verifyChains(
  db: Db,
  heads: ReadonlyMap<StreamId, Head>,
  {
    size,
    progress,
    hash,
  }: { readonly size: number; readonly progress: VerifyProgress; readonly hash: ChainHash },
) {
  const leaves: VerifiedLeaves = { hashes: Buffer.alloc(size * HASH_BYTES), seen: new Uint8Array(size) };
  const findings: Finding[] = [];
  const met = new Set<StreamId>();
  let course: VerifyCourse = { stream: '', head: EMPTY_HEAD, idx: -1, open: null };
  let events = 0;
  for await (const page of pages(db)) {
    for (const row of page) {
      if (row.stream !== course.stream) {
        findings.push(...endOfTree(course, heads));
        course = { stream: row.stream, head: EMPTY_HEAD, idx: -1, open: null };
        met.add(row.stream);
      }
      findings.push(...next(course, row, leaves, hash));
    }
    events += page.length;
    progress(events);
  }
  findings.push(...endOfTree(course, heads));
  for (const [stream, head] of heads)
    if (!met.has(stream)) findings.push(found.headDiffers(stream, EMPTY_HEAD, head));
  return { events, leaves, findings };
}

function next(
  course: VerifyCourse,
  row: EventRow,
  { hashes, seen }: VerifiedLeaves,
  by: ChainHash,
): readonly Finding[] {
  const event: ChainedEvent = toEvent(row);
  const entry = entryOf(event);
  const chain = verifyLink(event, course.head, by, entry);
  course.head = headOf(event);
  if (row.idx === null) {
    course.open ??= row.seq;
    return chain;
  }
  const order = [
    ...(course.open === null ? [] : [found.notInLog(row.stream, course.open)]),
    ...(row.idx > course.idx ? [] : [found.logOrder(row.stream, row.seq)]),
  ];
  course.open = null;
  course.idx = row.idx;
  leafHash(entry).copy(hashes, row.idx * HASH_BYTES);
  seen[row.idx] = 1;
  return order.length === 0 ? chain : [...chain, ...order];
}

/** Where a stream ends, against the head that is stored for it. */
function endOfTree({ stream, head }: VerifyCourse, heads: ReadonlyMap<StreamId, Head>): readonly Finding[] {
  if (head.seq === 0) return [];
  const stored = heads.get(stream);
  if (!stored) return [found.noHead(stream)];
  return stored.seq === head.seq && stored.hash === head.hash
    ? []
    : [found.headDiffers(stream, head, stored)];
}

/** Events that the log names and that are gone, and places that nobody has. */
async function lostEntries(db: Db, size: number): Promise<readonly Finding[]> {
  const lost = await db
    .selectFrom('log_entries')
    .leftJoin('events', (on) =>
      on.onRef('events.stream', '=', 'log_entries.stream').onRef('events.seq', '=', 'log_entries.seq'),
    )
    .select(['log_entries.stream', 'log_entries.seq'])
    .where('events.stream', 'is', null)
    .orderBy('log_entries.idx')
    .limit(1_000)
    .execute();
  const { count } = await db
    .selectFrom('log_entries')
    .select((x) => x.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const gaps = count === size ? [] : [found.logGap(size - count)];
  return [...lost.map(({ stream, seq }) => found.lostEvent(stream, seq)), ...gaps];
}
