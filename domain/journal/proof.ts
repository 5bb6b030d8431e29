import { foldRight, nodeHash } from './tree';

/** The complete subtree of 2^level leaves that begins at leaf index × 2^level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Reads the hash of a complete subtree, from tiles or from memory. */
export type ReadSubtree = (subtree: Subtree) => Promise<Buffer>;

/** Leaves from (included) to (excluded); of a tree's own shape, so `from` is a multiple of the largest subtree in it. */
interface LeafRange {
  readonly from: number;
  readonly to: number;
}

const half = (n: number): number => Math.floor(n / 2);

/** The largest power of two below n, n ≥ 2. */
function splitAt(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function subtreesOf({ from, to }: LeafRange): readonly Subtree[] {
  if (from === to) return [];
  let level = 0;
  while (2 ** (level + 1) <= to - from) level += 1;
  return [{ level, index: from / 2 ** level }, ...subtreesOf({ from: from + 2 ** level, to })];
}

const subtreeHash = async (leaves: LeafRange, read: ReadSubtree): Promise<Buffer> =>
  foldRight(await Promise.all(subtreesOf(leaves).map(read)));

/** The root of the tree of the first `size` leaves. */
export const rootAt = (size: number, read: ReadSubtree): Promise<Buffer> =>
  subtreeHash({ from: 0, to: size }, read);

function inclusionPath(index: number, { from, to }: LeafRange): readonly LeafRange[] {
  if (to - from <= 1) return [];
  const middle = from + splitAt(to - from);
  return index < middle
    ? [...inclusionPath(index, { from, to: middle }), { from: middle, to }]
    : [...inclusionPath(index, { from: middle, to }), { from, to: middle }];
}

/** The proof that a leaf stands at `index` in the tree of `size` leaves (RFC 6962 §2.1.1), its sibling first. */
export function proveInclusion(index: number, size: number, read: ReadSubtree): Promise<readonly Buffer[]> {
  if (index >= size) throw new RangeError(`leaf ${index} of ${size}`);
  return Promise.all(inclusionPath(index, { from: 0, to: size }).map((leaves) => subtreeHash(leaves, read)));
}

function consistencyPath(old: number, { from, to }: LeafRange, whole: boolean): readonly LeafRange[] {
  if (old === to) return whole ? [] : [{ from, to }];
  const middle = from + splitAt(to - from);
  return old <= middle
    ? [...consistencyPath(old, { from, to: middle }, whole), { from: middle, to }]
    : [...consistencyPath(old, { from: middle, to }, false), { from, to: middle }];
}

/** The proof that the tree of `size` leaves begins with that of `old` leaves (RFC 6962 §2.1.2). */
export function proveConsistency(old: number, size: number, read: ReadSubtree): Promise<readonly Buffer[]> {
  if (old > size) throw new RangeError(`${old} leaves of ${size}`);
  const path = old === 0 ? [] : consistencyPath(old, { from: 0, to: size }, true);
  return Promise.all(path.map((leaves) => subtreeHash(leaves, read)));
}

/** Whether a proof leads from a leaf at `index` to the root of `size` leaves (RFC 9162 §2.1.3.2). */
export function includes(
  leaf: Buffer,
  at: { readonly index: number; readonly size: number },
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (at.index >= at.size) return false;
  let node = leaf;
  let place: TreePlace = { own: at.index, last: at.size - 1 };
  for (const sibling of proof) {
    if (place.last === 0) return false;
    const left = isRight(place);
    node = left ? nodeHash(sibling, node) : nodeHash(node, sibling);
    place = above(left ? upToRight(place) : place);
  }
  return place.last === 0 && node.equals(root);
}

/** A tree as a checkpoint names it. */
export interface Tree {
  readonly size: number;
  readonly root: Buffer;
}

/** The walk to the root at one level: the node in hand, and the last node of the level. */
interface TreePlace {
  readonly own: number;
  readonly last: number;
}

const above = ({ own, last }: TreePlace): TreePlace => ({ own: half(own), last: half(last) });
const isRight = ({ own, last }: TreePlace): boolean => own % 2 === 1 || own === last;

/** A last node without a left neighbour rises unchanged until it has one. */
function upToRight(place: TreePlace): TreePlace {
  let at = place;
  while (at.own % 2 === 0 && at.own !== 0) at = above(at);
  return at;
}
