import { EMPTY_HEAD, headOf, verifyChain } from '../../domain/journal/chain';
import type { Finding, Head, StreamHead, StreamId } from '../../domain/journal/types';
import { text } from '../../domain/problem';
import { pagesOf } from './journal';
import type { Db } from '../database/schema';
import { streams } from './streams';
import { compareVouched, readAnchors } from './verify-anchors';

/** What the journal came to when it was recomputed. */
export interface Verified {
  readonly events: number;
  readonly streams: number;
  readonly findings: readonly Finding[];
}

type Part = Pick<Verified, 'events' | 'findings'>;

const NONE: ReadonlyMap<number, string> = new Map();

/**
 * Recomputes every chain and every anchor of the journal (台账核验). Findings beside those of verifyChain and the
 * anchors: `head-differs` (the stored head is not the last event), `no-head` (events of a stream that no head names).
 */
export async function verify(db: Db): Promise<Verified> {
  const heads = await streams(db);
  const anchors = await readAnchors(db);
  const findings: Finding[] = [...anchors.findings];
  let events = 0;
  for (const one of heads) {
    const part = await verifyStream(db, one, anchors.vouched.get(one.stream) ?? NONE);
    events += part.events;
    findings.push(...part.findings);
  }
  findings.push(...(await headless(db)), ...lostStreams(heads, anchors.vouched));
  return { events, streams: heads.length, findings };
}

async function verifyStream(
  db: Db,
  { stream, head }: StreamHead,
  vouched: ReadonlyMap<number, string>,
): Promise<Part> {
  const findings: Finding[] = [];
  const hashes = new Map<number, string>();
  let events = 0;
  let last: Head = EMPTY_HEAD;
  for await (const page of pagesOf(db, stream)) {
    findings.push(...verifyChain(page, last));
    for (const { seq, hash } of page) if (vouched.has(seq)) hashes.set(seq, hash);
    const end = page.at(-1);
    if (end) last = headOf(end);
    events += page.length;
  }
  if (last.seq !== head.seq || last.hash !== head.hash) findings.push(headDiffers(stream, last, head));
  return { events, findings: [...findings, ...compareVouched(stream, vouched, hashes)] };
}

/** Streams that an anchor names and of which nothing is left. */
const lostStreams = (
  heads: readonly StreamHead[],
  vouched: ReadonlyMap<StreamId, ReadonlyMap<number, string>>,
): readonly Finding[] => {
  const known = new Set(heads.map(({ stream }) => stream));
  return [...vouched].flatMap(([stream, seqs]) =>
    known.has(stream) ? [] : compareVouched(stream, seqs, NONE),
  );
};

async function headless(db: Db): Promise<readonly Finding[]> {
  const rows = await db
    .selectFrom('events')
    .select('stream')
    .distinct()
    .where('stream', 'not in', (sub) => sub.selectFrom('heads').select('heads.stream'))
    .orderBy('stream')
    .execute();
  return rows.map(({ stream }) => ({
    code: 'no-head',
    stream,
    seq: null,
    message: text(`${stream} 有记录，却没有登记它的末条`, `${stream} has events and no head`),
  }));
}

/** Where the two part: the stored head, or the first event that is lacking or too many. */
const headDiffers = (stream: StreamId, last: Head, head: Head): Finding => ({
  code: 'head-differs',
  stream,
  seq: last.seq === head.seq ? head.seq : Math.min(last.seq, head.seq) + 1,
  message: text(
    `${stream} 的末条登记为第 ${head.seq} 条，与记录（末条第 ${last.seq} 条）不符`,
    `${stream}: the head names event ${head.seq}, the last event is ${last.seq} and not that one`,
  ),
});
