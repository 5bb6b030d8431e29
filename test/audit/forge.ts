import { readFileSync } from 'node:fs';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { canonical } from '../../domain/journal/canonical';
import { entryOf } from '../../domain/journal/chain';
import { sha256 } from '../../domain/journal/canonical';
import { formatCheckpoint } from '../../domain/journal/checkpoint';
import { KEY_TYPE, noteKey, signNote, type NoteSigner } from '../../domain/journal/note';
import { tileRoot, TILE_WIDTH } from '../../domain/journal/tiles';
import { leafHash } from '../../domain/journal/tree';
import { instant } from '../../domain/time';
import type { SqliteConnection } from '../../ledger/database/sqlite-dialect';
import type { LogKeyPlace } from '../../ledger/log/log-key';
import { appendLeaf, EMPTY_RANGE, rootOf } from '../journal/memory-tree';

type Raw = SqliteConnection;

interface Row {
  readonly stream: string;
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly actor: string;
  readonly request_key: string | null;
  readonly body: string;
  readonly previous: string;
  readonly hash: string;
  readonly idx: number | null;
}

/** How far a forger goes: the chain alone, the tree too, or all with the key. */
export type Reach = 'chain' | 'tree' | 'signed';

/** Signs as a ledger does: a forger who has its key. */
export function signerOf({ file, origin }: LogKeyPlace): NoteSigner {
  const key = createPrivateKey(readFileSync(file));
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const name = origin ?? '';
  return {
    ...noteKey(name, KEY_TYPE.ed25519, Buffer.from(x ?? '', 'base64url')),
    sign: (m) => sign(null, m, key),
  };
}

/** Writes history anew after one event was changed: right hashes, and as much as the forger can reach. */
export function forge(raw: Raw, reach: Reach, key: NoteSigner): void {
  const rows = raw
    .prepare(
      `select e.*, l.idx from events e left join log_entries l on l.stream = e.stream and l.seq = e.seq
       order by l.idx is null, l.idx, e.stream, e.seq`,
    )
    .all() as Row[];
  const heads = new Map<string, string>();
  const roots = new Map<number, string>();
  const notes = new Map<string, string>();
  const leaves: Buffer[] = [];
  let range = EMPTY_RANGE;
  const put = raw.prepare('update events set body = ?, previous = ?, hash = ? where stream = ? and seq = ?');
  for (const row of rows) {
    const previous = heads.get(row.stream) ?? '';
    const body =
      reach === 'signed' && row.type === 'checkpoint' ? resigned(row.body, key, { roots, notes }) : row.body;
    const entry = entryOf({ ...row, at: instant(row.at), requestKey: row.request_key, body, previous });
    heads.set(row.stream, sha256(entry));
    put.run(body, previous, sha256(entry), row.stream, row.seq);
    if (row.idx === null) continue;
    leaves.push(leafHash(entry));
    range = appendLeaf(range, leafHash(entry));
    roots.set(range.size, rootOf(range).toString('base64'));
  }
  for (const [stream, hash] of heads)
    raw.prepare('update heads set hash = ? where stream = ?').run(hash, stream);
  if (reach !== 'chain') writeTiles(raw, leaves);
  for (const [old, fresh] of notes)
    raw.prepare('update mails set checkpoint = ? where checkpoint = ?').run(fresh, old);
}

function resigned(
  body: string,
  key: NoteSigner,
  { roots, notes }: { readonly roots: ReadonlyMap<number, string>; readonly notes: Map<string, string> },
): string {
  const said = JSON.parse(body) as { readonly size: number; readonly note: string };
  const root = roots.get(said.size) ?? '';
  const checkpoint = { origin: key.name, size: said.size, root: Buffer.from(root, 'base64') };
  const note = signNote(formatCheckpoint(checkpoint), [key]);
  notes.set(said.note, note);
  return canonical({ ...said, root, note });
}

function writeTiles(raw: Raw, leaves: readonly Buffer[]): void {
  raw.exec('delete from log_tiles');
  const put = raw.prepare('insert into log_tiles (level, n, hashes) values (?, ?, ?)');
  for (let level = 0, hashes = leaves; hashes.length > 0; level += 1) {
    const above: Buffer[] = [];
    for (let n = 0; n * TILE_WIDTH < hashes.length; n += 1) {
      const tile = hashes.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH);
      put.run(level, n, Buffer.concat(tile).toString('base64'));
      if (tile.length === TILE_WIDTH) above.push(tileRoot(Buffer.concat(tile)));
    }
    hashes = above;
  }
}
