import { createHash, hash } from 'node:crypto';

/** The hash of an entry of the log (RFC 6962 §2.1): sha256 of 0x00 and its bytes. */
export const leafHash = (entry: string | Uint8Array): Buffer =>
  typeof entry === 'string'
    ? hash('sha256', `\0${entry}`, 'buffer')
    : createHash('sha256').update('\0').update(entry).digest();

/** The hash of two subtrees (RFC 6962 §2.1): sha256 of 0x01 and both hashes. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update('\x01').update(left).update(right).digest();

/** Bytes of one hash. */
export const HASH_BYTES = 32;

/** The hash over neighbouring complete subtrees, the largest first. */
export const foldRight = (hashes: readonly Buffer[]): Buffer =>
  hashes.length === 0
    ? createHash('sha256').digest()
    : hashes
        .slice(0, -1)
        .reduceRight((right, left) => nodeHash(left, right), hashes.at(-1) ?? Buffer.alloc(0));
