import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { entryOf } from '../../domain/journal/chain';
import { cosigned } from '../../domain/journal/witness';
import { TILE_WIDTH, bundleEntry, bundlesOf, tilePath, tilesOf, type Tile } from '../../domain/journal/tiles';
import { HASH_BYTES } from '../../domain/journal/tree';
import { linesOf, type AttestedBody } from '../../ledger/log/attest';
import { keyFileOf } from '../../ledger/log/key';
import type { LogDoor } from '../../ledger/log/door';

/** Writes a file and the folders above it. */
export function putTile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/**
 * Writes the log up to a checkpoint as a static folder (c2sp.org/tlog-tiles): tiles, bundles of entries, log.vkey (and
 * log.sm2.vkey where SM2 signs too) and last the checkpoint, so that an export that was cut short has none. Witnesses have signed the
 * checkpoint; a time stamp (RFC 3161) is checkpoint.stamped.tsr, on the bytes of checkpoint.stamped.
 */
export async function exportTiles(
  ledger: Pick<LogDoor, 'tile' | 'entries'>,
  to: string,
  log: {
    readonly size: number;
    readonly note: string;
    readonly vkeys: readonly string[];
    readonly attested: readonly AttestedBody[];
  },
  progress: (done: number) => void = () => undefined,
): Promise<void> {
  for (const tile of tilesOf(log.size)) putTile(join(to, tilePath(tile)), await hashesIn(ledger, tile));
  for (const bundle of bundlesOf(log.size)) {
    const from = bundle.n * TILE_WIDTH;
    const entries = await ledger.entries({ from, limit: bundle.width });
    const parts = entries.map(({ event }) => bundleEntry(Buffer.from(entryOf(event))));
    putTile(join(to, tilePath(bundle)), Buffer.concat(parts));
    progress(from + bundle.width);
  }
  for (const vkey of log.vkeys) putTile(join(to, keyFileOf(vkey)), `${vkey}\n`);
  for (const { token } of log.attested)
    if (token !== null) {
      putTile(join(to, 'checkpoint.stamped'), log.note);
      putTile(join(to, 'checkpoint.stamped.tsr'), Buffer.from(token, 'base64'));
    }
  putTile(join(to, 'checkpoint'), cosigned(log.note, linesOf(log.attested)));
}

const hashesIn = async (ledger: Pick<LogDoor, 'tile'>, { level, n, width }: Tile): Promise<Buffer> =>
  (await ledger.tile({ level: Number(level), n })).subarray(0, width * HASH_BYTES);
