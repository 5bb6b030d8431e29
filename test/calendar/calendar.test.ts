import { dueOn, isDeclared, isWorkingDay, makeCalendar, roll, shift } from '../../domain/calendar/calendar';
import { civilDate, clockText } from '../../domain/time';
import { testCalendar, testTables } from '../support/calendar';

const calendar = testCalendar();
const d = civilDate;
const lateFrom = (date: string): string => clockText(dueOn(calendar, d(date)).lateFrom, calendar.zone);

describe('a year without a table', () => {
  it('counts Monday to Friday less the fixed statutory days', () => {
    expect(isDeclared(calendar, 2027)).toBe(false);
    const off = ['2027-01-01', '2027-05-01', '2027-10-01', '2028-05-02', '2028-10-02', '2028-10-03'];
    expect(off.filter((day) => isWorkingDay(calendar, d(day)))).toEqual([]);
    expect(isWorkingDay(calendar, d('2027-05-03'))).toBe(true);
    expect(isWorkingDay(calendar, d('2027-10-04'))).toBe(true);
  });

  it('guesses no lunar holiday', () => {
    // 2027-02-08 is within the spring festival, a Monday.
    expect(isWorkingDay(calendar, d('2027-02-08'))).toBe(true);
  });

  it('does not take the fixed days for a declared year, where the table says it', () => {
    const made = makeCalendar('Asia/Shanghai', [
      { year: 2027, source: 'test', work: [d('2027-10-02')], off: [] },
    ]);
    expect(isWorkingDay(made, d('2027-10-01'))).toBe(true);
    expect(isWorkingDay(made, d('2027-10-02'))).toBe(true);
  });

  it.each([
    ['2026-12-31', -3, false],
    ['2026-12-31', 0, false],
    ['2026-12-31', 1, true],
    ['2027-01-01', 0, true],
    ['2027-01-08', -10, true],
    ['2024-01-01', 0, true],
    ['2024-01-02', -1, true],
    ['2023-12-31', 1, false],
  ])('%s %i: provisional is %s', (day, n, provisional) => {
    expect(shift(calendar, d(day), n).provisional).toBe(provisional);
  });
});

describe('lateFrom', () => {
  it('is 00:00 of the day after a working day, even when that is a day off', () => {
    expect(lateFrom('2025-09-29')).toBe('2025-09-30 00:00');
    expect(lateFrom('2025-09-30')).toBe('2025-10-01 00:00');
  });

  it('is 00:00 of the first working day after a day off', () => {
    expect(lateFrom('2025-10-01')).toBe('2025-10-09 00:00');
    expect(lateFrom('2025-08-31')).toBe('2025-09-01 00:00');
  });

  it('counts a make-up Sunday as a working day', () => {
    expect(lateFrom('2025-09-28')).toBe('2025-09-29 00:00');
  });

  it('names its calendar', () => {
    expect(dueOn(calendar, d('2025-09-30')).calendar).toBe(calendar.digest);
  });

  it.each([
    ['2026-12-31', false],
    ['2027-01-01', true],
    ['2027-03-01', true],
  ])('for %s is provisional: %s', (day, provisional) => {
    expect(dueOn(calendar, d(day)).provisional).toBe(provisional);
  });

  it('is provisional when a declared day off ends in an undeclared year', () => {
    const made = makeCalendar('Asia/Shanghai', [
      { year: 2026, source: 'test', work: [], off: [{ name: '元旦', days: [d('2026-12-31')] }] },
    ]);
    expect(dueOn(made, d('2026-12-31'))).toMatchObject({ date: '2026-12-31', provisional: true });
  });
});

describe('the roll rule', () => {
  it.each([
    ['none', '2025-10-01'],
    ['previous', '2025-09-30'],
    ['next', '2025-10-09'],
    ['second-next', '2025-10-10'],
  ] as const)('%s moves the day off 2025-10-01 to %s', (rule, moved) => {
    expect(roll(calendar, d('2025-10-01'), rule)).toBe(moved);
  });

  it.each(['none', 'previous', 'next', 'second-next'] as const)('%s leaves a working day', (rule) => {
    expect(roll(calendar, d('2025-09-28'), rule)).toBe('2025-09-28');
  });
});

describe('the digest of a calendar', () => {
  it('does not depend on the order of the tables', () => {
    expect(makeCalendar('Asia/Shanghai', [...testTables()].reverse()).digest).toBe(calendar.digest);
  });

  it('differs with a table less, and with another zone', () => {
    const less = makeCalendar('Asia/Shanghai', testTables().slice(1)).digest;
    const elsewhere = makeCalendar('Asia/Tokyo', testTables()).digest;
    expect(new Set([less, elsewhere, calendar.digest]).size).toBe(3);
  });
});
