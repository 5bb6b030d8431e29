import { advance, recordedAs } from '../../domain/item/advance';
import type { ItemState, Task } from '../../domain/item/types';
import { wakeEvents } from '../../domain/ladder/wake';
import { slotAt } from '../../domain/slot';
import { civilDate } from '../../domain/time';
import {
  accept,
  ask,
  cancel,
  changeDate,
  grant,
  handIn,
  refuse,
  release,
  report,
  sign,
} from '../support/commands';
import { after, happened, issued, officeSays, STREAM, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();

/** The item after its wakes for the slots of these days, its letters accepted on 06-30. */
const woken = (start: ItemState, days: readonly string[]): ItemState =>
  days.map(civilDate).reduce((state, slot) => {
    const cause = { actor: 'duban', requestKey: null, at: slotAt(office, slot) };
    const letters = () => ({ state: 'accepted', on: civilDate('2025-06-30') }) as const;
    const events = wakeEvents(state, slot, { office, letters }, cause);
    return advance(state, recordedAs(state, events, cause), STREAM).state;
  }, start);

const tasksIn = (state: ItemState): readonly string[] =>
  state.tasks.map(({ kind, rung, done }) => `${kind} ${rung ?? '-'} ${done?.result ?? 'open'}`);

const start = issued({ units: { sjj: 'lead', sfj: 'each' } });
const unsigned = woken(start, ['2025-07-02', '2025-07-04', '2025-07-08']);
const late = woken(after(start, [unitSays('2025-07-01', sign('sjj'))]), [
  '2025-09-30',
  '2025-10-09',
  '2025-10-11',
]);
const ofSjj = (state: ItemState): readonly string[] =>
  tasksIn({ ...state, tasks: state.tasks.filter(({ unit }) => unit === 'sjj') });

describe('a call about a signature', () => {
  it.each([
    ['signs', unitSays('2025-07-09', sign('sjj'))],
    ['reports', unitSays('2025-07-09', report('sjj'))],
    ['hands in', unitSays('2025-07-09', handIn('sjj'))],
  ] as const)('ends when the unit %s', (_name, said: Said) => {
    expect(ofSjj(unsigned)).toEqual(['phone R1 open']);
    expect(ofSjj(after(unsigned, [said]))).toEqual(['phone R1 signed']);
  });

  it('ends with the item, with the unit’s part, and is then done by its cause', () => {
    const cancelled = after(unsigned, [officeSays('2025-07-09', cancel)]);
    expect(tasksIn(cancelled)).toEqual(['phone R1 itemEnded', 'phone R1 itemEnded']);
    expect(cancelled.tasks.map(({ done }) => done?.by)).toEqual(['cause', 'cause']);
    expect(ofSjj(after(unsigned, [officeSays('2025-07-09', release('sjj'))]))).toEqual(['phone R1 unitOut']);
  });
});

describe('a call about a date', () => {
  it('takes the place of the one about the signature, which is not asked for again', () => {
    const both = woken(unsigned, ['2025-09-30', '2025-10-09', '2025-10-11', '2025-10-14']);
    expect(ofSjj(both)).toEqual(['phone R1 replaced', 'phone R7 open', 'approveR8 R8 open']);
  });

  it('ends when the round is handed in, and an approval for the chief with it', () => {
    const chief = woken(late, ['2025-10-14']);
    expect(ofSjj(chief)).toEqual(['phone R7 open', 'approveR8 R8 open']);
    expect(ofSjj(after(chief, [unitSays('2025-10-14', handIn('sjj'))]))).toEqual([
      'phone R7 handedIn',
      'approveR8 R8 handedIn',
    ]);
  });

  it('ends when the date moves, and stays when the unit only reports', () => {
    expect(ofSjj(after(late, [unitSays('2025-10-13', report('sjj'))]))).toEqual(['phone R7 open']);
    const moved = officeSays('2025-10-13', changeDate('2025-11-28', { unit: 'sjj' }));
    expect(ofSjj(after(late, [moved]))).toEqual(['phone R7 dateMoved']);
  });
});

describe('a late review', () => {
  const asked = after(start, [unitSays('2025-09-22', ask('sjj', '2025-10-31'))]);
  const passed = woken(asked, ['2025-09-25', '2025-09-26']);

  it.each([
    ['refused', refuse('sjj')],
    ['granted', grant('sjj', '2025-10-31')],
  ] as const)('ends when the request is %s', (_name, command) => {
    expect(ofSjj(passed)).toContain('lateReview - open');
    expect(ofSjj(after(passed, [officeSays('2025-09-28', command, 'shld')]))).toContain(
      'lateReview - answered',
    );
  });

  it('of a hand-in ends when it is accepted', () => {
    const handed = woken(after(start, [unitSays('2025-09-15', handIn('sjj'))]), ['2025-09-19', '2025-09-22']);
    expect(ofSjj(handed)).toContain('lateReview - open');
    expect(ofSjj(after(handed, [officeSays('2025-09-23', accept('sjj'))]))).toContain(
      'lateReview - answered',
    );
  });
});

describe('tasks of a journal up to 0.4.0, which outlived their cause', () => {
  it('end at the next wake that has nothing else to say', () => {
    const task: Omit<Task, 'openedAt' | 'done'> = {
      ...{ id: 'phone|sjj|R1|0|1', kind: 'phone', unit: 'sjj', rung: 'R1', ordinal: null, version: 1 },
      day: civilDate('2025-07-08'),
    };
    const signed = after(start, [unitSays('2025-07-01', sign('sjj'))]);
    const old = happened(signed, { type: 'taskOpened', body: task }, '2025-07-08');
    expect(ofSjj(old)).toEqual(['phone R1 open']);
    expect(ofSjj(woken(old, ['2025-07-09']))).toEqual(['phone R1 signed']);
  });
});
