import { nextSlotOf } from '../../domain/ladder/next';
import type { LetterFact } from '../../domain/ladder/types';
import { civilDate } from '../../domain/time';
import { cancel, handIn, reopen, report, sign } from '../support/commands';
import { issued, officeSays, unitSays } from '../support/item';
import { testOffice } from '../support/office';
import { throughSlots, rungs, tasks } from './through-slots';
import type { LettersAt } from './raised-by-day';

const start = issued({ dates: ['2025-12-31'], units: { sjj: 'lead' } });
const all =
  (fact: LetterFact): LettersAt =>
  () =>
  () =>
    fact;
/** Under way until its day, accepted from the morning after. */
const late =
  (day: string): LettersAt =>
  (slot) =>
  () =>
    day < slot ? { state: 'accepted', on: civilDate(day) } : { state: 'waiting' };
const until = '2025-07-31';

describe('a letter that is still under way', () => {
  it('is not followed by a reminder to sign', () => {
    expect(rungs(throughSlots(start, { until, letters: all({ state: 'waiting' }) }))).toEqual([]);
  });

  it('is looked at again each slot', () => {
    const context = { office: testOffice(), letters: () => ({ state: 'waiting' }) as const };
    const next = (day: string) => nextSlotOf(start, { ...context, after: civilDate(day) });
    expect([next('2025-06-30'), next('2025-07-02'), next('2025-07-03')]).toEqual([
      '2025-07-02',
      '2025-07-03',
      '2025-07-04',
    ]);
  });

  it('and went days later, is counted from the day on which it went; that day is on record', () => {
    const played = throughSlots(start, { until, letters: late('2025-07-03') });
    expect(rungs(played)).toEqual(['2025-07-07 R1', '2025-07-09 R1']);
    expect(played.raised.flatMap(({ letters }) => letters)).toEqual([
      { unit: 'sjj', letterOn: '2025-07-03' },
    ]);
    expect(tasks(played)).toEqual(['2025-07-11 phone']);
  });
});

describe('a letter that bounced', () => {
  const played = throughSlots(start, { until, letters: all({ state: 'bounced' }) });

  it('is a task, once, and no reminder', () => {
    expect(rungs(played)).toEqual([]);
    expect(tasks(played)).toEqual(['2025-07-02 deadMailbox']);
  });
});

describe('a unit that never signed, after the item was reopened', () => {
  const reopened = (cancelledAt: string, at: string) =>
    throughSlots(start, {
      until,
      said: [officeSays(cancelledAt, cancel), officeSays(at, reopen('2025-11-28', ['sjj']))],
    });

  it('is reminded on the days that are left, counted from the first letter', () => {
    expect(rungs(reopened('2025-07-01 10:00', '2025-07-03 10:00'))).toEqual(['2025-07-04 R1']);
  });

  it('is not reminded for a day that has passed; the phone rings once', () => {
    const played = reopened('2025-07-03 10:00', '2025-07-04 15:00');
    expect(rungs(played)).toEqual(['2025-07-02 R1']);
    expect(tasks(played)).toEqual(['2025-07-08 phone']);
    const late = reopened('2025-07-09 10:00', '2025-07-15 10:00');
    expect(rungs(late)).toEqual(['2025-07-02 R1', '2025-07-04 R1']);
    expect(tasks(late)).toEqual(['2025-07-08 phone']);
  });
});

describe('the second reminder to sign', () => {
  it('is left out within three working days of T', () => {
    const near = issued({ dates: ['2025-07-14'], units: { sjj: 'lead' } });
    const letters = late('2025-07-03');
    expect(rungs(throughSlots(near, { until: '2025-07-10', letters }))).toEqual([
      '2025-07-07 R3',
      '2025-07-09 R4',
    ]);
    expect(rungs(throughSlots(near, { until: '2025-07-10' })).slice(0, 2)).toEqual([
      '2025-07-02 R1',
      '2025-07-04 R1',
    ]);
  });

  it('does not come to a unit that has signed, or reported', () => {
    for (const command of [sign('sjj'), report('sjj')]) {
      const played = throughSlots(start, { until, said: [unitSays('2025-07-03', command)] });
      expect(rungs(played)).toEqual(['2025-07-02 R1']);
      expect(tasks(played)).toEqual([]);
    }
  });

  it('does not come while a hand-in waits', () => {
    const played = throughSlots(start, {
      until: '2025-07-04',
      said: [unitSays('2025-07-03', handIn('sjj'))],
    });
    expect(rungs(played)).toEqual(['2025-07-02 R1']);
  });
});

describe('a unit that supports', () => {
  it('signs like the others, and hears of the date twice', () => {
    const both = issued({ dates: ['2025-09-30'], units: { sjj: 'lead', sfj: 'support' } });
    expect(rungs(throughSlots(both, { until: '2025-12-31' }), 'sfj')).toEqual([
      '2025-07-02 R1',
      '2025-07-04 R1',
      '2025-09-17 R2',
      '2025-09-24 R3',
    ]);
  });
});
