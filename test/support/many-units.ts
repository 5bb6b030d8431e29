import type { Role } from '../../domain/item/types';
import type { Office } from '../../domain/office';
import { TEST_ACCOUNTS, TEST_UNITS, testOffice, testRoster } from './office';

const ids = (n: number): readonly string[] =>
  Array.from({ length: n }, (_, i) => `unit-with-a-long-name-${String(i).padStart(3, '0')}`);

/** An office with so many numbered units beside its own. */
export const numberedOffice = (n: number): Office => ({
  ...testOffice(),
  roster: testRoster({
    units: [
      ...TEST_UNITS,
      ...ids(n).map((id) => ({ id, name: id, aliases: [], escalation: 'full', channel: 'mail' }) as const),
    ],
    contacts: ids(n).map((unit) => ({
      id: `${unit}-l`,
      unit,
      role: 'liaison' as const,
      name: unit,
      phone: '',
      address: `liaison@${unit}.qingpu.example`,
      from: null,
      until: null,
    })),
    accounts: TEST_ACCOUNTS,
  }),
});

/** Those units, each responsible. */
export const numberedUnits = (n: number): Readonly<Record<string, Role>> =>
  Object.fromEntries(ids(n).map((id) => [id, 'each']));
