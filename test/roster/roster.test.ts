import fc from 'fast-check';
import { digestOf } from '../../domain/journal/canonical';
import {
  accountOf,
  contactsOf,
  makeRoster,
  resolveUnit,
  telephonesOf,
  unitOf,
} from '../../domain/roster/roster';
import type { Contact } from '../../domain/roster/types';
import { civilDate } from '../../domain/time';
import { TEST_UNITS, testRoster } from '../support/office';

const roster = testRoster();
const idOf = (name: string): string | undefined => {
  const found = resolveUnit(roster, name);
  return found.type === 'unit' ? found.unit.id : undefined;
};
const day = civilDate('2025-09-29');

describe('resolving a name', () => {
  it('finds a unit by its id, name and aliases', () => {
    expect(['fb', '区政府办公室', '区府办', '区政府办'].map(idOf)).toEqual(['fb', 'fb', 'fb', 'fb']);
  });

  it('finds a group word', () => {
    expect(resolveUnit(roster, '各街镇')).toMatchObject({
      type: 'group',
      group: { members: ['zjj', 'xjz'] },
    });
    expect(resolveUnit(roster, '各有关单位')).toMatchObject({ type: 'group', group: { members: null } });
  });

  it('does not mind spaces, width and the kind of brackets', () => {
    const made = testRoster({
      units: TEST_UNITS.map((u) => (u.id === 'sfj' ? { ...u, aliases: ['区司法局(区法治办)'] } : u)),
    });
    for (const name of ['区司法局（区法治办）', '区司法局〔区法治办〕', ' 区司法局 (区法治办)\u3000'])
      expect(resolveUnit(made, name)).toMatchObject({ type: 'unit', unit: { id: 'sfj' } });
  });

  it('only ever suggests a near match', () => {
    expect(resolveUnit(roster, '区数据')).toEqual({ type: 'unknown', suggestion: '区数据局' });
    expect(resolveUnit(roster, '各有关单')).toEqual({ type: 'unknown', suggestion: '各有关单位' });
    expect(resolveUnit(roster, '朱家角')).toEqual({ type: 'unknown', suggestion: '朱家角镇' });
  });

  it('suggests nothing for a name like none', () => {
    expect(resolveUnit(roster, '市发展改革委')).toEqual({ type: 'unknown' });
    expect(resolveUnit(roster, '')).toEqual({ type: 'unknown' });
  });

  it('never takes a name with one character changed for a unit', () => {
    const name = fc.constantFrom(...TEST_UNITS.map((u) => u.name));
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('甲', '乙', '丙'), (right, n, char) => {
        const at = n % right.length;
        expect(resolveUnit(roster, right.slice(0, at) + char + right.slice(at + 1)).type).toBe('unknown');
      }),
    );
  });
});

describe('contacts', () => {
  it('are all liaisons of the unit', () => {
    expect(contactsOf(roster, 'sjj', 'liaison', day).map((c) => c.id)).toEqual([
      'sjj-liaison-1',
      'sjj-liaison-2',
    ]);
  });

  it('are none where no leader is known', () => {
    expect(contactsOf(roster, 'xjz', 'chief', day)).toEqual([]);
  });

  it('are called on their own number, else on that of their account', () => {
    const [own] = contactsOf(roster, 'sjj', 'liaison', day);
    const called = (phone: string) => {
      const made = testRoster({ contacts: own ? [{ ...own, phone }] : [] });
      return telephonesOf(
        { ...made, accounts: made.accounts.map((one) => (own ? { ...one, address: own.address } : one)) },
        'sjj',
        day,
      ).map((one) => one.phone);
    };
    expect(called('59730000')).toEqual(['59730000']);
    expect(called('')).toEqual([roster.accounts.find(({ unit }) => unit === 'sjj')?.phone]);
  });

  it('without a number leave the digest of the roster as it was before there were numbers', () => {
    const { units, groups, contacts, accounts, digest } = roster;
    const before = contacts.map(({ phone: _, ...contact }) => contact);
    expect(digest).toBe(digestOf([units, groups, before, accounts]));
    expect(testRoster({ contacts: contacts.map((one) => ({ ...one, phone: '1' })) }).digest).not.toBe(digest);
  });

  it('count from their first to their last day', () => {
    const one = (id: string, from: string | null, until: string | null): Contact => ({
      id,
      unit: 'sjj',
      role: 'liaison',
      name: id,
      phone: '',
      address: `${id}@sjj.qingpu.example`,
      from: from === null ? null : civilDate(from),
      until: until === null ? null : civilDate(until),
    });
    const made = testRoster({ contacts: [one('old', null, '2025-09-29'), one('new', '2025-09-30', null)] });
    const on = (date: string): string[] =>
      contactsOf(made, 'sjj', 'liaison', civilDate(date)).map((c) => c.id);
    expect(on('2025-09-29')).toEqual(['old']);
    expect(on('2025-09-30')).toEqual(['new']);
  });
});

describe('a roster', () => {
  it('finds units and accounts by id', () => {
    expect(unitOf(roster, 'sjj')?.name).toBe('区数据局');
    expect(unitOf(roster, 'nobody')).toBeUndefined();
    expect(accountOf(roster, 'ddy')?.role).toBe('coordinator');
    expect(accountOf(roster, 'nobody')).toBeUndefined();
  });

  it('has another digest when an address changes', () => {
    const moved = roster.contacts.map((c) => ({ ...c, address: `new-${c.address}` }));
    expect(makeRoster({ ...roster, contacts: moved }).digest).not.toBe(roster.digest);
    expect(makeRoster(roster).digest).toBe(roster.digest);
  });
});
