import { formatVkey, type NoteSigner } from '../../domain/journal/note';
import { MAILROOM } from '../../domain/journal/streams';
import { refuse, text, type Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import { appendOne, lastOfType } from '../journal/journal';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';
import { identity } from '../office/identity';
import { signersIn } from './key';

/** Body of `logKey` in the stream `mailroom`: the key in force from then on. */
export interface LogKeyBody {
  readonly vkey: string;
}

/** Where the key of a log is kept, and what the log is called when it is made. */
export interface LogKeyPlace {
  readonly file: string;
  /** Null: duban/ and the ledger's own name. */
  readonly origin: string | null;
}

/** The public key in force; null before the first checkpoint. */
export async function logKeyOf(db: Db): Promise<string | null> {
  const event = await lastOfType(db, MAILROOM, 'logKey');
  if (!event) return null;
  const body: Json<LogKeyBody> = event.body;
  return fromJson(body).vkey;
}

/** The name of the log (origin), fixed with its first key. */
export async function nameOfLog(db: Db, place: LogKeyPlace): Promise<string> {
  const vkey = await logKeyOf(db);
  return vkey?.split('+')[0] ?? place.origin ?? `duban/${await identity(db)}`;
}

/** Journals which key is in force from now on. */
export async function journalKey(
  db: Db,
  vkey: string,
  by: { readonly actor: string; readonly now: Instant },
): Promise<void> {
  const body: LogKeyBody = { vkey };
  await appendOne(db, MAILROOM, { type: 'logKey', body, at: by.now, actor: by.actor, requestKey: null });
}

/** The signers of this log; its first key is made and journaled. Refuses like signersIn. */
export async function signersOf(
  db: Db,
  place: LogKeyPlace | null,
  now: Instant,
): Promise<Result<readonly NoteSigner[]>> {
  if (!place) return noKey;
  const vkey = await logKeyOf(db);
  const found = signersIn(place.file, { origin: await nameOfLog(db, place), vkey });
  const [first] = found.ok ? found.value : [];
  if (first && vkey === null) await journalKey(db, formatVkey(first), { actor: 'duban', now });
  return found;
}

/** `no-log-key`: the ledger was opened without a place for its key. */
export const noKey = refuse(
  'no-log-key',
  text('没有设置存证密钥文件', "no file is set for the log's key"),
  text('设置 DUBAN_LOG_KEY_FILE', 'set DUBAN_LOG_KEY_FILE'),
);
