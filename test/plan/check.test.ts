import { checkPlan } from '../../domain/plan/check';
import type { CheckContext } from '../../domain/plan/problems';
import type { Plan, PlanItem } from '../../domain/plan/types';
import type { Office } from '../../domain/office';
import { civilDate, type CivilDate } from '../../domain/time';
import { planItem, testPlan, type TestItem } from '../support/item';
import { testOffice, testRoster, TEST_ACCOUNTS } from '../support/office';

const office = testOffice();
const item = (of: TestItem = {}, rest: Partial<PlanItem> = {}): PlanItem => ({
  ...planItem({ units: { sjj: 'lead' }, ...of }),
  ...rest,
});

interface Asked extends Partial<Omit<CheckContext, 'today'>> {
  readonly today?: string;
  readonly office?: Office;
}

/** "severity code path" of everything that speaks against issuing. */
function problems(plan: Plan, { today = '2025-06-30', ...rest }: Asked = {}): string[] {
  const context = { today: civilDate(today), acceptPast: false, items: null, ...rest };
  return checkPlan(plan, rest.office ?? office, context).map(
    ({ severity, problem, path }) => `${severity} ${problem.code} ${path.join('.')}`,
  );
}

const dated = (date: string, rest: Asked = {}): string[] =>
  problems(testPlan([item({ dates: [date] })]), rest);

describe('a plan in order', () => {
  it('has nothing against it', () => {
    expect(problems(testPlan([item()]))).toEqual([]);
  });
});

describe('a due date', () => {
  it('before the day of issue is an error, and a warning once it was confirmed', () => {
    expect(dated('2025-06-27')).toEqual(['error past-date items.0.due']);
    expect(dated('2025-06-27', { acceptPast: true })).toEqual(['warning past-date items.0.due']);
  });

  it('on a day off is a warning, also where a roll rule moves it', () => {
    expect(dated('2025-10-01')).toEqual(['warning day-off items.0.due']);
    const rolled = item({ dates: ['2025-10-01'] }, { policy: { roll: 'next' } });
    expect(problems(testPlan([rolled]))).toEqual(['warning day-off items.0.due']);
  });

  it('on a make-up Sunday is none', () => {
    expect(dated('2025-09-28')).toEqual([]);
  });

  it('whose reminders reach into an undeclared year is a warning', () => {
    const late = testPlan([item({ dates: ['2026-12-31'] })], 2026);
    expect(problems(late)).toEqual(['warning undeclared-year items.0.due']);
    const before = testPlan([item({ dates: ['2026-12-30'] })], 2026);
    // 12-30 itself is declared, its R7 to R9 are not.
    expect(problems(before)).toEqual(['warning undeclared-year items.0.due']);
    const earlier = testPlan([item({ dates: ['2026-11-20'] })], 2026);
    expect(problems(earlier)).toEqual([]);
  });

  it('after the plan’s year is a warning', () => {
    expect(dated('2026-01-30')).toEqual(['warning outside-year items.0.due']);
  });

  it('so near that the letter takes the place of reminders says of which', () => {
    const near = checkPlan(testPlan([item({ dates: ['2025-09-30'] })]), office, {
      today: civilDate('2025-09-25'),
      acceptPast: false,
      items: null,
    });
    expect(near.map(({ problem }) => [problem.code, problem.message.zh])).toEqual([
      [
        'rung-before-issue',
        '期限 2025-09-30 离交办日 2025-09-25 太近，R3 2025-09-24、R4 2025-09-26 由交办通知代替',
      ],
    ]);
    expect(dated('2025-09-30', { today: '2025-09-22' })).toEqual([]);
  });
});

describe('the dates of an item', () => {
  it('are one for a dated, two or more ascending for a recurring, none for a continuous one', () => {
    expect(problems(testPlan([item({}, { dates: [] })]))).toEqual(['error date-missing items.0.due']);
    expect(problems(testPlan([item({ kind: 'recurring', dates: ['2025-09-30'] })]))).toEqual([
      'error date-missing items.0.dates',
    ]);
    const back = item({ kind: 'recurring', dates: ['2025-12-31', '2025-09-30'] });
    expect(problems(testPlan([back]))).toEqual(['error dates-order items.0.dates']);
    expect(problems(testPlan([item({ kind: 'continuous', dates: ['2025-09-30'] })]))).toEqual([
      'error date-forbidden items.0.continuous',
    ]);
    expect(problems(testPlan([item({ kind: 'continuous' })]))).toEqual([]);
  });

  it('of a single unit stand at that unit’s name', () => {
    const own = (due: CivilDate): PlanItem =>
      item({}, { units: [{ unit: 'sjj', role: 'lead', via: null, due }] });
    expect(problems(testPlan([own(civilDate('2025-06-27'))]))).toEqual([
      'error past-date items.0.dueOf.区数据局',
    ]);
    const many = { ...own(civilDate('2025-10-31')), kind: 'recurring' as const };
    const dates = ['2025-09-30', '2025-12-31'].map(civilDate);
    expect(problems(testPlan([{ ...many, dates }]))).toEqual(['error date-forbidden items.0.dueOf.区数据局']);
  });
});

describe('the units of an item', () => {
  it('must include one that answers for it', () => {
    expect(problems(testPlan([item({}, { units: [] })]))).toEqual(['error no-units items.0']);
    expect(problems(testPlan([item({ units: { sjj: 'support' } })]))).toEqual([
      'error no-responsible items.0',
    ]);
  });

  it('must all be known: an unresolved group stops the issue', () => {
    const open = item({}, { unresolved: ['各有关单位'] });
    expect(problems(testPlan([open]))).toEqual(['error unresolved-group items.0.groups.各有关单位']);
    expect(problems(testPlan([item({ units: { nobody: 'lead' } })]))).toEqual(['error unknown-unit items.0']);
  });

  it('cannot be led by a group', () => {
    const units = [{ unit: 'zjj', role: 'lead' as const, via: '各街镇', due: null }];
    expect(problems(testPlan([item({}, { units })]))).toEqual(['error group-lead items.0']);
  });

  it('must be reached, by mail or by hand', () => {
    const contacts = office.roster.contacts.filter(({ unit }) => unit !== 'sjj');
    const mute = { ...office, roster: testRoster({ contacts }) };
    expect(problems(testPlan([item()]), { office: mute })).toEqual([
      'error no-liaison items.0',
      'warning no-leader items.0',
      'warning no-leader items.0',
    ]);
    expect(problems(testPlan([item({ units: { dag: 'lead' } })]))).toEqual([]);
  });

  it('are warned of leaders without an address, unless nobody writes to them', () => {
    expect(problems(testPlan([item({ units: { xjz: 'lead' } })]))).toEqual([
      'warning no-leader items.0',
      'warning no-leader items.0',
    ]);
    expect(problems(testPlan([item({ units: { sjj: 'lead', xjz: 'support' } })]))).toEqual([]);
  });

  it('need somebody who may review what they hand in, but for continuous items', () => {
    const accounts = TEST_ACCOUNTS.filter(
      ({ id, role }) => role !== 'reviewer' && !['ddy2', 'll-sjj'].includes(id),
    );
    const alone = { ...office, roster: testRoster({ accounts }) };
    const plan = { ...testPlan([item()]), deputies: [] };
    expect(problems(plan, { office: alone })).toEqual(['error no-reviewer items.0']);
    const always = { ...testPlan([item({ kind: 'continuous' })]), deputies: [] };
    expect(problems(always, { office: alone })).toEqual([]);
  });

  it('that lists would call as another are told of: the second needs a title of its own', () => {
    const alike = [item({}, { key: '1' }), item({}, { key: '2' }), item({}, { key: '3', title: '政策解读' })];
    expect(problems(testPlan(alike))).toEqual(['warning same-title items.1.title']);
  });

  it('with more than ten things due in one week are crowded', () => {
    const items = (count: number) =>
      Array.from({ length: count }, (_, n) => item({}, { key: String(n), title: `事项${n}` }));
    expect(problems(testPlan(items(10)))).toEqual([]);
    expect(problems(testPlan(items(11)))).toEqual(['warning crowded-week items']);
  });
});

describe('the people of a plan', () => {
  it('must be coordinators of its notice', () => {
    expect(problems({ ...testPlan([item()]), coordinator: 'shld', deputies: ['ddy3'] })).toEqual([
      'error not-coordinator coordinator',
      'error not-coordinator deputies.0',
    ]);
  });
});

describe('a part of a plan', () => {
  const items = [item(), item({ dates: ['2025-06-27'] }, { key: 'b' })];

  it('is checked alone', () => {
    expect(problems(testPlan(items), { items: ['a'] })).toEqual([]);
    expect(problems(testPlan(items), { items: ['b'] })).toEqual(['error past-date items.1.due']);
  });

  it('must be in the plan', () => {
    expect(problems(testPlan(items), { items: ['c'] })).toEqual(['error unknown-item items']);
  });

  it('must be something, each item once', () => {
    expect(problems(testPlan([]))).toEqual(['error no-items items']);
    expect(problems(testPlan([item(), item()]))).toEqual(['error duplicate-key items.1.key']);
  });
});

describe('every problem', () => {
  it('says what is wrong and what would be right, in both languages', () => {
    const plan = testPlan([item({ dates: ['2025-06-27'] }, { unresolved: ['各有关单位'] })]);
    const context = { today: civilDate('2025-06-30'), acceptPast: false, items: null };
    for (const { problem } of checkPlan(plan, office, context))
      for (const said of [problem.message.zh, problem.message.en, problem.hint.zh, problem.hint.en])
        expect(said.length).toBeGreaterThan(5);
  });
});
