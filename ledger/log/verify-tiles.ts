import type { ReadSubtree } from '../../domain/journal/proof';
import { TILE_WIDTH, subtreeIn, tileFor, tileRoot } from '../../domain/journal/tiles';
import { HASH_BYTES } from '../../domain/journal/tree';
import type { Finding } from '../../domain/journal/types';
import type { Db } from '../database/schema';
import { leafDiffers, tileDiffers } from './findings';
import { TILE_BYTES } from './tiles';

/** The hash of each numbered event at its place; places that no event has stay null. */
export interface VerifiedLeaves {
  readonly hashes: Buffer;
  readonly seen: Uint8Array;
}

/**
 * Compares the stored tiles with the leaves recomputed from the events, and each level with the one below. A leaf that
 * differs is told once: what is above is computed from the stored one, which takes its place in `hashes`. `read` gives
 * subtrees of that tree.
 */
export async function verifyTiles(
  db: Db,
  { hashes, seen }: VerifiedLeaves,
  size: number,
): Promise<{ readonly findings: readonly Finding[]; readonly read: ReadSubtree }> {
  const findings: Finding[] = [];
  const levels: Buffer[] = [];
  for (let level = hashes, n = 0; level.length > 0; level = rootsOf(level), n += 1) {
    for await (const { tile, stored, own } of storedTiles(db, n, level)) {
      const differing = tileDifferences(stored, own);
      if (differing.length === 0) continue;
      // Above the leaves the tree is computed, not believed.
      if (n > 0) findings.push(tileDiffers(n, tile));
      else {
        findings.push(
          ...(await leavesDiffer(
            db,
            differing.map((i) => tile * TILE_WIDTH + i),
            seen,
          )),
        );
        stored.copy(own);
      }
    }
    levels.push(level);
  }
  return { findings: size === 0 ? [] : findings, read: readerOf(levels) };
}

/** Tiles that are read at once. */
const TILES = 64;

/** The tiles of a level as they are stored, a missing or short one filled with zeros, beside what they should be. */
async function* storedTiles(db: Db, level: number, hashes: Buffer) {
  for (let from = 0; from * TILE_BYTES < hashes.length; from += TILES) {
    const rows = await db
      .selectFrom('log_tiles')
      .select(['n', 'hashes'])
      .where('level', '=', level)
      .where('n', '>=', from)
      .where('n', '<', from + TILES)
      .execute();
    const found = new Map(rows.map((row) => [row.n, row.hashes]));
    for (let tile = from; tile < from + TILES && tile * TILE_BYTES < hashes.length; tile += 1) {
      const own = hashes.subarray(tile * TILE_BYTES, (tile + 1) * TILE_BYTES);
      const stored = Buffer.alloc(own.length);
      Buffer.from(found.get(tile) ?? '', 'base64').copy(stored);
      yield { tile, stored, own };
    }
  }
}

/** Places within a tile where two differ. */
function tileDifferences(stored: Buffer, own: Buffer): readonly number[] {
  if (stored.equals(own)) return [];
  const at = (bytes: Buffer, i: number): Buffer => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
  return Array.from({ length: own.length / HASH_BYTES }, (_, i) => i).filter(
    (i) => !at(stored, i).equals(at(own, i)),
  );
}

async function leavesDiffer(
  db: Db,
  places: readonly number[],
  seen: Uint8Array,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const idx of places) if (seen[idx] === 1) findings.push(leafDiffers(idx, await eventAt(db, idx)));
  return findings;
}

const rootsOf = (level: Buffer): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.floor(level.length / TILE_BYTES) }, (_, n) =>
      tileRoot(level.subarray(n * TILE_BYTES, (n + 1) * TILE_BYTES)),
    ),
  );

const readerOf =
  (levels: readonly Buffer[]): ReadSubtree =>
  (subtree) => {
    const at = tileFor(subtree);
    const tile = levels[at.level]?.subarray(at.n * TILE_BYTES, (at.n + 1) * TILE_BYTES);
    const hash = tile && subtreeIn(tile, at);
    return hash ? Promise.resolve(hash) : Promise.reject(new RangeError(`no tile ${at.level}/${at.n}`));
  };

const eventAt = async (db: Db, idx: number) =>
  (await db.selectFrom('log_entries').select(['stream', 'seq']).where('idx', '=', idx).executeTakeFirst()) ??
  null;
