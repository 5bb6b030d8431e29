import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The canonical JSON (RFC 8785) of a value; members that are undefined are left out. Throws RangeError for what JSON cannot hold. */
export function canonical(value: unknown): string {
  const written = canonicalize(value);
  if (written === undefined) throw new RangeError('not a JSON value');
  return written;
}

/** Lower-case hex sha256 of a text in UTF-8. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** sha256 of the canonical JSON of a value: the digest by which the journal names reference data and commands. */
export const digestOf = (value: unknown): string => sha256(canonical(value));

/** The hashes by which a ledger can chain its events; it has one, from its birth on. */
export const CHAIN_HASHES = ['sha256', 'sm3'] as const;

/** SHA-256, or SM3 (GB/T 32905). The tree over all events is SHA-256 always, as RFC 6962 has it. */
export type ChainHash = (typeof CHAIN_HASHES)[number];

/** How a hash is called where people read it. */
export const HASH_NAME: Readonly<Record<ChainHash, string>> = { sha256: 'SHA-256', sm3: 'SM3' };

/** Whether a word names one. */
export const isChainHash = (name: unknown): name is ChainHash => CHAIN_HASHES.some((one) => one === name);

/** Lower-case hex of a text in UTF-8. */
export const chainDigest = (by: ChainHash, text: string): string => hash(by, text, 'hex');

/** What a list may take of an event, in bytes of its entry; the words beside it have the rest of the 65,535. */
const LIST_BYTES = 50_000;

/** Bytes of a value in an entry, where the body stands as quoted text: each of its own quotes takes two. */
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(canonical(value)));

/**
 * A list of any length in parts that an event each can hold, in its order. A part has at least one member; only an empty
 * list gives an empty part, its only one.
 */
export function partsThatFit<T>(list: readonly T[], most = LIST_BYTES): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let room = 0;
  for (const member of list) {
    const bytes = bytesOf(member);
    if (parts.length === 0 || bytes > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)?.push(member);
    room -= bytes;
  }
  return parts.length === 0 ? [[]] : parts;
}
