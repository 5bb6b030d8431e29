import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { entryOf } from '../../domain/journal/chain';
import { TILE_WIDTH, bundleEntry, bundlesOf, tilePath, tilesOf, type Tile } from '../../domain/journal/tiles';
import { HASH_BYTES } from '../../domain/journal/tree';
import type { LogDoor } from '../../ledger/log/door';

/** Writes a file and the folders above it. */
export function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/**
 * Writes the log up to a checkpoint as a static folder (c2sp.org/tlog-tiles): tiles, bundles of entries, log.vkey and
 * last the checkpoint, so that an export that was cut short has none.
 */
export async function exportTiles(
  ledger: Pick<LogDoor, 'tile' | 'entries'>,
  to: string,
  log: { readonly size: number; readonly note: string; readonly vkey: string },
  progress: (done: number) => void = () => undefined,
): Promise<void> {
  for (const tile of tilesOf(log.size)) put(join(to, tilePath(tile)), await hashesIn(ledger, tile));
  for (const bundle of bundlesOf(log.size)) {
    const from = bundle.n * TILE_WIDTH;
    const entries = await ledger.entries({ from, limit: bundle.width });
    const parts = entries.map(({ event }) => bundleEntry(Buffer.from(entryOf(event))));
    put(join(to, tilePath(bundle)), Buffer.concat(parts));
    progress(from + bundle.width);
  }
  put(join(to, 'log.vkey'), `${log.vkey}\n`);
  put(join(to, 'checkpoint'), log.note);
}

const hashesIn = async (ledger: Pick<LogDoor, 'tile'>, { level, n, width }: Tile): Promise<Buffer> =>
  (await ledger.tile({ level: Number(level), n })).subarray(0, width * HASH_BYTES);
