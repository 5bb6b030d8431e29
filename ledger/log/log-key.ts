import { formatVkey, type NoteSigner } from '../../domain/journal/note';
import { MAILROOM } from '../../domain/journal/streams';
import { refuse, text, type Problem, type Result } from '../../domain/problem';
import type { Instant } from '../../domain/time';
import { appendOne, lastOfType } from '../journal/journal';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';
import { chainHashOf } from '../journal/born';
import { identity } from '../office/identity';
import { signersIn, type KnownKeys } from './key';
import { SIGNED_BY } from './signatures';

/** Body of `logKey` in the stream `mailroom`: the keys in force from then on, Ed25519 first. */
export interface LogKeyBody {
  readonly vkeys: readonly string[];
}

/** Where the key of a log is kept, and what the log is called when it is made. */
export interface LogKeyPlace {
  readonly file: string;
  /** Null: duban/ and the ledger's own name. */
  readonly origin: string | null;
}

/** The public keys in force, Ed25519 first; none before the first checkpoint. */
export async function keysInForce(db: Db): Promise<readonly string[]> {
  const event = await lastOfType(db, MAILROOM, 'logKey');
  if (!event) return [];
  const body: Json<LogKeyBody> = event.body;
  return fromJson(body).vkeys;
}

/** The public key in force of the kind that every verifier supports (Ed25519); null before the first checkpoint. */
export const logKeyOf = async (db: Db): Promise<string | null> => (await keysInForce(db))[0] ?? null;

/** What is known of the keys of this log: its name, fixed with its first key, and under what it is signed. */
export async function knownKeys(db: Db, place: LogKeyPlace): Promise<KnownKeys> {
  const vkeys = await keysInForce(db);
  const origin = vkeys[0]?.split('+')[0] ?? place.origin ?? `duban/${await identity(db)}`;
  return { origin, vkeys, kinds: SIGNED_BY[await chainHashOf(db)] };
}

/** Journals which keys are in force from now on. */
export async function journalKey(
  db: Db,
  vkeys: readonly string[],
  by: { readonly actor: string; readonly now: Instant },
): Promise<void> {
  const body: LogKeyBody = { vkeys };
  await appendOne(db, MAILROOM, { type: 'logKey', body, at: by.now, actor: by.actor, requestKey: null });
}

/** The signers of this log; its first keys are made and journaled. Refuses like signersIn. */
export async function signersOf(
  db: Db,
  place: LogKeyPlace | null,
  now: Instant,
): Promise<Result<readonly NoteSigner[]>> {
  if (!place) return noKey;
  const known = await knownKeys(db, place);
  const found = signersIn(place.file, known);
  if (found.ok && known.vkeys.length === 0) {
    const first = found.value.slice(0, known.kinds.length).map(formatVkey);
    await journalKey(db, first, { actor: 'duban', now });
  }
  return found;
}

/** Why no checkpoint could be signed now, as signersIn says; null: nothing is known to be in the way. Makes no key. */
export async function logKeyProblem(db: Db, place: LogKeyPlace | null): Promise<Problem | null> {
  if (!place) return null;
  const known = await knownKeys(db, place);
  if (known.vkeys.length === 0) return null;
  const signers = signersIn(place.file, known);
  return signers.ok ? null : signers.problem;
}

/** `no-log-key`: the ledger was opened without a place for its key. */
export const noKey = refuse(
  'no-log-key',
  text('没有设置存证密钥文件', "no file is set for the log's key"),
  text('设置 DUBAN_LOG_KEY_FILE', 'set DUBAN_LOG_KEY_FILE'),
);
