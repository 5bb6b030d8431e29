import { makeItemCache } from '../../client/console/items/cache';
import { consoleRows } from '../../client/console/items/rows';
import { inboxSource } from '../../office/lists/inbox';
import type { ItemState } from '../../domain/item/types';
import { accountOf } from '../../domain/roster/roster';
import type { Instant } from '../../domain/time';
import { inboxOf } from '../../domain/view/inbox';
import type { Ledger } from '../../ledger/ledger';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll, ledgerDuban } from '../support/ledger-duban';
import { sure } from '../support/sure';

const DAY = moment('2025-09-30');
const NEXT = moment('2025-10-09');

let s: Stage;
let ledger: Ledger;
let items: readonly ItemState[];
beforeAll(async () => {
  s = await stage(async (on) => {
    await beginAll(on, await issuedLedger(on, planItems(2)), moment('2025-06-30 10:00'));
  });
  ledger = s.ledger;
  items = await ledger.items({});
});
afterAll(() => s.close());

async function afterSigning(): Promise<readonly ItemState[]> {
  const by = { stream: 'item/n1/1', actor: 'll-sjj', key: 'signs' };
  sure(
    await ledgerDuban(ledger, () => DAY).command({ ...by, command: { type: 'acknowledge', unit: 'sjj' } }),
  );
  const signed = await ledger.item('item/n1/1');
  return items.map((item) => (signed?.stream === item.stream ? signed : item));
}

const waiting = async (now: Instant, account = 'ddy', known = items) => {
  const source = await inboxSource(ledger, now, known);
  const who = accountOf(source.office.roster, account);
  return who ? inboxOf(who, source) : [];
};

describe('what is remembered of items', () => {
  it('is one row of an item while neither it nor the day is another', async () => {
    const office = await ledger.office();
    const later = consoleRows(items, office, moment('2025-09-30 17:00'));
    expect(consoleRows(items, office, DAY).map((row, n) => row === later[n])).toEqual([true, true]);
  });

  it('is found anew on another day: lamps, and how long something has waited', async () => {
    const office = await ledger.office();
    const lamps = (now: Instant) => consoleRows(items, office, now).map(({ lamp }) => lamp.lamp);
    expect([lamps(DAY), lamps(NEXT), lamps(DAY)]).toEqual([
      ['dueSoon', 'dueSoon'],
      ['late', 'late'],
      ['dueSoon', 'dueSoon'],
    ]);
    const days = async (now: Instant) =>
      (await waiting(now)).find(({ kind }) => kind === 'unsigned')?.days ?? 0;
    expect(await days(NEXT)).toBeGreaterThan(await days(DAY));
  });

  it('is found anew for another account', async () => {
    const kinds = async (account: string) => (await waiting(DAY, account)).map(({ kind }) => kind);
    expect(await kinds('ddy')).toContain('unsigned');
    expect(await kinds('ll-sjj')).toEqual(['own', 'own']);
  });

  it('is found anew of the item that changed, and of no other', async () => {
    const office = await ledger.office();
    const before = consoleRows(items, office, DAY);
    const unsigned = async (known: readonly ItemState[]) =>
      (await waiting(DAY, 'ddy', known)).filter(({ kind }) => kind === 'unsigned').length;
    const count = await unsigned(items);
    const changed = await afterSigning();
    const rows = consoleRows(changed, office, DAY);
    expect(rows.map((row, n) => row === before[n])).toEqual([false, true]);
    expect(await unsigned(changed)).toBe(count - 1);
  });

  it('is there although commands come faster than items are read', async () => {
    let revision = 0;
    const busy = { ...ledger, revision: () => Promise.resolve((revision += 1)) };
    const read = await makeItemCache(busy).items();
    expect([read.length, revision]).toEqual([items.length, 1]);
  });
});
