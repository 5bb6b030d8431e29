import fc from 'fast-check';
import { follow, sortedWith, countKeys } from '../domain/follow';
import { memoEach } from '../domain/memo';

interface Thing {
  readonly id: number;
  readonly size: number;
}

const MOST = 40;

/** What happens to a list: a value in it is replaced, or one comes at its end. */
const steps = fc.array(fc.record({ at: fc.nat(2 * MOST), size: fc.nat(5) }), { minLength: 1, maxLength: 30 });

/** A list, then the lists that come of it, one to five steps later each. */
const courses = fc
  .record({ sizes: fc.array(fc.nat(5), { maxLength: MOST }), steps, stride: fc.integer({ min: 1, max: 5 }) })
  .map(({ sizes, steps: all, stride }) => {
    let now: readonly Thing[] = sizes.map((size, id) => ({ id, size }));
    const lists = [now];
    for (const [n, { at, size }] of all.entries()) {
      now =
        at < now.length
          ? now.map((one) => (one.id === at ? { id: at, size } : one))
          : [...now, { id: now.length, size }];
      if (n % stride === 0) lists.push(now);
    }
    return lists;
  });

const bySize = (a: Thing, b: Thing): number => a.size - b.size || a.id - b.id;

const sorted = () =>
  follow<Thing, readonly Thing[]>({
    make: (all) => all.toSorted(bySize),
    move: (before, went, came) => sortedWith(before, { went, came }, bySize),
  });

const sizes = () => countKeys(({ size }: Thing) => (size === 0 ? [] : [size, -size]));

const inOrder = (counts: ReadonlyMap<number, number>) => [...counts].sort(([a], [b]) => a - b);

describe('a view that follows a list', () => {
  it('is what is made from nothing, after whatever steps', () => {
    fc.assert(
      fc.property(courses, (lists) => {
        const [order, counts, doubled] = [sorted(), sizes(), memoEach(({ size }: Thing) => 2 * size)];
        for (const all of lists) {
          expect(order(all)).toEqual(sorted()(all));
          expect(inOrder(counts(all))).toEqual(inOrder(sizes()(all)));
          expect(doubled(all)).toEqual(all.map(({ size }) => 2 * size));
        }
      }),
      { seed: 17, numRuns: 150 },
    );
  });

  it('is moved on by what went and came alone, unless that is much of the list', () => {
    const make = jest.fn((all: readonly number[]) => all);
    const move = jest.fn((before: readonly number[]) => before);
    const view = follow<number, readonly number[]>({ make, move });
    const first = Array.from({ length: 16 }, (_, n) => n);
    view(first);
    view(first.with(3, 30).with(5, 50));
    expect(move.mock.calls).toEqual([[first, [3, 5], [30, 50]]]);
    view(first.map((n) => -n));
    view(first.slice(1));
    expect([make.mock.calls.length, move.mock.calls.length]).toEqual([3, 1]);
  });

  it('is the same value for the same list', () => {
    const view = sorted();
    const list = [{ id: 0, size: 1 }];
    expect(view(list)).toBe(view(list));
  });
});
