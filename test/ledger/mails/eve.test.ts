import { DEFAULT_POLICY } from '../../../domain/policy';
import {
  bringToEve,
  dueItem,
  dueOffice,
  duePlan,
  EVE,
  importDue,
  issueDue,
  lookToEve,
  rungOf,
  SLOT,
} from '../../support/office-due-at-once';
import { opened } from '../../support/ledger';
import { DATABASES } from './issued-mailroom';

describe.each(DATABASES)('an office brought to the eve of a wave, on $name', (database) => {
  it('waits for every item at the slot and for none before it, and its tables are as the journal says', async () => {
    const units = ['u0', 'u1', 'u2'];
    const office = dueOffice({
      units,
      addressOf: (unit) => `lly@${unit}.example`,
      accountsAt: 'office.example',
      policy: DEFAULT_POLICY,
    });
    const plan = duePlan(
      'eve-2025-1',
      [0, 1, 2, 3].map((n) => dueItem(n, rungOf(n).due, units)),
    );
    const fresh = await database.fresh();
    let ledger = await opened({ url: fresh.url, groupMs: 0 });
    try {
      await importDue(ledger, office, plan);
      await bringToEve(ledger, office, plan, await issueDue(ledger, plan));
      await ledger.close();
      await lookToEve(fresh.url);
      ledger = await opened({ url: fresh.url, groupMs: 0 });
      expect((await ledger.awaited(SLOT, null)).streams).toHaveLength(plan.items.length);
      expect((await ledger.missing(EVE, null)).count).toBe(0);
      expect(await ledger.check()).toEqual({ findings: [], pending: 0 });
      expect((await ledger.verify()).findings).toEqual([]);
    } finally {
      await ledger.close();
      await fresh.remove();
    }
  });
});
