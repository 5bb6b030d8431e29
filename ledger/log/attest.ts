import { MAILROOM } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { fromJson, type Json } from '../database/stored';

/** What of a checkpoint others outside have signed. Body of `attested` in the stream `mailroom`. */
export interface AttestedBody {
  /** Name of the witness, or `tsa`. */
  readonly by: string;
  readonly size: number;
  /** The public key of a witness and its signature line; null for a time stamp. */
  readonly vkey: string | null;
  readonly line: string | null;
  /** The answer of a time-stamp authority (RFC 3161), base64; null for a witness. */
  readonly token: string | null;
}

/** Body of `attestationFailed`: the code says why. */
export interface AttestationFailedBody {
  readonly by: string;
  readonly size: number;
  readonly code: string;
}

/** The signature lines of witnesses. */
export const attestedLines = (attested: readonly AttestedBody[]): readonly string[] =>
  attested.flatMap(({ line }) => (line === null ? [] : [line]));

/** The last that was heard of one outside. */
export interface Attestation {
  readonly by: string;
  readonly at: Instant;
  readonly size: number;
  /** Null: it signed. */
  readonly fault: string | null;
  /** The last size that it signed; 0: none. */
  readonly signed: number;
  /** When that was; null: it has signed nothing. */
  readonly signedAt: Instant | null;
}

const all = (db: Db) =>
  db
    .selectFrom('events')
    .select(['type', 'at', 'body'])
    .where('stream', '=', MAILROOM)
    .where('type', 'in', ['attested', 'attestationFailed'])
    .orderBy('seq')
    .execute();

/** The last that was heard of each witness and authority. */
export async function attestations(db: Db): Promise<readonly Attestation[]> {
  const last = new Map<string, Attestation>();
  for (const row of await all(db)) {
    const json: Json<AttestedBody & Partial<AttestationFailedBody>> = row.body;
    const { by, size, code } = fromJson(json);
    const { signed = 0, signedAt = null } = last.get(by) ?? {};
    const fault = row.type === 'attested' ? null : (code ?? '');
    const own = fault === null ? { signed: size, signedAt: row.at } : { signed, signedAt };
    last.set(by, { by, at: row.at, size, fault, ...own });
  }
  return [...last.values()];
}

/** What others signed of the checkpoint of a size (entries), one of each. */
export async function attestedAt(db: Db, size: number): Promise<readonly AttestedBody[]> {
  const found = new Map<string, AttestedBody>();
  for (const { type, body } of await all(db)) {
    const json: Json<AttestedBody> = body;
    const attested = fromJson(json);
    if (type === 'attested' && attested.size === size) found.set(attested.by, attested);
  }
  return [...found.values()];
}
