import fc from 'fast-check';
import { isWorkingDay } from '../../domain/calendar/calendar';
import { DEFAULT_POLICY } from '../../domain/policy';
import {
  firstOfMonth,
  firstOfWeek,
  inWindow,
  isFullDay,
  nextWorkingDay,
  slotAt,
  slotFor,
  wakeAt,
  windowOf,
} from '../../domain/slot';
import { civilDate, clockText, instantAt, plusMs, type ClockTime, type Instant } from '../../domain/time';
import { anyDay } from '../support/dates';
import { testOffice } from '../support/office';

const office = testOffice();
const d = civilDate;
const at = (day: string, time: ClockTime): Instant => instantAt(d(day), time, 'Asia/Shanghai');
const MINUTE = 60_000;

describe('the slot of what is recorded now', () => {
  it.each([
    ['a working morning', '2025-09-29', '07:00', null, '2025-09-29'],
    [
      'a working afternoon until half an hour before the window closes',
      '2025-09-29',
      '16:29',
      null,
      '2025-09-29',
    ],
    ['the last half hour', '2025-09-29', '16:30', null, '2025-09-30'],
    ['an evening', '2025-09-29', '23:59', null, '2025-09-30'],
    ['a Friday evening', '2025-09-26', '18:00', null, '2025-09-28'],
    ['a make-up Sunday', '2025-09-28', '09:30', null, '2025-09-28'],
    ['a Saturday', '2025-09-20', '09:00', null, '2025-09-22'],
    ['a make-up Saturday', '2025-10-11', '09:00', null, '2025-10-11'],
    ['the eve of the national holiday after work', '2025-09-30', '17:00', null, '2025-10-09'],
    ['the middle of the holiday', '2025-10-05', '09:00', null, '2025-10-09'],
    ['a day already composed', '2025-09-29', '09:10', '2025-09-29', '2025-09-30'],
    ['a day after the one composed', '2025-09-29', '09:10', '2025-09-28', '2025-09-29'],
    ['a clock that went back behind the one composed', '2025-09-28', '09:10', '2025-09-30', '2025-10-09'],
    ['the last evening of the last declared year', '2026-12-31', '18:00', null, '2027-01-04'],
  ] as const)('on %s', (_, day, time, composed, slot) => {
    expect(slotFor(office, at(day, time), composed === null ? null : d(composed))).toBe(slot);
  });

  it('is a working day whose window is still open, and never one composed', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(anyDay(), minute, fc.option(anyDay()), (day, minutes, composed) => {
        const now = plusMs(instantAt(day, '00:00', office.calendar.zone), minutes * MINUTE);
        const slot = slotFor(office, now, composed);
        expect(isWorkingDay(office.calendar, slot)).toBe(true);
        expect(windowOf(office, slot).to - now).toBeGreaterThan(30 * MINUTE);
        expect(composed === null || slot > composed).toBe(true);
      }),
    );
  });
});

describe('the window', () => {
  it.each([
    ['2025-09-29', '08:29', false],
    ['2025-09-29', '08:30', true],
    ['2025-09-29', '16:59', true],
    ['2025-09-29', '17:00', false],
    ['2025-09-28', '09:00', true],
    ['2025-10-11', '09:00', true],
    ['2025-10-01', '09:00', false],
    ['2025-09-27', '09:00', false],
  ] as const)('%s %s: %s', (day, time, open) => {
    expect(inWindow(office, at(day, time))).toBe(open);
  });

  it('and slot are wall-clock times of the zone, whatever the zone of the process', () => {
    const saved = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    expect(slotAt(office, d('2025-09-29'))).toBe(Date.parse('2025-09-29T01:00:00Z'));
    expect(slotFor(testOffice(), at('2025-09-29', '00:30'), null)).toBe('2025-09-29');
    if (saved === undefined) delete process.env['TZ'];
    else process.env['TZ'] = saved;
  });
});

describe('the wake of an item', () => {
  it('lies 10 to 55 minutes before the slot, spread by the id', () => {
    const minutes = Array.from({ length: 200 }, (_, n) => {
      const wake = wakeAt(office, `item/x/${n}`, d('2025-09-29'));
      return (slotAt(office, d('2025-09-29')) - wake) / MINUTE;
    });
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(55);
    expect(new Set(minutes.map(Math.floor)).size).toBeGreaterThan(30);
  });

  it('is the same every time', () => {
    const wake = (): string => clockText(wakeAt(office, 'item/x/1', d('2025-09-29')), 'Asia/Shanghai');
    expect(wake()).toBe(wake());
  });

  it('is the slot itself when the policy has no spread', () => {
    const still = testOffice({ policy: { ...DEFAULT_POLICY, wake: { earliest: 0, latest: 0 } } });
    expect(wakeAt(still, 'item/x/1', d('2025-09-29'))).toBe(slotAt(still, d('2025-09-29')));
  });
});

describe('days of full lists', () => {
  it('are the first working days of a week, with a make-up Sunday belonging to the week before', () => {
    expect(firstOfWeek(office, d('2025-09-28'))).toBe(false);
    expect(firstOfWeek(office, d('2025-09-29'))).toBe(true);
    expect(firstOfWeek(office, d('2025-09-30'))).toBe(false);
    expect(firstOfWeek(office, d('2025-10-09'))).toBe(true);
    expect(firstOfWeek(office, d('2025-10-06'))).toBe(false);
  });

  it('are the first working days of a month', () => {
    expect(firstOfMonth(office, d('2025-10-09'))).toBe(true);
    expect(firstOfMonth(office, d('2025-10-01'))).toBe(false);
    expect(firstOfMonth(office, d('2025-08-01'))).toBe(true);
    expect(firstOfMonth(office, d('2026-02-28'))).toBe(false);
    expect(isFullDay(office, d('2025-08-01'))).toBe(true);
    expect(isFullDay(office, d('2025-08-05'))).toBe(false);
  });
});

describe('the next working day', () => {
  it('skips days off and takes make-up days', () => {
    expect(nextWorkingDay(office, d('2025-09-26'))).toBe('2025-09-28');
    expect(nextWorkingDay(office, d('2025-09-30'))).toBe('2025-10-09');
    expect(nextWorkingDay(office, d('2025-10-10'))).toBe('2025-10-11');
  });
});
