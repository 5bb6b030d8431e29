import { DEFAULT_POLICY } from '../../domain/policy';
import { contactsOf, resolveUnit, unitOf } from '../../domain/roster/roster';
import { civilDate } from '../../domain/time';
import { testCalendar } from '../support/calendar';
import { seedFolder } from '../support/seed';

const { office } = seedFolder();
const { roster } = office;
const day = civilDate('2025-06-30');
const named = (name: string): string | undefined => {
  const found = resolveUnit(roster, name);
  return found.type === 'unit' ? found.unit.name : undefined;
};

describe('the seed office', () => {
  it('has the calendar of the hand-made vectors', () => {
    const days = office.calendar.tables.map(({ year, work, off }) => ({ year, work, off }));
    expect(days).toEqual(testCalendar().tables.map(({ year, work, off }) => ({ year, work, off })));
  });

  it('writes out the default policy', () => {
    expect(office.policy).toEqual(DEFAULT_POLICY);
  });

  it('has 47 units: 11 towns and streets, 8 seen in public documents, 28 usual ones', () => {
    expect(roster.units).toHaveLength(47);
    expect(roster.groups.find(({ name }) => name === '各街镇')?.members).toHaveLength(11);
  });

  it('knows every unit that the notice names, and its group words', () => {
    for (const name of ['区政府办公室', '区数据局', '区司法局', '区城运中心', '区财政局', '区委宣传部'])
      expect(named(name)).toBe(name);
    expect(resolveUnit(roster, '各有关单位')).toMatchObject({ type: 'group', group: { members: null } });
  });

  it.each([
    ['区府办', '区政府办公室'],
    ['区发改委', '区发展改革委'],
    ['区卫健委', '区卫生健康委'],
    ['区人社局', '区人力资源社会保障局'],
    ['区建设管理委(区交通委)', '区建设管理委'],
    ['朱家角镇人民政府', '朱家角镇'],
    ['夏阳街道办事处', '夏阳街道'],
    ['青浦区财政局', '区财政局'],
  ])('takes %s for %s', (alias, name) => {
    expect(named(alias)).toBe(name);
  });

  it('does not take 区经委 for 区商务委', () => {
    expect(named('区经委')).toBe('区经委');
    expect(named('区商务委')).toBe('区商务委');
  });

  it('never mails the leaders of party organs, vertically managed bodies and the issuing office', () => {
    const phoned = roster.units.filter(({ escalation }) => escalation === 'liaison').map(({ name }) => name);
    expect(phoned.sort()).toEqual(['公安青浦分局', '区委宣传部', '区政府办公室', '青浦税务局']);
  });

  it('reaches every unit by mail, but one by hand', () => {
    const silent = roster.units.filter(({ id }) => contactsOf(roster, id, 'liaison', day).length === 0);
    expect(silent.map(({ id, channel }) => [id, channel])).toEqual([['hjb', 'manual']]);
  });

  it('changes the liaison of 徐泾镇 within the year', () => {
    const on = (date: string): string[] =>
      contactsOf(roster, 'xjz', 'liaison', civilDate(date)).map(({ id }) => id);
    expect([on('2025-09-30'), on('2025-10-01')]).toEqual([['xjz-l1'], ['xjz-l2']]);
  });

  it('has an account of every role, and a liaison with an account in every unit', () => {
    const roles = new Set(roster.accounts.map(({ role }) => role));
    expect([...roles].sort()).toEqual([
      'admin',
      'auditor',
      'coordinator',
      'liaison',
      'reviewer',
      'unitLeader',
    ]);
    for (const { id } of roster.units)
      expect(roster.accounts.some(({ role, unit }) => role === 'liaison' && unit === id)).toBe(true);
    for (const { unit } of roster.accounts) if (unit !== null) expect(unitOf(roster, unit)).toBeDefined();
  });

  it('has only addresses that can reach nobody', () => {
    const all = [...roster.contacts, ...roster.accounts].map(({ address }) => address);
    expect(all.filter((address) => !/@([a-z]+\.)?qingpu\.example$/.test(address))).toEqual([]);
  });
});
