import fc from 'fast-check';
import {
  bundleEntry,
  bundlesOf,
  hashesOf,
  subtreeIn,
  tileFor,
  tilePath,
  tileRoot,
  tilesOf,
} from '../../domain/journal/tiles';
import { leafHash } from '../../domain/journal/tree';
import { rangeOf, rootOf, tileEntries } from './memory-tree';

describe('a tile', () => {
  it('has its number in groups of three digits', () => {
    expect(tilePath({ level: 0, n: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', n: 273, width: 112 })).toBe('tile/entries/273.p/112');
    expect(tilePath({ level: 1, n: 0, width: 256 })).toBe('tile/1/000');
  });

  it('stands for 256 hashes, and the last of a level for what is left', () => {
    const last = new Map([...tilesOf(70_000)].map((tile) => [tile.level, tilePath(tile)]));
    expect([...last.values()]).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
    expect([...tilesOf(70_000)]).toHaveLength(274 + 2 + 1);
    expect([...bundlesOf(512)].map(tilePath)).toEqual(['tile/entries/000', 'tile/entries/001']);
    expect([...tilesOf(0)]).toEqual([]);
  });

  it('gives every complete subtree in it', () => {
    const leaves = Array.from({ length: 256 }, (_, i) => leafHash(String(i)));
    const tile = Buffer.concat(leaves);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 }), fc.nat(), (level, draw) => {
        const index = draw % 2 ** (8 - level);
        const at = tileFor({ level, index });
        const part = leaves.slice(index * 2 ** level, (index + 1) * 2 ** level);
        expect({ level: at.level, n: at.n }).toEqual({ level: 0, n: 0 });
        expect(subtreeIn(tile, at)).toEqual(rootOf(rangeOf(part)));
      }),
    );
    expect(tileRoot(tile)).toEqual(rootOf(rangeOf(leaves)));
    expect(hashesOf(tile)).toEqual(leaves);
    expect(subtreeIn(tile.subarray(0, 64), { from: 2, to: 4 })).toBeNull();
  });

  it('of a higher level holds the roots of full ones below', () => {
    expect(tileFor({ level: 8, index: 300 })).toEqual({ level: 1, n: 1, from: 44, to: 45 });
  });
});

describe('a bundle of entries', () => {
  it('gives back what was put in, and nothing when it is cut short', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1 }), (raw) => {
        const entries = raw.map((bytes) => Buffer.from(bytes));
        const bundle = Buffer.concat(entries.map(bundleEntry));
        expect(tileEntries(bundle)).toEqual(entries);
        expect(tileEntries(bundle.subarray(0, -1))).toBeNull();
      }),
    );
  });
});
