import type { Subtree } from './proof';
import { HASH_BYTES, foldRight, nodeHash } from './tree';

/** Hashes in a full tile, and entries in a full bundle (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256;
const TILE_LEVELS = 8;

/** A tile or a bundle: its level (entries have none), number and width, 256 when full. */
export interface Tile {
  readonly level: number | 'entries';
  readonly n: number;
  readonly width: number;
}

/** "x001/x234/067": groups of three digits, all but the last marked. */
function numberPath(n: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** The path of a tile inside an export: tile/<level>/<n>[.p/<width>]. */
export const tilePath = ({ level, n, width }: Tile): string =>
  `tile/${level}/${numberPath(n)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;

/** How many tiles a level has in a tree of `size` leaves, the last perhaps partial. */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0, hashes = size; hashes > 0; level += 1, hashes = Math.floor(hashes / TILE_WIDTH))
    yield* tilesOfLevel(level, hashes);
}

/** The bundles of entries of a tree of `size` leaves. */
export const bundlesOf = (size: number): Generator<Tile> => tilesOfLevel('entries', size);

function* tilesOfLevel(level: Tile['level'], hashes: number): Generator<Tile> {
  for (let n = 0; n * TILE_WIDTH < hashes; n += 1)
    yield { level, n, width: Math.min(TILE_WIDTH, hashes - n * TILE_WIDTH) };
}

/** The root over the hashes of a full tile: one hash of the level above. */
export function tileRoot(tile: Buffer): Buffer {
  let level = hashesOf(tile);
  while (level.length > 1)
    level = level.flatMap((left, i) => (i % 2 === 0 ? [nodeHash(left, level[i + 1] ?? left)] : []));
  return foldRight(level);
}

/** The hashes that stand in a tile. */
export const hashesOf = (tile: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(tile.length / HASH_BYTES) }, (_, i) =>
    tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );

/** The tile in which the hash of a complete subtree stands or can be computed, and the stretch of hashes in it. */
export function tileFor({ level, index }: Subtree): {
  readonly level: number;
  readonly n: number;
  readonly from: number;
  readonly to: number;
} {
  const width = 2 ** (level % TILE_LEVELS);
  const from = index * width;
  return {
    level: Math.floor(level / TILE_LEVELS),
    n: Math.floor(from / TILE_WIDTH),
    from: from % TILE_WIDTH,
    to: (from % TILE_WIDTH) + width,
  };
}

/** The hash of a complete subtree out of its tile; null when the tile is too short. */
export function subtreeIn(tile: Buffer, at: { readonly from: number; readonly to: number }): Buffer | null {
  const part = tile.subarray(at.from * HASH_BYTES, at.to * HASH_BYTES);
  return part.length === (at.to - at.from) * HASH_BYTES ? tileRoot(part) : null;
}

/** An entry in a bundle: its length as two bytes, then its bytes. */
export function bundleEntry(entry: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(entry.length);
  return Buffer.concat([length, entry]);
}
