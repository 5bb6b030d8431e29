import { merkleRoot } from '../../domain/journal/merkle';
import { MAILROOM } from '../../domain/journal/streams';
import type { ChainedEvent, Finding, Head, StreamId } from '../../domain/journal/types';
import { text } from '../../domain/problem';
import { toEvent } from './journal';
import type { AnchorBody } from './anchor';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';

/** Heads that anchors vouch for: by stream and seq the hash. */
export type Vouched = ReadonlyMap<StreamId, ReadonlyMap<number, string>>;

/** What the anchors of a journal say. */
export interface Anchors {
  readonly vouched: Vouched;
  readonly findings: readonly Finding[];
}

/**
 * Reads every anchor (存证) and recomputes its root from the heads that it and those before it name. Finding
 * `anchor-root`: the root is not that of the heads, or the anchor cannot be read.
 */
export async function readAnchors(db: Db): Promise<Anchors> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('stream', '=', MAILROOM)
    .where('type', '=', 'anchor')
    .orderBy('seq')
    .execute();
  const heads = new Map<StreamId, Head>();
  const vouched = new Map<StreamId, Map<number, string>>();
  const findings: Finding[] = [];
  for (const event of rows.map(toEvent)) {
    const body = bodyOf(event);
    for (const { stream, head } of body?.changed ?? []) {
      heads.set(stream, head);
      vouched.set(stream, (vouched.get(stream) ?? new Map<number, string>()).set(head.seq, head.hash));
    }
    if (body?.root !== merkleRoot([...heads].map(([stream, head]) => ({ stream, head }))))
      findings.push(wrongRoot(event.seq));
  }
  return { vouched, findings };
}

function bodyOf(event: ChainedEvent): AnchorBody | null {
  const body: Json<AnchorBody> = event.body;
  try {
    return fromJson(body);
  } catch {
    return null;
  }
}

/** Heads of a stream that anchors name and that its events do not give: `anchor-head`. */
export function compareVouched(
  stream: StreamId,
  vouched: ReadonlyMap<number, string>,
  events: ReadonlyMap<number, string>,
): readonly Finding[] {
  return [...vouched]
    .filter(([seq, hash]) => events.get(seq) !== hash)
    .map(([seq]) => ({
      code: 'anchor-head',
      stream,
      seq,
      message: text(
        `${stream} 第 ${seq} 条与存证所记不符`,
        `event ${seq} of ${stream} is not the one that an anchor names`,
      ),
    }));
}

const wrongRoot = (seq: number): Finding => ({
  code: 'anchor-root',
  stream: MAILROOM,
  seq,
  message: text(
    `${MAILROOM} 第 ${seq} 条存证的根与各流末条不符`,
    `the root of the anchor ${MAILROOM} ${seq} is not that of the heads`,
  ),
});
