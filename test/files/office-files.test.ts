import { toCalendar } from '../../office/intake/files/calendar-file';
import { toPolicy } from '../../office/intake/files/policy-file';
import { toRoster } from '../../office/intake/files/roster-file';
import { parseYaml, type YamlFile } from '../../office/intake/files/yaml-file';
import { isWorkingDay } from '../../domain/calendar/calendar';
import { DEFAULT_POLICY } from '../../domain/policy';
import type { Result } from '../../domain/problem';
import { resolveUnit } from '../../domain/roster/roster';
import { civilDate } from '../../domain/time';
import { sure } from '../support/sure';

const yaml = (source: string, name: string): YamlFile => sure(parseYaml(source, name));

/** The lines of a refusal. */
function faults(read: Result<unknown>): readonly string[] {
  if (read.ok) throw new Error('was read');
  expect(read.problem.code).toBe('bad-file');
  return read.problem.message.zh.split('\n');
}

describe('calendar.yaml', () => {
  const read = (source: string) => toCalendar(yaml(source, 'calendar.yaml'), 'Asia/Shanghai');
  const year = (work: string, off: string) =>
    `2025:\n  source: 国办通知\n  work: [${work}]\n  off:\n    国庆节: [${off}]\n`;

  it('declares make-up days and days off', () => {
    const calendar = sure(read(year('2025-09-28', '2025-10-01')));
    expect(
      ['2025-09-28', '2025-10-01', '2025-10-11'].map((day) => isWorkingDay(calendar, civilDate(day))),
    ).toEqual([true, false, false]);
  });

  it.each([
    [
      'a day of another year',
      year('2024-09-29', '2025-10-01'),
      '第 3 行 2025.work[0]：2024-09-29 不在 2025 年',
    ],
    [
      'a make-up day that is a weekday',
      year('2025-09-29', '2025-10-01'),
      '第 3 行 2025.work[0]：2025-09-29 本是周一至周五',
    ],
    ['a day that stands twice', year('2025-09-28', '2025-10-01, 2025-10-01'), '2025-10-01 出现了两次'],
    ['a day that does not exist', year('2025-02-30', '2025-10-01'), '“2025-02-30”不是一个存在的日期'],
    ['a year that is none', year('', '').replace('2025:', '25:'), '四位年份'],
  ])('is refused for %s, with line and key', (_name, source, said) => {
    expect(faults(read(source)).join()).toContain(said);
  });
});

describe('policy.yaml', () => {
  const read = (source: string) => toPolicy(yaml(source, 'policy.yaml'));

  it('gives the default for whatever it does not say', () => {
    expect(sure(read('reworkDays: 5\n'))).toEqual({ ...DEFAULT_POLICY, reworkDays: 5 });
  });

  it.each([
    ['an unknown key', 'rework: 3\n', '第 1 行 rework：不认识这个键，可用的键：zone、window'],
    ['a rule that does not exist', 'roll: never\n', '可用的值：none、previous、next、second-next'],
    ['a time without quotes that is none', 'slot: 9\n', '"09:00"'],
    ['a zone that does not exist', 'zone: Asia/Qingpu\n', 'Asia/Shanghai'],
    ['a number that is too small', 'mail: { mailsPerMinute: 0 }\n', '0 太小，至少 1'],
    ['a colour that is none', 'lamps: { late: { colour: 红 } }\n', '#cf222e'],
  ])('is refused for %s, naming what is legal', (_name, source, said) => {
    expect(faults(read(source)).join()).toContain(said);
  });
});

describe('roster.yaml', () => {
  const read = (source: string) => toRoster(yaml(source, 'roster.yaml'));
  const units = (more = '') => `units:
  - id: sjj
    name: 区数据局
    aliases: [区大数据中心]
    contacts:
      - { id: sjj-l1, role: liaison, name: 甲, address: a@sjj.example${more} }
accounts: []
`;

  it('knows a unit by id, name and alias', () => {
    const roster = sure(read(units()));
    for (const name of ['sjj', '区数据局', '区大数据中心'])
      expect(resolveUnit(roster, name)).toMatchObject({ type: 'unit', unit: { id: 'sjj' } });
  });

  it.each([
    ['a name used twice', units().replace('[区大数据中心]', '[区数据局]'), '第 4 行', '“区数据局”已经用过'],
    ['a group with a stranger', `${units()}groups:\n  各单位: [区数居局]\n`, '第 9 行', '是不是“区数据局”'],
    [
      'a contact that ends before it begins',
      units(', from: 2025-10-01, until: 2025-09-30'),
      '第 6 行',
      '2025-09-30 早于 from 2025-10-01',
    ],
    ['an address that is none', units().replace('a@sjj.example', 'a.sjj.example'), '第 6 行', 'a@b.example'],
    [
      'a role that does not exist',
      units().replace('role: liaison', 'role: boss'),
      '第 6 行',
      'liaison、supervisor、chief',
    ],
    ['an id with capitals', units().replace('id: sjj\n', 'id: SJJ\n'), '第 2 行', '小写字母'],
    [
      'an account with a reserved id',
      units().replace(
        'accounts: []',
        'accounts:\n  - { id: temporal, role: admin, name: 甲, phone: "1", address: a@b.example }',
      ),
      '第 8 行',
      '保留',
    ],
    [
      'an administrator who is the auditor too',
      units().replace(
        'accounts: []',
        `accounts:
  - { id: gly, role: admin, name: 甲, phone: "1", address: a@b.example }
  - { id: sj, role: auditor, name: 乙, phone: "2", address: A@b.example }`,
      ),
      '第 9 行',
      '管理员和审计不能是同一人',
    ],
  ])('is refused for %s, with line and remedy', (_name, source, line, remedy) => {
    const all = faults(read(source)).join('\n');
    expect(all).toContain(line);
    expect(all).toContain(remedy);
  });

  it('names every fault at once, in the order of lines', () => {
    const source = units().replace('id: sjj\n', 'id: SJJ\n').replace('role: liaison', 'role: boss');
    expect(faults(read(source)).map((one) => /第 (\d+) 行/.exec(one)?.[1])).toEqual(['2', '6']);
  });
});
