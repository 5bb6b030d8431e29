import type { ReadSubtree } from '../../domain/journal/proof';
import { TILE_WIDTH, subtreeIn, tileFor, tileRoot } from '../../domain/journal/tiles';
import { HASH_BYTES } from '../../domain/journal/tree';
import type { Db } from '../database/schema';
import { chunks } from '../database/stored';

/** Bytes of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** The hashes of a stored tile; empty when it is not there. */
export async function tileAt(
  db: Db,
  { level, n }: { readonly level: number; readonly n: number },
): Promise<Buffer> {
  const row = await db
    .selectFrom('log_tiles')
    .select('hashes')
    .where('level', '=', level)
    .where('n', '=', n)
    .executeTakeFirst();
  return Buffer.from(row?.hashes ?? '', 'base64');
}

/** Appends hashes to a level that has `count`, and the roots of tiles that become full to the level above. */
export async function appendHashes(
  db: Db,
  level: number,
  count: number,
  hashes: readonly Buffer[],
): Promise<void> {
  if (hashes.length === 0) return;
  const first = Math.floor(count / TILE_WIDTH);
  // Never more than the tree has: what a run that was rolled back or tampering left behind is written over.
  const begun = (await tileAt(db, { level, n: first })).subarray(0, (count % TILE_WIDTH) * HASH_BYTES);
  const all = Buffer.concat([begun, ...hashes]);
  const tiles = Array.from({ length: Math.ceil(all.length / TILE_BYTES) }, (_, i) => ({
    level,
    n: first + i,
    bytes: all.subarray(i * TILE_BYTES, (i + 1) * TILE_BYTES),
  }));
  for (const some of chunks(tiles, 100))
    await db
      .insertInto('log_tiles')
      .values(some.map(({ bytes, ...tile }) => ({ ...tile, hashes: bytes.toString('base64') })))
      .onConflict((c) => c.columns(['level', 'n']).doUpdateSet((x) => ({ hashes: x.ref('excluded.hashes') })))
      .execute();
  const full = tiles.filter(({ bytes }) => bytes.length === TILE_BYTES);
  await appendHashes(
    db,
    level + 1,
    first,
    full.map(({ bytes }) => tileRoot(bytes)),
  );
}

/** Reads complete subtrees out of the tiles; each tile is read once. Throws RangeError when one is too short. */
export function subtreeReader(db: Db): ReadSubtree {
  const tiles = new Map<string, Promise<Buffer>>();
  return async (subtree) => {
    const at = tileFor(subtree);
    const key = `${at.level}/${at.n}`;
    const tile = tiles.get(key) ?? tileAt(db, at);
    tiles.set(key, tile);
    const hash = subtreeIn(await tile, at);
    if (!hash) throw new RangeError(`tile ${key} is too short`);
    return hash;
  };
}
