import type { Office } from '../../domain/office';
import { DEFAULT_POLICY } from '../../domain/policy';
import { makeRoster } from '../../domain/roster/roster';
import type { Account, AccountRole, Contact, ContactRole, Roster, Unit } from '../../domain/roster/types';
import { testCalendar } from './calendar';

const unit = (id: string, name: string, rest: Partial<Unit> = {}): Unit => ({
  id,
  name,
  aliases: [],
  escalation: 'full',
  channel: 'mail',
  ...rest,
});

/** The issuing office; two full units with leaders; a party organ; two towns, 徐泾镇 without leaders; one never escalated; one without mail. */
export const TEST_UNITS: readonly Unit[] = [
  unit('fb', '区政府办公室', { aliases: ['区府办', '区政府办'], escalation: 'liaison' }),
  unit('sjj', '区数据局'),
  unit('sfj', '区司法局'),
  unit('xcb', '区委宣传部', { escalation: 'liaison' }),
  unit('zjj', '朱家角镇', { aliases: ['朱家角镇人民政府'] }),
  unit('xjz', '徐泾镇', { aliases: ['徐泾镇人民政府'] }),
  unit('xfb', '区信访办', { escalation: 'none' }),
  unit('dag', '区档案馆', { channel: 'manual' }),
];

const contact = (of: string, role: ContactRole, n = 1): Contact => ({
  id: `${of}-${role}-${n}`,
  unit: of,
  role,
  name: `${of} ${role} ${n}`,
  phone: '',
  address: `${role}${n}@${of}.qingpu.example`,
  from: null,
  until: null,
});

const leaders = (of: string): Contact[] => [contact(of, 'supervisor'), contact(of, 'chief')];

const TEST_CONTACTS: readonly Contact[] = [
  ...TEST_UNITS.filter((u) => u.channel === 'mail').map((u) => contact(u.id, 'liaison')),
  contact('sjj', 'liaison', 2),
  ...['fb', 'sjj', 'sfj', 'xcb', 'zjj', 'xfb'].flatMap(leaders),
];

const account = (id: string, role: AccountRole, rest: Partial<Account> = {}): Account => ({
  id,
  role,
  name: id,
  phone: '021-00000000',
  address: `${id}@qingpu.example`,
  unit: null,
  notices: null,
  ...rest,
});

/** ddy owns the notices, ddy2 is the deputy, ddy3 has the notice `other` only, shld reviews; ll-<unit> and ld-<unit> belong to their units. */
export const TEST_ACCOUNTS: readonly Account[] = [
  account('ddy', 'coordinator', { name: '督办员甲' }),
  account('ddy2', 'coordinator', { name: '督办员乙' }),
  account('ddy3', 'coordinator', { name: '督办员丙', notices: ['other'] }),
  account('shld', 'reviewer', { name: '审核领导' }),
  account('gly', 'admin', { name: '管理员' }),
  account('sj', 'auditor', { name: '审计' }),
  ...TEST_UNITS.map((u) => account(`ll-${u.id}`, 'liaison', { unit: u.id })),
  ...TEST_UNITS.map((u) => account(`ld-${u.id}`, 'unitLeader', { unit: u.id })),
];

/** The units, contacts and accounts above; 各街镇 is 朱家角镇 and 徐泾镇, 各有关单位 has no fixed membership. */
export const testRoster = (parts: Partial<Omit<Roster, 'digest'>> = {}): Roster =>
  makeRoster({
    units: TEST_UNITS,
    groups: [
      { name: '各街镇', members: ['zjj', 'xjz'] },
      { name: '各有关单位', members: null },
    ],
    contacts: TEST_CONTACTS,
    accounts: TEST_ACCOUNTS,
    ...parts,
  });

/** An office for tests: Asia/Shanghai, 2024-2026 declared, the default policy. */
export const testOffice = (overrides: Partial<Office> = {}): Office => ({
  calendar: testCalendar(),
  policy: DEFAULT_POLICY,
  roster: testRoster(),
  ...overrides,
});
