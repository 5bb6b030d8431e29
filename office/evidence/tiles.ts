import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { entryOf } from '../../domain/journal/chain';
import { cosigned } from '../../domain/journal/checkpoint';
import { TILE_WIDTH, bundleEntry, bundlesOf, tilePath, tilesOf, type Tile } from '../../domain/journal/tiles';
import { HASH_BYTES } from '../../domain/journal/tree';
import { text, type Problem } from '../../domain/problem';
import { attestedLines, type AttestedBody } from '../../ledger/log/attest';
import { keyFileOf } from '../../ledger/log/key';
import type { LogDoor } from '../../ledger/log/door';

/** Writes a file and the folders above it. */
export function putTile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** What an export of the log is made of. */
export interface ExportedLog {
  readonly size: number;
  readonly note: string;
  readonly vkeys: readonly string[];
  readonly attested: readonly AttestedBody[];
}

/** A file of an export; its content is read when it is its turn. */
export interface LogFile {
  readonly path: string;
  readonly read: () => Promise<Buffer>;
  /** Entries that are written with it and all before it. */
  readonly done: number;
}

type TileSource = Pick<LogDoor, 'tile' | 'entries'>;

/**
 * The log up to a checkpoint as files of a static folder (c2sp.org/tlog-tiles): tiles, bundles of entries, log.vkey (and
 * log.sm2.vkey where SM2 signs too) and last the checkpoint, so that an export that was cut short has none. Witnesses have
 * signed the checkpoint; a time stamp (RFC 3161) is checkpoint.stamped.tsr, on the bytes of checkpoint.stamped.
 */
function* logFiles(ledger: TileSource, log: ExportedLog): Generator<LogFile> {
  for (const tile of tilesOf(log.size))
    yield { path: tilePath(tile), read: () => hashesIn(ledger, tile), done: 0 };
  for (const bundle of bundlesOf(log.size)) {
    const done = bundle.n * TILE_WIDTH + bundle.width;
    yield { path: tilePath(bundle), read: () => entriesIn(ledger, bundle), done };
  }
  const said = (path: string, content: string | Buffer): LogFile => ({
    path,
    read: () => Promise.resolve(Buffer.from(content)),
    done: log.size,
  });
  for (const vkey of log.vkeys) yield said(keyFileOf(vkey), `${vkey}\n`);
  for (const { token } of log.attested)
    if (token !== null) {
      yield said('checkpoint.stamped', log.note);
      yield said('checkpoint.stamped.tsr', Buffer.from(token, 'base64'));
    }
  yield said('checkpoint', cosigned(log.note, attestedLines(log.attested)));
}

/** There is nothing to export that others could check. */
export const UNSIGNED: Problem = {
  code: 'not-covered',
  message: text(
    '最近的存证点没有签名，导出的树没有人能核对',
    'the latest checkpoint is not signed: nobody could check the export',
  ),
  hint: text('检查存证密钥文件（DUBAN_LOG_KEY_FILE）', "check the log's key (DUBAN_LOG_KEY_FILE)"),
};

/** Writes the files of an export into a folder. */
export async function exportTiles(
  ledger: TileSource,
  to: string,
  log: ExportedLog,
  progress: (done: number) => void = () => undefined,
): Promise<void> {
  for (const { path, read, done } of logFiles(ledger, log)) {
    putTile(join(to, path), await read());
    if (done > 0) progress(done);
  }
}

/** The files of an export as one archive, each read when the archive has come to it. */
export function zipTiles(ledger: TileSource, log: ExportedLog): NodeJS.ReadableStream {
  const zip = new ZipFile();
  const opened = (read: LogFile['read'], begin: (error: unknown, stream: Readable) => void): void => {
    read().then(
      (content) => {
        begin(null, Readable.from([content]));
      },
      (error: unknown) => {
        begin(error, Readable.from([]));
      },
    );
  };
  for (const { path, read } of logFiles(ledger, log))
    zip.addReadStreamLazy(path, {}, (begin) => {
      opened(read, begin);
    });
  zip.end();
  return zip.outputStream;
}

async function entriesIn(ledger: TileSource, { n, width }: Tile): Promise<Buffer> {
  const entries = await ledger.entries({ from: n * TILE_WIDTH, limit: width });
  return Buffer.concat(entries.map(({ event }) => bundleEntry(Buffer.from(entryOf(event)))));
}

const hashesIn = async (ledger: TileSource, { level, n, width }: Tile): Promise<Buffer> =>
  (await ledger.tile({ level: Number(level), n })).subarray(0, width * HASH_BYTES);
