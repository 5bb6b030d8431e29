import { sql } from 'kysely';
import { MAILROOM } from '../../domain/journal/streams';
import { merkleRoot } from '../../domain/journal/merkle';
import type { StreamHead, StreamId } from '../../domain/journal/types';
import type { CivilDate, Instant } from '../../domain/time';
import { appendOne, lastOfType } from './journal';
import { sharesRows } from '../database/locks';
import type { Db } from '../database/schema';
import { chunks, fromJson, type Json } from '../database/stored';

/** Body of `anchor` in the stream `mailroom`. */
export interface AnchorBody {
  readonly slot: CivilDate;
  /** Merkle root over the heads of all streams as they stood before this event. */
  readonly root: string;
  /** Heads that have changed since the anchor before. */
  readonly changed: readonly StreamHead[];
}

/** The latest anchor (存证根) with the day it was made for; null before the first. */
export async function lastAnchor(
  db: Db,
): Promise<{ readonly root: string; readonly slot: CivilDate } | null> {
  const event = await lastOfType(db, MAILROOM, 'anchor');
  if (!event) return null;
  const body: Json<AnchorBody> = event.body;
  const { root, slot } = fromJson(body);
  return { root, slot };
}

const headOf = ({ stream, seq, hash }: { stream: StreamId; seq: number; hash: string }): StreamHead => ({
  stream,
  head: { seq, hash },
});

/** Heads that somebody moves at this moment are left: the next anchor names them again, as it does those moved since. */
async function markAnchored(db: Db, heads: readonly StreamHead[]): Promise<void> {
  const named = sql.join(heads.map(({ stream, head }) => sql`(${stream}, cast(${head.seq} as bigint))`));
  await db
    .updateTable('heads')
    .set((x) => ({ anchored: x.ref('seq') }))
    .where('stream', 'in', (sub) =>
      sub
        .selectFrom('heads as named')
        .select('named.stream')
        .where(sql<boolean>`(named.stream, named.seq) in (values ${named})`)
        .$if(sharesRows(db), (q) => q.forUpdate().skipLocked()),
    )
    .execute();
}

/**
 * Journals the Merkle root over the heads of all streams and the heads that changed since the last anchor. One for a
 * slot: asked again for it or an earlier one, it answers with the last root and writes nothing.
 */
export async function anchor(db: Db, slot: CivilDate, now: Instant): Promise<{ readonly root: string }> {
  const last = await lastAnchor(db);
  if (last && last.slot >= slot) return { root: last.root };
  // One question: root and changes are of one moment, whatever others write.
  const heads = await db
    .selectFrom('heads')
    .select(['stream', 'seq', 'hash', 'anchored'])
    .orderBy('stream')
    .execute();
  const changed = heads.filter(({ seq, anchored }) => seq > anchored).map(headOf);
  const body: AnchorBody = { slot, root: merkleRoot(heads.map(headOf)), changed };
  for (const part of chunks(changed)) await markAnchored(db, part);
  await appendOne(db, MAILROOM, { type: 'anchor', body, at: now, actor: 'duban', requestKey: null });
  return { root: body.root };
}
