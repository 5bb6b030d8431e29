import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { pastLedger } from '../../../office/lists/as-of';
import { inboxSource } from '../../../office/lists/inbox';
import type { Ledger } from '../../../ledger/ledger';
import { keptOf, type Seen } from '../year';

/** Where the past is asked for, and what it was like when it was now. */
interface Witnessed {
  readonly ledger: Ledger;
  readonly seen: readonly Seen[];
}

/** Says what differs; the comparison itself is left to Node, which takes a tenth of the time. */
function expectSame(given: unknown, seen: unknown): void {
  expect(isDeepStrictEqual(given, seen) ? seen : given).toEqual(seen);
}

/** Past days give back what was captured on them. */
export function asOfRules(of: () => Witnessed, days: number): void {
  it(`is, on ${days} days drawn from all, what it was on that day: items, inbox, notices, office and a unit`, async () => {
    const { ledger, seen } = of();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seen), async ({ at, office, items, waiting, ofUnit }) => {
        const then = pastLedger(ledger, at);
        const { office: officeThen, ...waited } = await inboxSource(then, at, items);
        expectSame(keptOf(officeThen), office);
        expectSame(await ledger.itemsAsOf({}, at), items);
        expectSame(waited, waiting);
        expectSame(await then.items({ unit: ofUnit.unit, open: true }), ofUnit.items);
      }),
      { numRuns: days, seed: 2025 },
    );
  });
}
