import fc from 'fast-check';
import type { Ledger } from '../../../ledger/ledger';
import type { Seen } from '../year';

/** Where the past is asked for, and what it was like when it was now. */
interface Witnessed {
  readonly ledger: Pick<Ledger, 'itemsAsOf' | 'itemAsOf'>;
  readonly seen: readonly Seen[];
}

/** Past days give back what was captured on them. */
export function asOfRules(of: () => Witnessed, days: number): void {
  it(`is, on ${days} days drawn from all, what it was on that day`, async () => {
    const { ledger, seen } = of();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seen), async ({ at, items }) => {
        expect(await ledger.itemsAsOf({}, at)).toEqual(items);
      }),
      { numRuns: days, seed: 2025 },
    );
  });
}
