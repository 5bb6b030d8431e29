import { MAILROOM } from '../../domain/journal/streams';
import { merkleRoot } from '../../domain/journal/merkle';
import type { StreamHead } from '../../domain/journal/types';
import type { CivilDate, Instant } from '../../domain/time';
import { appendOne, lastOfType } from '../journal';
import type { Db } from '../schema';
import { fromJson, type Json } from '../stored';
import { streams } from '../streams';

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

/**
 * Journals the Merkle root over the heads of all streams and the heads that changed since the last anchor. One for a
 * slot: asked again for it or an earlier one, it answers with the last root and writes nothing.
 */
export async function anchor(db: Db, slot: CivilDate, now: Instant): Promise<{ readonly root: string }> {
  const last = await lastAnchor(db);
  if (last && last.slot >= slot) return { root: last.root };
  const moved = await db
    .selectFrom('heads')
    .select(['stream', 'seq', 'hash'])
    .whereRef('seq', '>', 'anchored')
    .orderBy('stream')
    .execute();
  const body: AnchorBody = {
    slot,
    root: merkleRoot(await streams(db)),
    changed: moved.map(({ stream, seq, hash }) => ({ stream, head: { seq, hash } })),
  };
  await db
    .updateTable('heads')
    .set((x) => ({ anchored: x.ref('seq') }))
    .whereRef('seq', '>', 'anchored')
    .execute();
  await appendOne(db, MAILROOM, { type: 'anchor', body, at: now, actor: 'duban', requestKey: null });
  return { root: body.root };
}
