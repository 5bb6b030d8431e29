import { dueOn } from '../../domain/calendar/calendar';
import { recompose } from '../../domain/digest/compose';
import type { Edition, Line } from '../../domain/digest/types';
import type { ItemEvent } from '../../domain/item/events';
import { civilDate } from '../../domain/time';
import { testOffice } from '../support/office';
import { itemsInMemory, type ItemsInMemory } from '../support/items-in-memory';

const office = testOffice();

const signed = (unit: string): ItemEvent => ({ type: 'acknowledged', body: { unit, source: null } });
const handedIn = (unit: string): ItemEvent => ({
  type: 'handedIn',
  body: { unit, round: 1, source: null, text: '已办结', files: [] },
});
const returned = (unit: string, on: string): ItemEvent => ({
  type: 'handInReturned',
  body: { unit, round: 1, reason: '材料不全', backOn: civilDate(on), date: null, rework: false },
});
const moved = (unit: string, to: string, slot: string): ItemEvent => ({
  type: 'deadlineChanged',
  body: {
    slot: civilDate(slot),
    reason: '工作安排调整',
    dates: [
      {
        unit,
        round: 1,
        due: dueOn(office.calendar, civilDate(to)),
        version: 2,
        startDay: civilDate(slot),
      },
    ],
  },
});
const cancelled = (slot: string): ItemEvent => ({
  type: 'cancelled',
  body: { reason: '任务撤销', slot: civilDate(slot) },
});

/** Items of sjj, signed for on 07-01, each with its number and date. */
function signedItems(dues: Readonly<Record<string, string>>, unit = 'sjj'): ItemsInMemory {
  const stage = itemsInMemory(office);
  for (const [no, due] of Object.entries(dues)) {
    const stream = stage.issue(no, { [unit]: { role: 'lead', dues: [due] } });
    stage.happens(stream, '2025-07-01', signed(unit));
  }
  return stage;
}

const stream = (no: string): string => `item/n1/${no}`;

const to = (editions: readonly Edition[], unit: string, audience = 'liaison'): Edition | undefined =>
  editions.find(
    (edition) => 'unit' in edition.to && edition.to.unit === unit && edition.to.audience === audience,
  );

const places = (lines: readonly Line[] = []): readonly string[] =>
  lines.map(({ no, section }) => `${no} ${section}`);

/** The last slots before a date lost nothing. */
function told(stage: ItemsInMemory, ...days: readonly string[]): void {
  for (const day of days) {
    stage.wake(day);
    stage.compose(day);
  }
}

/** The liaison's digest of sjj at the slot of a day, after waking. */
function digest(stage: ItemsInMemory, day: string, unit = 'sjj'): Edition | undefined {
  stage.wake(day);
  return to(stage.compose(day), unit);
}

describe('what makes a digest', () => {
  it('a rung raised for the day', () => {
    expect(digest(signedItems({ 1: '2025-09-30' }), '2025-09-24')?.lines[0]).toMatchObject({
      no: '1',
      rung: 'R3',
    });
  });

  it('nothing on a day without a rung, though something presses', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    stage.wake('2025-09-24');
    stage.compose('2025-09-24');
    expect(digest(stage, '2025-09-25')).toBeUndefined();
  });

  it('not a rung whose item was handed in before sending', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    stage.wake('2025-09-24');
    stage.happens(stream('1'), '2025-09-24 08:55', handedIn('sjj'));
    expect(to(stage.compose('2025-09-24'), 'sjj')).toBeUndefined();
  });

  it('not a rung of a date that was moved before sending', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    stage.wake('2025-09-24');
    stage.happens(stream('1'), '2025-09-24 08:55', moved('sjj', '2025-11-28', '2025-09-25'));
    expect(to(stage.compose('2025-09-24'), 'sjj')).toBeUndefined();
  });

  it('not a rung of an item that was cancelled; its cancellation is told once, by the next digest', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    stage.wake('2025-09-24');
    stage.happens(stream('1'), '2025-09-24 08:55', cancelled('2025-09-25'));
    expect(to(stage.compose('2025-09-24'), 'sjj')).toBeUndefined();
    const told = digest(stage, '2025-09-25');
    expect(told).toMatchObject({ kind: 'change', totalOpen: 0 });
    expect(told?.lines).toMatchObject([{ no: '1', section: 'changed', changes: [{ type: 'cancelled' }] }]);
    for (const day of ['2025-09-26', '2025-09-28', '2025-09-29', '2025-10-09'])
      expect(digest(stage, day)).toBeUndefined();
  });
});

describe('a mail composed, then overtaken before it is sent', () => {
  it('is written again from the state at sending, without what was handed in', () => {
    const stage = signedItems({ 1: '2025-09-30', 2: '2025-09-30' });
    const first = digest(stage, '2025-09-24');
    stage.happens(stream('1'), '2025-09-24 09:01', handedIn('sjj'));
    const again = first && recompose(stage.snapshot('2025-09-24'), first);
    expect(places(first?.lines)).toEqual(['1 dueSoon', '2 dueSoon']);
    expect(places(again?.lines)).toEqual(['2 dueSoon']);
  });

  it('is dropped when nothing is left to say', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    const first = digest(stage, '2025-09-24');
    stage.happens(stream('1'), '2025-09-24 09:01', handedIn('sjj'));
    expect(first && recompose(stage.snapshot('2025-09-24'), first)).toBeNull();
  });

  it('is the same when nothing has moved', () => {
    const stage = signedItems({ 1: '2025-09-30', 2: '2025-10-10' });
    const first = digest(stage, '2025-09-24');
    expect(first && recompose(stage.snapshot('2025-09-24'), first)).toEqual(first);
  });
});

describe('what a digest lists', () => {
  it('overdue, near, unsigned and returned beside what was raised, and the total of all that is open', () => {
    const stage = signedItems({ 1: '2025-09-19', 2: '2025-09-26', 3: '2025-12-19', 4: '2025-12-31' });
    stage.issue('5', { sjj: { dues: ['2025-11-28'] } });
    stage.happens(stream('3'), '2025-09-22', handedIn('sjj'));
    stage.happens(stream('3'), '2025-09-23 10:00', returned('sjj', '2025-09-23'));
    const told = digest(stage, '2025-09-23');
    expect(places(told?.lines)).toEqual(['1 overdue', '2 dueSoon', '5 unsigned', '3 returned']);
    expect(told?.totalOpen).toBe(5);
    expect(told?.fullDay).toBe(false);
  });

  it('orders by section, due date, and number as people count', () => {
    const stage = signedItems({ 10: '2025-09-30', 9: '2025-09-30', 2: '2025-09-29', 1: '2025-09-19' });
    expect(places(digest(stage, '2025-09-24')?.lines)).toEqual([
      '1 overdue',
      '2 dueSoon',
      '9 dueSoon',
      '10 dueSoon',
    ]);
  });

  it('names a row by the highest rung of a lost day, told once', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    expect(digest(stage, '2025-09-26')?.lines[0]).toMatchObject({ rung: 'R4', marks: [] });
    expect(to(stage.compose('2025-09-26'), 'sjj')).toBeUndefined();
  });

  it('is named by the highest of what was not told; the others stay as marks', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    stage.wake('2025-09-24');
    expect(digest(stage, '2025-09-26')?.lines[0]).toMatchObject({ rung: 'R4', marks: ['R3'] });
  });

  it('shows a changed date beside what presses, as a digest and not as a mail of its own', () => {
    const stage = signedItems({ 1: '2025-09-30', 2: '2025-12-31' });
    stage.happens(stream('2'), '2025-09-23', moved('sjj', '2025-11-28', '2025-09-24'));
    const told = digest(stage, '2025-09-24');
    expect(told?.kind).toBe('digest');
    expect(places(told?.lines)).toEqual(['1 dueSoon', '2 changed']);
    expect(told?.lines[1]?.changes).toMatchObject([{ from: '2025-12-31', to: '2025-11-28' }]);
    expect(told?.events.map(({ uid, date }) => [uid, date])).toEqual([['item.n1.2.sjj@duban', '2025-11-28']]);
  });

  it('carries a 催办单 on the first working day after the date, to be answered within the next', () => {
    const stage = signedItems({ 1: '2025-09-30' });
    told(stage, '2025-09-30');
    const urging = digest(stage, '2025-10-09');
    expect(urging?.lines[0]).toMatchObject({ rung: 'R6', section: 'overdue', daysLate: 1 });
    expect(urging?.sheets).toMatchObject([
      { number: '青府办发〔2025〕13号-1-1', due: '2025-09-30', daysLate: 1, answerBy: '2025-10-10' },
    ]);
  });
});

describe('full days (F)', () => {
  const days = (stage: ItemsInMemory, candidates: readonly string[]): readonly string[] =>
    candidates.filter((day) => {
      stage.wake(day);
      return to(stage.compose(day), 'sjj')?.fullDay ?? false;
    });

  it('are the first working days of weeks while something presses, make-up days and long holidays counted', () => {
    const stage = itemsInMemory(office);
    stage.issue('1', { sjj: { dues: ['2025-12-31'] } });
    // Unsigned all the time. 09-28 is a working Sunday of the week before, 10-09 the first day after the holiday.
    expect(
      days(stage, [
        '2025-09-22',
        '2025-09-23',
        '2025-09-28',
        '2025-09-29',
        '2025-10-09',
        '2025-10-11',
        '2025-10-13',
      ]),
    ).toEqual(['2025-09-22', '2025-09-29', '2025-10-09', '2025-10-13']);
  });

  it('are only the first working days of months when nothing presses', () => {
    const stage = signedItems({ 1: '2026-06-30' });
    expect(
      days(stage, [
        '2025-09-01',
        '2025-09-08',
        '2025-10-09',
        '2025-10-13',
        '2025-12-29',
        '2026-01-04',
        '2026-01-05',
      ]),
    ).toEqual(['2025-09-01', '2025-10-09', '2026-01-04']);
  });

  it('list all that is open', () => {
    const stage = signedItems({ 1: '2025-12-31', 2: '2026-03-31', 3: '2025-11-28' });
    stage.happens(stream('2'), '2025-08-20', handedIn('sjj'));
    const told = digest(stage, '2025-09-01');
    expect(places(told?.lines)).toEqual(['3 rest', '1 rest', '2 rest']);
    expect(told?.totalOpen).toBe(3);
  });

  it('are none for a unit without anything open', () => {
    const stage = signedItems({ 1: '2025-12-31' });
    stage.happens(stream('1'), '2025-08-29', cancelled('2025-08-29'));
    stage.compose('2025-08-29');
    expect(digest(stage, '2025-09-01')).toBeUndefined();
  });
});

describe('editions for leaders', () => {
  const late = (unit: string): ItemsInMemory => {
    const stage = signedItems({ 1: '2025-09-30', 2: '2025-12-31' }, unit);
    told(stage, '2025-09-30');
    return stage;
  };

  it('tell only what was raised to them, each in a mail of its own', () => {
    const stage = late('sjj');
    stage.wake('2025-10-09');
    const editions = stage.compose('2025-10-09');
    expect(places(to(editions, 'sjj', 'supervisor')?.lines)).toEqual(['1 overdue']);
    expect(places(to(editions, 'sjj')?.lines)).toEqual(['1 overdue', '2 rest']);
    expect(to(editions, 'sjj', 'chief')).toBeUndefined();
  });

  it('are none for units whose leaders are not mailed; a task to phone stands for them', () => {
    const stage = late('xcb');
    stage.wake('2025-10-09');
    expect(to(stage.compose('2025-10-09'), 'xcb', 'supervisor')).toBeUndefined();
    expect(stage.item(stream('1')).tasks).toMatchObject([{ kind: 'phone', unit: 'xcb', rung: 'R6' }]);
  });

  it('for the chief wait until the coordinator has said send, and then go with the next slot', () => {
    const stage = late('sjj');
    for (const day of ['2025-10-09', '2025-10-11', '2025-10-14']) {
      stage.wake(day);
      expect(to(stage.compose(day), 'sjj', 'chief')).toBeUndefined();
    }
    const task = stage.item(stream('1')).tasks.find(({ kind }) => kind === 'approveR8');
    stage.happens(stream('1'), '2025-10-14 11:00', {
      type: 'taskDone',
      body: { task: task?.id ?? '', result: '发送', send: true, slot: civilDate('2025-10-15'), phone: null },
    });
    const chief = to(stage.compose('2025-10-15'), 'sjj', 'chief');
    expect(chief?.lines).toMatchObject([{ no: '1', rung: 'R8' }]);
    expect(to(stage.compose('2025-10-16'), 'sjj', 'chief')).toBeUndefined();
  });
});

describe('a date in a year whose holidays are not declared', () => {
  it('is marked 预计 wherever it is listed', () => {
    const stage = signedItems({ 1: '2027-01-15', 2: '2026-12-30' });
    told(stage, '2026-12-30');
    const lines = digest(stage, '2026-12-31')?.lines ?? [];
    expect(lines.map(({ no, rung, provisional }) => [no, rung, provisional])).toEqual([
      ['2', 'R6', false],
      ['1', 'R2', true],
    ]);
  });
});
