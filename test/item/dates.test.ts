import { dueAtWork, dueBy, itemDue, openRounds, policyFor, roundAtWork } from '../../domain/item/dates';
import type { ItemState } from '../../domain/item/types';
import { civilDate } from '../../domain/time';
import { accept, assign, changeDate, grant, ask, handIn, release, sign } from '../support/commands';
import { after, issued, officeSays, partOf, unitSays } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const thrice = issued({
  kind: 'recurring',
  dates: ['2025-07-31', '2025-09-30', '2025-12-31'],
  units: { sjj: 'each', zjj: 'each', sfj: 'support' },
});
const atWork = (state: ItemState, unit = 'sjj') => roundAtWork(partOf(state, unit))?.no;
const open = (state: ItemState, unit: string) => openRounds(partOf(state, unit)).map(({ no }) => no);
const handsIn = (unit: string, at = '2025-07-28') => unitSays(at, handIn(unit));
const accepted = (unit: string, at = '2025-07-29') => officeSays(at, accept(unit), 'shld');

describe('the round at work (当期)', () => {
  it('is the first at issue', () => {
    expect(atWork(thrice)).toBe(1);
    expect(dueAtWork(partOf(thrice, 'sjj'))?.date).toBe('2025-07-31');
  });

  it('is the next one while a hand-in waits, and again the first when that is withdrawn or returned', () => {
    const waiting = after(thrice, [handsIn('sjj')]);
    expect(atWork(waiting)).toBe(2);
    const returned = after(waiting, [
      officeSays('2025-07-29', { type: 'return', unit: 'sjj', reason: '材料不全' }, 'shld'),
    ]);
    expect(atWork(returned)).toBe(1);
  });

  it('is the next one once a round is accepted, and the last when all are', () => {
    const done = after(thrice, [handsIn('sjj'), accepted('sjj')]);
    expect(atWork(done)).toBe(2);
    const all = after(done, [
      ...[handsIn('sjj', '2025-08-01'), accepted('sjj', '2025-08-04')],
      ...[handsIn('sjj', '2025-08-05'), accepted('sjj', '2025-08-06')],
    ]);
    expect(atWork(all)).toBe(3);
  });

  it('is the one with the earlier date when a round was moved behind the next', () => {
    const moved = after(thrice, [
      unitSays('2025-07-21', ask('sjj', '2025-10-31', 1)),
      officeSays('2025-07-22', grant('sjj', '2025-10-31')),
    ]);
    expect(atWork(moved)).toBe(2);
    expect(dueAtWork(partOf(moved, 'sjj'))?.date).toBe('2025-09-30');
  });

  it('is none for a continuous item', () => {
    expect(roundAtWork(partOf(issued({ kind: 'continuous' }), 'sjj'))).toBeNull();
  });
});

describe('the rounds of a supporting unit', () => {
  const one = after(thrice, [handsIn('sjj'), accepted('sjj')]);
  const both = after(one, [handsIn('zjj'), accepted('zjj')]);

  it('end with those of all who answer for them', () => {
    expect(open(one, 'sfj')).toEqual([1, 2, 3]);
    expect(open(both, 'sfj')).toEqual([2, 3]);
    expect(atWork(both, 'sfj')).toBe(2);
  });

  it('end when who still owed it is released, and begin again with a new one', () => {
    const left = after(one, [officeSays('2025-07-30', release('zjj'))]);
    expect(open(left, 'sfj')).toEqual([2, 3]);
    const joined = after(left, [officeSays('2025-07-30', assign('xjz', 'each'))]);
    expect(open(joined, 'sfj')).toEqual([1, 2, 3]);
  });

  it('do not end with a hand-in that waits', () => {
    expect(open(after(one, [handsIn('zjj')]), 'sfj')).toEqual([1, 2, 3]);
  });
});

describe('the item’s date (事项期限)', () => {
  const dated = issued({ units: { sjj: 'each', zjj: 'each', sfj: 'support' } });
  const later = after(dated, [officeSays('2025-07-01', changeDate('2025-11-28', { unit: 'zjj' }))]);

  it('is the latest of its leads and eaches', () => {
    expect(itemDue(dated.assignments)?.date).toBe('2025-09-30');
    expect(itemDue(later.assignments)?.date).toBe('2025-11-28');
  });

  it('does not count a unit that was released', () => {
    const left = after(later, [
      unitSays('2025-07-02', sign('sjj')),
      officeSays('2025-07-03', release('zjj')),
    ]);
    expect(itemDue(left.assignments)?.date).toBe('2025-09-30');
  });

  it('is null for a continuous item', () => {
    expect(itemDue(issued({ kind: 'continuous' }).assignments)).toBeNull();
  });
});

describe('the policy in force', () => {
  it('is the office’s, and over it what notice or item say', () => {
    expect(policyFor(office, { policy: null })).toBe(office.policy);
    expect(policyFor(office, { policy: { roll: 'next' } })).toEqual({ ...office.policy, roll: 'next' });
  });

  it('rolls a date', () => {
    const due = (policy: Parameters<typeof dueBy>[1]['policy']) =>
      dueBy(office, { policy }, civilDate('2025-10-01')).date;
    expect([due(null), due({ roll: 'previous' }), due({ roll: 'second-next' })]).toEqual([
      '2025-10-01',
      '2025-09-30',
      '2025-10-10',
    ]);
  });
});
