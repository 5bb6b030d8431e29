import type { ReadSubtree } from '../../domain/journal/proof';
import { TILE_WIDTH, subtreeIn, tileFor, tileRoot } from '../../domain/journal/tiles';
import { HASH_BYTES } from '../../domain/journal/tree';
import type { Finding } from '../../domain/journal/types';
import type { Db } from '../database/schema';
import { leafDiffers, tileDiffers } from './findings';
import { tileAt } from './tiles';
import type { Leaves } from './verify';

const FULL = TILE_WIDTH * HASH_BYTES;

/**
 * Compares the stored tiles with the leaves recomputed from the events, and each level with the one below. A leaf that
 * differs is told once: what is above is computed from the stored one. `read` gives subtrees of that tree.
 */
export async function verifyTiles(
  db: Db,
  { hashes, seen }: Leaves,
  size: number,
): Promise<{ readonly findings: readonly Finding[]; readonly read: ReadSubtree }> {
  const findings: Finding[] = [];
  const levels: Buffer[] = [];
  for (let level = hashes, n = 0; level.length > 0; n += 1) {
    const stored = await storedLevel(db, n, level.length);
    const differing = differences(stored, level);
    if (n > 0)
      findings.push(
        ...[...new Set(differing.map((at) => Math.floor(at / TILE_WIDTH)))].map((t) => tileDiffers(n, t)),
      );
    else
      for (const idx of differing.slice(0, 1_000))
        if (seen[idx] === 1) findings.push(leafDiffers(idx, await eventAt(db, idx)));
    // Above the leaves the tree is computed, not believed.
    levels.push(n === 0 ? trusted(stored, level) : level);
    level = rootsOf(levels[n] ?? level);
  }
  return { findings: size === 0 ? [] : findings, read: readerOf(levels) };
}

const trusted = (stored: Buffer, computed: Buffer): Buffer =>
  stored.length === computed.length ? stored : computed;

async function storedLevel(db: Db, level: number, bytes: number): Promise<Buffer> {
  const tiles: Buffer[] = [];
  for (let n = 0; n * FULL < bytes; n += 1) {
    const tile = await tileAt(db, { level, n });
    // A tile that is short or missing keeps its place.
    const width = Math.min(FULL, bytes - n * FULL);
    tiles.push(
      tile.length >= width
        ? tile.subarray(0, width)
        : Buffer.concat([tile, Buffer.alloc(width - tile.length)]),
    );
  }
  return Buffer.concat(tiles);
}

function differences(stored: Buffer, computed: Buffer): readonly number[] {
  if (stored.equals(computed)) return [];
  const places = Array.from({ length: computed.length / HASH_BYTES }, (_, i) => i);
  return places.filter(
    (i) =>
      stored.compare(computed, i * HASH_BYTES, (i + 1) * HASH_BYTES, i * HASH_BYTES, (i + 1) * HASH_BYTES) !==
      0,
  );
}

const rootsOf = (level: Buffer): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.floor(level.length / FULL) }, (_, n) =>
      tileRoot(level.subarray(n * FULL, (n + 1) * FULL)),
    ),
  );

const readerOf =
  (levels: readonly Buffer[]): ReadSubtree =>
  (subtree) => {
    const at = tileFor(subtree);
    const tile = levels[at.level]?.subarray(at.n * FULL, (at.n + 1) * FULL);
    const hash = tile && subtreeIn(tile, at);
    return hash ? Promise.resolve(hash) : Promise.reject(new RangeError(`no tile ${at.level}/${at.n}`));
  };

const eventAt = async (db: Db, idx: number) =>
  (await db.selectFrom('log_entries').select(['stream', 'seq']).where('idx', '=', idx).executeTakeFirst()) ??
  null;
