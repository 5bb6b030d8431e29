import type { ReadSubtree, Tree } from '../../domain/journal/proof';
import { foldRight, nodeHash } from '../../domain/journal/tree';

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

/** The tree over some leaf hashes. */
export const rangeOf = (leaves: readonly Buffer[]): CompactRange => leaves.reduce(appendLeaf, EMPTY_RANGE);

/** Reads complete subtrees of leaves that are in memory. */
export const readerOf =
  (leaves: readonly Buffer[]): ReadSubtree =>
  ({ level, index }) =>
    Promise.resolve(rootOf(rangeOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))));

/** Whether a proof shows that `tree` only grew from `old`: both roots follow from it (RFC 6962 §2.1.2). */
export function extendsTree(old: Tree, tree: Tree, proof: readonly Buffer[]): boolean {
  if (old.size > tree.size) return false;
  if (old.size === 0) return proof.length === 0;
  const left = [...proof];
  /** The roots of both trees within some leaves; `whole`: of the old tree nothing stands before them. */
  const roots = (from: number, to: number, whole: boolean): readonly [Buffer, Buffer] => {
    if (old.size === to) {
      const same = whole ? old.root : next();
      return [same, same];
    }
    const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
    if (old.size <= middle) {
      const [before, after] = roots(from, middle, whole);
      return [before, nodeHash(after, next())];
    }
    const [before, after] = roots(middle, to, false);
    const both = next();
    return [nodeHash(both, before), nodeHash(both, after)];
  };
  const next = (): Buffer => left.shift() ?? Buffer.alloc(0);
  const [before, after] = roots(0, tree.size, true);
  return left.length === 0 && before.equals(old.root) && after.equals(tree.root);
}

/** The entries of a bundle; null when it is cut short. */
export function tileEntries(bundle: Buffer): readonly Buffer[] | null {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    if (at + 2 > bundle.length) return null;
    const end = at + 2 + bundle.readUInt16BE(at);
    if (end > bundle.length) return null;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
