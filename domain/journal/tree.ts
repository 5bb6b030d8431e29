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

/** A tree as the roots of its complete subtrees, the largest first: all that is needed to append to it. */
export interface CompactRange {
  readonly size: number;
  readonly roots: readonly Buffer[];
}

/** The tree without entries. */
export const EMPTY_RANGE: CompactRange = { size: 0, roots: [] };

/** The tree with one more leaf. */
export function appendLeaf(range: CompactRange, leaf: Buffer): CompactRange {
  const roots = [...range.roots];
  let node = leaf;
  // Each 1 bit at the end of the size is a subtree as large as the one in hand.
  for (let rest = range.size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = roots.pop();
    if (left) node = nodeHash(left, node);
  }
  return { size: range.size + 1, roots: [...roots, node] };
}

/** The root of a tree; that of the empty one is the sha256 of nothing. */
export const rootOf = ({ roots }: CompactRange): Buffer => foldRight(roots);

/** The hash over neighbouring complete subtrees, the largest first. */
export const foldRight = (hashes: readonly Buffer[]): Buffer =>
  hashes.length === 0
    ? createHash('sha256').digest()
    : hashes
        .slice(0, -1)
        .reduceRight((right, left) => nodeHash(left, right), hashes.at(-1) ?? Buffer.alloc(0));
