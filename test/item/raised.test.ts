import { EMPTY_RESULT } from '../../domain/ladder/raise-result';
import type { RaisedBody } from '../../domain/item/raised';
import type { EntryRef, ItemState, Rung } from '../../domain/item/types';
import { civilDate } from '../../domain/time';
import { ask, changeDate, giveBack, handIn, refuse, withdraw, withdrawAsking } from '../support/commands';
import { after, happened, issued, moment, officeSays, partOf, roundOf, unitSays } from '../support/item';

const entry = (rung: Rung, day: string, ordinal = '1.1'): EntryRef => ({
  unit: 'sjj',
  rung,
  ordinal,
  version: 1,
  day: civilDate(day),
});

const nothing: RaisedBody = { slot: civilDate('2025-10-09'), ...EMPTY_RESULT };
const raise = (state: ItemState, body: Partial<RaisedBody>): ItemState =>
  happened(state, { type: 'raised', body: { ...nothing, ...body } }, '2025-10-09 08:30');

const start = issued();
const round = (state: ItemState) => roundOf(state, 'sjj');

describe('what an item remembers of a wake', () => {
  it('the slot up to which the ladder was looked at', () => {
    expect([start.raisedThrough, raise(start, {}).raisedThrough]).toEqual([null, '2025-10-09']);
  });

  it('what fired, raised or dropped, so that a calendar declared later raises none again', () => {
    const r6 = {
      ...entry('R6', '2025-10-09'),
      audiences: ['liaison'],
      provisional: false,
      waits: false,
    } as const;
    const state = raise(start, { raised: [r6], dropped: [entry('R8', '2025-10-09')] });
    expect(partOf(state, 'sjj').fired).toEqual(['R6|1.1|1', 'R8|1.1|1']);
    expect(partOf(state, 'sfj').fired).toEqual([]);
  });

  it('the day on which the letter was found accepted', () => {
    const letters = [{ unit: 'sjj', letterOn: civilDate('2025-07-01') }];
    const state = raise(start, { letters });
    expect([partOf(state, 'sjj').letterOn, partOf(state, 'sfj').letterOn]).toEqual(['2025-07-01', null]);
    expect(partOf(raise(state, {}), 'sjj').letterOn).toBe('2025-07-01');
  });

  it('nothing of a unit that it does not concern: that part of the item stays the same value', () => {
    const state = raise(start, { letters: [{ unit: 'sjj', letterOn: civilDate('2025-07-01') }] });
    expect(partOf(state, 'sfj')).toBe(partOf(start, 'sfj'));
    expect(partOf(state, 'sjj')).not.toBe(partOf(start, 'sjj'));
  });

  it('that B moved because of an outage', () => {
    const back = [{ unit: 'sjj', round: 1, backOn: civilDate('2025-10-10') }];
    expect(round(raise(start, { back })).backOn).toBe('2025-10-10');
  });

  it('the tasks it opened, and that an approval nobody gave has lapsed', () => {
    const task = {
      id: 'a',
      kind: 'approveR8',
      unit: 'sjj',
      rung: 'R8',
      ordinal: '1.1',
      version: 1,
    } as const;
    const opened = raise(start, { tasks: [task] });
    expect(opened.tasks).toMatchObject([{ id: 'a', day: '2025-10-09', done: null }]);
    const lapsed = raise(opened, { lapsed: ['a'] });
    expect(lapsed.tasks[0]?.done).toEqual({ at: moment('2025-10-09 08:30'), by: 'duban', result: 'lapsed' });
  });
});

describe('entries held while a hand-in or a request waits', () => {
  const held = [entry('R5', '2025-09-30', '1.2')];
  const waiting = raise(after(start, [unitSays('2025-09-29', handIn('sjj'))]), { held });
  const asked = raise(after(start, [unitSays('2025-09-26', ask('sjj', '2025-10-31'))]), {
    held: [entry('R6', '2025-10-09')],
  });
  const hold = (state: ItemState) => [round(state).held.length, round(state).holdLifted];

  it('are remembered with the round', () => {
    expect([hold(waiting), hold(asked)]).toEqual([
      [1, false],
      [1, false],
    ]);
  });

  it('are given back by a withdrawal, which leaves B as it was', () => {
    const state = after(waiting, [unitSays('2025-10-09', withdraw('sjj'))]);
    const other = after(asked, [unitSays('2025-10-09', withdrawAsking('sjj'))]);
    expect([hold(state), hold(other)]).toEqual([
      [1, true],
      [1, true],
    ]);
    expect([round(state).backOn, round(other).backOn]).toEqual([null, null]);
  });

  it('are spent by the next wake', () => {
    expect(hold(raise(after(waiting, [unitSays('2025-10-09', withdraw('sjj'))]), {}))).toEqual([0, false]);
  });

  it('are given back by a return that keeps the date', () => {
    const early = raise(after(start, [unitSays('2025-09-20', handIn('sjj'))]), {
      held: [entry('R3', '2025-09-23')],
    });
    expect(hold(after(early, [officeSays('2025-09-29', giveBack('sjj'))]))).toEqual([1, true]);
  });

  it('are gone with a new date, a rework date and a refusal', () => {
    expect(hold(after(waiting, [officeSays('2025-10-10', giveBack('sjj'))]))).toEqual([0, false]);
    expect(hold(after(asked, [officeSays('2025-10-10', changeDate('2025-10-31'))]))).toEqual([0, false]);
    expect(hold(after(asked, [officeSays('2025-10-10', refuse('sjj'))]))).toEqual([0, false]);
  });

  it('a new hand-in takes back what a withdrawal gave', () => {
    const again = after(waiting, [
      unitSays('2025-10-09', withdraw('sjj')),
      unitSays('2025-10-09', handIn('sjj')),
    ]);
    expect(hold(again)).toEqual([1, false]);
  });
});
