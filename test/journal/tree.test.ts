import fc from 'fast-check';
import { includes, proveConsistency, proveInclusion, rootAt } from '../../domain/journal/proof';
import { leafHash } from '../../domain/journal/tree';
import { EMPTY_RANGE, extendsTree, rangeOf, readerOf, rootOf } from './memory-tree';

/** The vector of Certificate Transparency: eight leaves and the roots of the trees of the first 1 … 8 of them. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')));
const short = (hashes: readonly Buffer[]): readonly string[] =>
  hashes.map((h) => h.toString('hex').slice(0, 8));
const read = readerOf(leaves);

const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte)));

describe('the tree over all events', () => {
  it('has the roots of RFC 6962', () => {
    expect(ROOTS.map((_, i) => rootOf(rangeOf(leaves.slice(0, i + 1))).toString('hex'))).toEqual(ROOTS);
  });

  it('is sha256 of nothing when it is empty', () => {
    expect(rootOf(EMPTY_RANGE).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('has the same root from subtrees as from appending', async () => {
    expect(
      (await Promise.all(ROOTS.map((_, i) => rootAt(i + 1, read)))).map((r) => r.toString('hex')),
    ).toEqual(ROOTS);
  });
});

describe('a proof', () => {
  it('of one leaf is that of the vector', async () => {
    expect(short(await proveInclusion(5, 7, read))).toEqual(['bc1a0643', 'b08693ec', 'd37ee418']);
  });

  it('of growth is that of the vector', async () => {
    expect(short(await proveConsistency(3, 7, read))).toEqual([
      '0298d122',
      '07506a85',
      'fac54203',
      '837dbb15',
    ]);
  });

  const sizes = fc.tuple(fc.nat(70), fc.nat(70)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const many = Array.from({ length: 80 }, (_, i) => leafHash(`entry ${i}`));
  const rootOfFirst = (n: number): Buffer => rootOf(rangeOf(many.slice(0, n)));

  it('of any leaf holds, and for no other leaf, place, size or root', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([index, last]) => {
        const size = last + 1;
        const proof = await proveInclusion(index, size, readerOf(many));
        const leaf = many[index] ?? Buffer.alloc(0);
        const root = rootOfFirst(size);
        expect(includes(leaf, { index, size }, proof, root)).toBe(true);
        expect(includes(flip(leaf), { index, size }, proof, root)).toBe(false);
        expect(includes(leaf, { index, size }, proof, flip(root))).toBe(false);
        expect(includes(leaf, { index, size }, [...proof, leaf], root)).toBe(false);
        expect(includes(leaf, { index: size, size }, proof, root)).toBe(false);
        if (size > 1) {
          expect(includes(leaf, { index: (index + 1) % size, size }, proof, root)).toBe(false);
          expect(includes(leaf, { index, size }, proof.slice(1), root)).toBe(false);
        }
      }),
    );
  });

  it('of growth holds, and for no other tree', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([before, size]) => {
        const proof = await proveConsistency(before, size, readerOf(many));
        const old = { size: before, root: rootOfFirst(before) };
        const tree = { size, root: rootOfFirst(size) };
        expect(extendsTree(old, tree, proof)).toBe(true);
        expect(extendsTree(tree, old, proof)).toBe(before === size);
        if (before > 0) expect(extendsTree({ ...old, root: flip(old.root) }, tree, proof)).toBe(false);
        if (before > 0) expect(extendsTree(old, { ...tree, root: flip(tree.root) }, proof)).toBe(false);
        if (proof.length > 0) expect(extendsTree(old, tree, proof.slice(1))).toBe(false);
      }),
    );
  });

  it('is not made for a leaf or a tree that is not there', () => {
    expect(() => proveInclusion(8, 8, read)).toThrow(RangeError);
    expect(() => proveConsistency(9, 8, read)).toThrow(RangeError);
  });
});
