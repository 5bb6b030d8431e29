import type { Edition } from '../../domain/digest/types';
import { endOfPlan, forecast, type ForecastCall } from '../../domain/forecast/forecast';
import type { Office } from '../../domain/office';
import type { PlanItem } from '../../domain/plan/types';
import { makePlan } from '../../domain/plan/plan';
import { noticeInfo } from '../../office/intake/files/notice-folder';
import { civilDate } from '../../domain/time';
import { moment, planItem, testPlan, type TestItem } from '../support/item';
import { testOffice, testRoster } from '../support/office';

const office = testOffice();

const item = (key: string, of: TestItem): PlanItem => ({ ...planItem(of), key });

/** The mail of a plan with these items, until a day. */
function foreseen(
  items: readonly PlanItem[],
  issuedAt: string,
  until: string,
  rest: Partial<ForecastCall> = {},
): readonly Edition[] {
  const plan = makePlan(testPlan(items));
  const notice = noticeInfo(plan);
  return forecast({
    plan,
    notice,
    office,
    issuedAt: moment(issuedAt),
    until: civilDate(until),
    ...rest,
  });
}

/** "2025-07-02 liaison 1 R1" of each mail to a unit. */
const mailsTo = (mails: readonly Edition[], unit: string): string[] =>
  mails
    .filter(({ to }) => 'unit' in to && to.unit === unit)
    .map(({ slot, kind, to, lines }) => {
      const told = lines.map(({ no, rung }) => (rung === null ? no : `${no} ${rung}`)).join(' ');
      return `${slot} ${kind} ${to.audience}: ${told}`;
    });

const tasksOf = (mails: readonly Edition[], slot: string, kind: string): number =>
  mails
    .filter((mail) => 'account' in mail.to && mail.to.account === 'ddy' && mail.slot === slot)
    .flatMap(({ tasks }) => tasks)
    .filter((task) => task.kind === kind).length;

const sjj = (of: TestItem = {}): PlanItem => item('1', { units: { sjj: 'lead' }, ...of });

describe('the moment of issue', () => {
  it('after the slot leaves the day with the letter alone', () => {
    expect(mailsTo(foreseen([sjj()], '2025-06-30 10:00', '2025-07-02'), 'sjj')).toEqual([
      '2025-06-30 letter liaison: 1',
      '2025-07-02 digest liaison: 1 R1',
    ]);
  });

  it('before the slot of a Monday takes the place of that day’s full list', () => {
    expect(mailsTo(foreseen([sjj()], '2025-06-30 08:00', '2025-07-01'), 'sjj')).toEqual([
      '2025-06-30 letter liaison: 1',
    ]);
  });

  it('on an evening sends the letter in the next window, from which signing is counted', () => {
    expect(mailsTo(foreseen([sjj()], '2025-07-02 18:00', '2025-07-08'), 'sjj')).toEqual([
      '2025-07-03 letter liaison: 1',
      '2025-07-07 digest liaison: 1 R1',
    ]);
  });

  it('on a day off sends the letter on the next working day, and no full list beside it', () => {
    expect(mailsTo(foreseen([sjj()], '2025-07-05 10:00', '2025-07-07'), 'sjj')).toEqual([
      '2025-07-07 letter liaison: 1',
    ]);
  });

  it('follows the mailroom when that has not composed the day yet', () => {
    const mails = foreseen([sjj()], '2025-06-30 10:00', '2025-07-01', { composed: null });
    expect(mailsTo(mails, 'sjj')).toEqual(['2025-06-30 letter liaison: 1']);
  });
});

describe('what is looked at', () => {
  it('ends with the 40th working day after the plan’s year', () => {
    expect(endOfPlan(testPlan([sjj()]), office)).toBe('2026-03-04');
    const plan = makePlan(testPlan([sjj()]));
    const all = forecast({ plan, notice: noticeInfo(plan), office, issuedAt: moment('2025-06-30') });
    expect(all.at(-1)?.slot).toBe('2026-03-04');
  });

  it('is only the items that were named', () => {
    const items = [sjj(), item('2', { units: { sjj: 'lead' } })];
    const mails = foreseen(items, '2025-06-30', '2025-07-02', { items: ['2'] });
    expect(mailsTo(mails, 'sjj')).toEqual([
      '2025-06-30 letter liaison: 2',
      '2025-07-02 digest liaison: 2 R1',
    ]);
  });

  it('leaves out what cannot be issued yet', () => {
    const open = { ...item('2', { units: { sjj: 'lead' } }), unresolved: ['各有关单位'] };
    const mails = foreseen([sjj(), open], '2025-06-30', '2025-07-02');
    expect(new Set(mails.flatMap(({ lines }) => lines.map(({ no }) => no)))).toEqual(new Set(['1']));
  });
});

describe('the chief’s edition of R8', () => {
  const items = [sjj(), item('2', { units: { sjj: 'lead' } })];
  const chief = (mails: readonly Edition[]) => mailsTo(mails, 'sjj').filter((line) => line.includes('chief'));

  it('is never sent while nobody approves it; a task asks for five working days', () => {
    const mails = foreseen(items, '2025-06-30', '2025-10-31');
    expect(chief(mails)).toEqual([]);
    expect(tasksOf(mails, '2025-10-14', 'approveR8')).toBe(2);
    expect(tasksOf(mails, '2025-10-20', 'approveR8')).toBe(2);
    expect(tasksOf(mails, '2025-10-21', 'approveR8')).toBe(0);
  });

  it('goes by itself where the policy says so: one with all items', () => {
    const policy = { ...office.policy, r8: 'auto' as const };
    const mails = foreseen(items, '2025-06-30', '2025-10-31', { office: { ...office, policy } });
    expect(chief(mails)).toEqual(['2025-10-14 digest chief: 1 R8 2 R8']);
  });
});

describe('a unit without mail', () => {
  const mails = foreseen([item('1', { units: { dag: 'lead' } })], '2025-06-30 10:00', '2025-07-14');

  it('has its sheets, but no reminder to sign for a letter that nobody has handed over', () => {
    expect(mailsTo(mails, 'dag')).toEqual([
      '2025-06-30 letter liaison: 1',
      '2025-07-07 digest liaison: 1',
      '2025-07-14 digest liaison: 1',
    ]);
  });

  it('puts a task into the briefing of the same day for each sheet', () => {
    expect([
      tasksOf(mails, '2025-07-01', 'manual'),
      tasksOf(mails, '2025-07-07', 'manual'),
      tasksOf(mails, '2025-07-08', 'manual'),
      tasksOf(mails, '2025-07-14', 'manual'),
    ]).toEqual([1, 2, 2, 3]);
  });
});

describe('a unit that nobody can reach', () => {
  const contacts = office.roster.contacts.filter(({ unit }) => unit !== 'sjj');
  const mute: Office = { ...office, roster: testRoster({ contacts }) };
  const mails = foreseen([sjj()], '2025-06-30 10:00', '2025-10-09', { office: mute });

  it('is not reminded to sign: its letter did not arrive, which is a task', () => {
    expect(mailsTo(mails, 'sjj').filter((line) => line.includes('R1'))).toEqual([]);
    expect(tasksOf(mails, '2025-07-02', 'deadMailbox')).toBeGreaterThan(0);
  });

  it('has a task instead of the line to its supervisor', () => {
    expect(tasksOf(mails, '2025-10-09', 'noLeader')).toBe(1);
  });
});
