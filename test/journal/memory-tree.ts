import type { ReadSubtree } from '../../domain/journal/proof';
import { EMPTY_RANGE, appendLeaf, rootOf, type CompactRange } from '../../domain/journal/tree';

/** The tree over some leaf hashes. */
export const rangeOf = (leaves: readonly Buffer[]): CompactRange => leaves.reduce(appendLeaf, EMPTY_RANGE);

/** Reads complete subtrees of leaves that are in memory. */
export const readerOf =
  (leaves: readonly Buffer[]): ReadSubtree =>
  ({ level, index }) =>
    Promise.resolve(rootOf(rangeOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))));
