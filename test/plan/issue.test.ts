import { issueItem } from '../../domain/plan/issue';
import type { PlanItem } from '../../domain/plan/types';
import { civilDate } from '../../domain/time';
import { codeOf, issued, moment, partOf, planItem, roundOf, testPlan, type TestItem } from '../support/item';
import { testOffice } from '../support/office';
import { evolve } from '../../domain/item/evolve';

const context = { office: testOffice(), at: moment('2025-06-30'), batch: 2 };
const issue = (parts: Partial<PlanItem> = {}, item: TestItem = {}) => {
  const planned = { ...planItem(item), ...parts };
  return issueItem(testPlan([planned]), planned, context);
};

describe('issuing an item（交办）', () => {
  it('gives every unit the date, at version 1, its term from the day of issue', () => {
    const state = issued();
    expect(state).toMatchObject({ status: 'issued', issueDay: '2025-06-30', issuedAt: moment('2025-06-30') });
    expect(state.assignments.map(({ unit, role, status }) => [unit, role, status])).toEqual([
      ['sjj', 'lead', 'issued'],
      ['sfj', 'support', 'issued'],
    ]);
    expect(roundOf(state, 'sfj').versions).toMatchObject([
      { version: 1, cause: 'issue', startDay: '2025-06-30', due: { date: '2025-09-30' } },
    ]);
  });

  it('carries date, lateFrom, the digest of the calendar and whether it is provisional', () => {
    expect(issue()).toMatchObject({
      value: {
        body: {
          dues: [
            {
              date: '2025-09-30',
              lateFrom: moment('2025-10-01 00:00'),
              calendar: context.office.calendar.digest,
              provisional: false,
            },
          ],
          units: [{ own: null }, { own: null }],
        },
      },
    });
  });

  it('names the owner, the deputies and the issuing run', () => {
    expect(issue()).toMatchObject({
      value: {
        body: { coordinator: 'ddy', deputies: ['ddy2'], batch: 2, notice: 'n1', key: 'a', year: 2025 },
      },
    });
  });

  it('gives a unit its own date where it has one', () => {
    const units = [
      { unit: 'sjj', role: 'each', via: null, due: civilDate('2025-10-31') },
      { unit: 'zjj', role: 'each', via: '各街镇', due: null },
    ] as const;
    const made = issue({ units });
    expect(made).toMatchObject({
      value: {
        body: {
          dues: [{ date: '2025-09-30' }],
          units: [{ own: [{ date: '2025-10-31' }] }, { via: '各街镇', own: null }],
        },
      },
    });
  });

  it('gives a recurring item all its dates and a continuous one none', () => {
    const dates = ['2025-07-31', '2025-09-30'];
    const recurring = issued({ kind: 'recurring', dates });
    expect(partOf(recurring, 'sjj').rounds.map(({ versions }) => versions[0]?.due.date)).toEqual(dates);
    expect(partOf(issued({ kind: 'continuous' }), 'sjj').rounds).toEqual([]);
  });

  it.each([
    ['none', '2025-10-03'],
    ['previous', '2025-09-30'],
    ['next', '2025-10-09'],
    ['second-next', '2025-10-10'],
  ] as const)('with the roll rule %s a date on a day off becomes %s', (roll, date) => {
    const state = issued({ dates: ['2025-10-03'], policy: { roll } });
    expect(roundOf(state, 'sjj').versions[0]?.due.date).toBe(date);
  });

  it("lays the item's policy over the notice's", () => {
    const planned = { ...planItem(), policy: { reworkDays: 5 } };
    const plan = { ...testPlan([planned]), policy: { reworkDays: 4, dueSoonDays: 8 } };
    expect(issueItem(plan, planned, context)).toMatchObject({
      value: { body: { policy: { reworkDays: 5, dueSoonDays: 8 } } },
    });
    expect(issue()).toMatchObject({ value: { body: { policy: null } } });
  });

  it('refuses a group word without units, an item without a unit, a unit twice, a missing date', () => {
    const twice = planItem().units.flatMap((unit) => [unit, unit]);
    expect(codeOf(issue({ unresolved: ['各有关单位'] }))).toBe('unresolved-group');
    expect(codeOf(issue({ units: [] }))).toBe('no-unit');
    expect(codeOf(issue({ units: twice }))).toBe('duplicate-unit');
    expect(codeOf(issue({ dates: [] }))).toBe('no-date');
    expect(codeOf(issue({ dates: [], kind: 'continuous' }))).toBe('ok');
  });
});

describe('a stream that does not begin with its issue', () => {
  it('is damaged, and said to be', () => {
    const event = {
      type: 'acknowledged',
      body: { unit: 'sjj', source: null },
      seq: 1,
      at: moment('2025-07-01'),
      actor: 'll-sjj',
      requestKey: 'k',
    } as const;
    expect(() => evolve(null, event, 'item/n1/a')).toThrow(
      'item/n1/a begins with acknowledged instead of issued',
    );
  });
});
