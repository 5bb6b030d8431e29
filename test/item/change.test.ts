import { isLate } from '../../domain/item/view';
import { outcomeText } from '../../domain/item/outcome';
import type { ItemState } from '../../domain/item/types';
import { ask, changeDate, giveBack, grant, handIn, lead, release, report, sign } from '../support/commands';
import {
  after,
  answer,
  codeFor,
  issued,
  lastOf,
  moment,
  officeSays,
  partOf,
  roundOf,
  story,
  unitSays,
} from '../support/item';
import { continuous, datesOf, finish, ROUNDS, shared } from './items';

const led = issued({ units: { sjj: 'lead', sfj: 'support', zjj: 'support' } });
const versionOf = (state: ItemState, unit: string) => roundOf(state, unit).versions.at(-1)?.version;

describe('changing the date (调整期限)', () => {
  it('moves every assignment that is not accepted, supporting ones too, each to its next version', () => {
    const done = after(shared, [
      ...finish('sfj', '2025-08-01', '2025-08-04'),
      officeSays('2025-08-05', changeDate('2025-10-31')),
    ]);
    expect(datesOf(done, 'sjj')).toEqual(['2025-09-30', '2025-10-31']);
    expect(datesOf(done, 'zjj')).toEqual(['2025-09-30', '2025-10-31']);
    expect(datesOf(done, 'sfj')).toEqual(['2025-09-30']);
    expect(roundOf(done, 'sjj').versions.at(-1)).toMatchObject({
      version: 2,
      cause: 'change',
      startDay: '2025-08-05',
      setAt: moment('2025-08-05'),
    });
  });

  it('can be for one unit alone', () => {
    const state = after(shared, [officeSays('2025-08-05', changeDate('2025-10-31', { unit: 'sfj' }))]);
    expect([datesOf(state, 'sjj').length, datesOf(state, 'sfj').length]).toEqual([1, 2]);
  });

  it('is refused, naming them, while one it would move is handed in', () => {
    const waiting = after(shared, [unitSays('2025-08-01', handIn('sfj'))]);
    const refused = answer(waiting, officeSays('2025-08-05', changeDate('2025-10-31')));
    expect(refused).toMatchObject({
      problem: { code: 'handed-in', message: { zh: '区司法局已报办结，等待审核' } },
    });
    expect(codeFor(waiting, officeSays('2025-08-05', changeDate('2025-10-31', { unit: 'sjj' })))).toBe('ok');
    const back = after(waiting, [officeSays('2025-08-05', giveBack('sfj'))]);
    expect(codeFor(back, officeSays('2025-08-05', changeDate('2025-10-31')))).toBe('ok');
  });

  it('makes open requests lapse', () => {
    const asked = after(shared, [unitSays('2025-09-01', ask('sjj', '2025-10-31'))]);
    const { state, events } = story(asked, [officeSays('2025-09-02', changeDate('2025-10-31'))]);
    expect(events.map(({ type }) => type)).toEqual(['extensionLapsed', 'deadlineChanged']);
    expect(roundOf(state, 'sjj').request).toBeNull();
  });

  it('leads neither into the past nor to the same date, and says why', () => {
    const on = (date: string) => codeFor(shared, officeSays('2025-08-05', changeDate(date)));
    expect(on('2025-08-04')).toBe('too-soon');
    expect(on('2025-08-05')).toBe('ok');
    expect(on('2025-09-30')).toBe('no-change');
    const silent = { ...changeDate('2025-10-31'), reason: '' };
    expect(codeFor(shared, officeSays('2025-08-05', silent))).toBe('incomplete');
  });

  it('is not for continuous items', () => {
    expect(codeFor(continuous, officeSays('2025-08-05', changeDate('2025-10-31')))).toBe('continuous');
  });

  it('is rolled by the rule of the notice when it falls on a day off', () => {
    const to = (roll: 'none' | 'previous' | 'next' | 'second-next') => {
      const item = issued({ units: { sjj: 'each' }, dates: ['2025-11-28'], policy: { roll } });
      return datesOf(after(item, [officeSays('2025-08-05', changeDate('2025-10-03'))]), 'sjj').at(-1);
    };
    expect([to('none'), to('previous'), to('next'), to('second-next')]).toEqual([
      '2025-10-03',
      '2025-09-30',
      '2025-10-09',
      '2025-10-10',
    ]);
  });

  it('counts as rolled when it is asked whether it is past', () => {
    const item = issued({ units: { sjj: 'each' }, policy: { roll: 'previous' } });
    expect(codeFor(item, officeSays('2025-10-02', changeDate('2025-10-03')))).toBe('too-soon');
    const asked = after(item, [unitSays('2025-09-26', ask('sjj', '2025-10-31'))]);
    expect(codeFor(asked, officeSays('2025-09-28', grant('sjj', '2025-10-03')))).toBe('too-soon');
  });

  it('is told with the digest of the next slot', () => {
    const slotAt = (at: string) =>
      lastOf(story(shared, [officeSays(at, changeDate('2025-10-31'))]).events, 'deadlineChanged').body.slot;
    expect(slotAt('2025-08-05 08:00')).toBe('2025-08-05');
    expect(slotAt('2025-08-05 16:45')).toBe('2025-08-06');
    expect(slotAt('2025-08-08 16:45')).toBe('2025-08-11');
  });
});

describe('releasing a unit（解除责任单位）', () => {
  it('makes it 已解除 with a new version, the others untouched', () => {
    const state = after(shared, [officeSays('2025-08-05', release('sjj'))]);
    expect(partOf(state, 'sjj').status).toBe('released');
    expect(versionOf(state, 'sjj')).toBe(2);
    expect(datesOf(state, 'sjj')).toEqual(['2025-09-30', '2025-09-30']);
    expect(partOf(state, 'sfj')).toEqual(partOf(shared, 'sfj'));
  });

  it('is refused for the only unit that answers for the item', () => {
    expect(codeFor(led, officeSays('2025-08-05', release('sjj')))).toBe('last-unit');
    expect(codeFor(led, officeSays('2025-08-05', release('sfj')))).toBe('ok');
    const one = after(shared, [officeSays('2025-08-05', release('sjj'))]);
    expect(codeFor(one, officeSays('2025-08-05', release('sfj')))).toBe('last-unit');
  });

  it('makes its request lapse, and asks to return its hand-in first', () => {
    const asked = after(shared, [unitSays('2025-09-01', ask('sjj', '2025-10-31'))]);
    const { events } = story(asked, [officeSays('2025-09-02', release('sjj'))]);
    expect(events.map(({ type }) => type)).toEqual(['extensionLapsed', 'released']);
    const waiting = after(shared, [unitSays('2025-09-01', handIn('sjj'))]);
    expect(codeFor(waiting, officeSays('2025-09-02', release('sjj')))).toBe('handed-in');
  });
});

describe('changing the lead（变更牵头）', () => {
  it('makes a supporting unit the lead of its own date and the lead a supporting unit', () => {
    const state = after(led, [officeSays('2025-08-05', lead('sfj'))]);
    expect(state.assignments.map(({ unit, role }) => [unit, role])).toEqual([
      ['sjj', 'support'],
      ['sfj', 'lead'],
      ['zjj', 'support'],
    ]);
  });

  it('adds a version to the two it touches and moves no date', () => {
    const state = after(led, [officeSays('2025-08-05', lead('sfj'))]);
    expect(['sjj', 'sfj', 'zjj'].map((unit) => versionOf(state, unit))).toEqual([2, 2, 1]);
    expect(datesOf(state, 'sfj')).toEqual(['2025-09-30', '2025-09-30']);
  });

  it('fixes the result of the old lead as of that day', () => {
    const early = after(led, [officeSays('2025-08-05', lead('sfj'))]);
    const late = after(led, [officeSays('2025-10-13', lead('sfj'))]);
    const fixed = (state: ItemState) =>
      partOf(state, 'sjj').asLead.map(({ outcome }) => outcomeText(outcome).zh);
    expect(fixed(early)).toEqual(['按期']);
    expect(fixed(late)).toEqual(['逾期4个工作日']);
    const after10 = after(late, [unitSays('2025-10-14', report('sjj'))]);
    expect(partOf(after10, 'sjj').asLead).toEqual(partOf(late, 'sjj').asLead);
  });

  it('keeps a signature, and what was asked lapses', () => {
    const asked = after(led, [
      unitSays('2025-07-01', sign('sjj')),
      unitSays('2025-09-01', ask('sjj', '2025-10-31')),
    ]);
    const { state, events } = story(asked, [officeSays('2025-09-02', lead('sfj'))]);
    expect(events.map(({ type }) => type)).toEqual(['extensionLapsed', 'leadChanged']);
    expect(partOf(state, 'sjj')).toMatchObject({ status: 'underway', role: 'support' });
  });

  it('is refused to who is the lead, to who has no part in it, and while a hand-in of either waits', () => {
    const waiting = after(led, [unitSays('2025-09-01', handIn('sjj'))]);
    expect(codeFor(led, officeSays('2025-08-05', lead('sjj')))).toBe('no-change');
    expect(codeFor(led, officeSays('2025-08-05', lead('xjz')))).toBe('unit-not-found');
    expect(codeFor(waiting, officeSays('2025-09-02', lead('sfj')))).toBe('handed-in');
  });

  it('makes the new lead overdue when its date is past', () => {
    const state = after(led, [officeSays('2025-10-13', lead('sfj'))]);
    expect(isLate(roundOf(state, 'sfj'), moment('2025-10-13'))).toBe(true);
    expect(codeFor(state, unitSays('2025-10-14', handIn('sjj')))).toBe('support');
    expect(codeFor(state, unitSays('2025-10-14', handIn('sfj')))).toBe('ok');
  });

  it('of units that all answer for themselves adds a lead and leaves the others', () => {
    const state = after(shared, [officeSays('2025-08-05', lead('sfj'))]);
    expect(state.assignments.map(({ role }) => role)).toEqual(['each', 'lead', 'support']);
    expect(versionOf(state, 'sjj')).toBe(1);
  });

  it('leaves rounds that the old lead has finished behind', () => {
    const start = issued({ ...ROUNDS, units: { sjj: 'lead', sfj: 'support' } });
    const first = after(start, finish('sjj', '2025-07-30', '2025-07-31'));
    const state = after(first, [officeSays('2025-08-05', lead('sfj'))]);
    expect(partOf(state, 'sfj').rounds.map(({ no }) => no)).toEqual([2, 3]);
    expect(partOf(state, 'sjj').rounds.map(({ outcome }) => outcome !== null)).toEqual([true, false, false]);
    expect(partOf(state, 'sjj').asLead.map(({ round }) => round)).toEqual([2, 3]);
  });
});
