import fc from 'fast-check';
import { sha256 } from '../../domain/journal/canonical';
import { merkleRoot } from '../../domain/journal/merkle';

const heads = fc.uniqueArray(
  fc.record({
    stream: fc.string({ minLength: 1 }),
    head: fc.record({ seq: fc.nat(), hash: fc.string().map(sha256) }),
  }),
  { minLength: 1, maxLength: 20, selector: (h) => h.stream },
);

describe('the root over all stream heads', () => {
  it('does not depend on the order in which the streams are given', () => {
    fc.assert(
      fc.property(heads, (all) => {
        expect(merkleRoot([...all].reverse())).toBe(merkleRoot(all));
      }),
    );
  });

  it('changes with any head', () => {
    fc.assert(
      fc.property(heads, fc.nat(), (all, at) => {
        const i = at % all.length;
        const moved = all.map((h, j) => (j === i ? { ...h, head: { ...h.head, seq: h.head.seq + 1 } } : h));
        expect(merkleRoot(moved)).not.toBe(merkleRoot(all));
      }),
    );
  });

  it('changes when a stream is left out or added', () => {
    fc.assert(
      fc.property(heads, (all) => {
        expect(merkleRoot(all.slice(1))).not.toBe(merkleRoot(all));
      }),
    );
  });

  it('is the hash of nothing before the first event', () => {
    expect(merkleRoot([])).toBe(sha256(''));
  });
});
