import { canonical, sha256 } from '../journal/canonical';
import { monthOf, plusDays, startOfDay, yearOf, type CivilDate } from '../time';
import { dayOfYear, yearOfDays } from './index-of-days';
import type { Counted, Due, RollRule, WorkCalendar, YearTable } from './types';

/** A calendar value with its digest; the tables in the order of their years. */
export function makeCalendar(zone: string, tables: readonly YearTable[]): WorkCalendar {
  const sorted = [...tables].sort((a, b) => a.year - b.year);
  return Object.freeze({ zone, tables: sorted, digest: sha256(canonical({ zone, tables: sorted })) });
}

/** A year table was published and is in the calendar; otherwise the year is provisional (预计). */
export const isDeclared = (calendar: WorkCalendar, year: number): boolean =>
  yearOfDays(calendar, year).declared;

/** True when a day lies in an undeclared year: what rests on it is only expected (预计). */
export const isProvisionalDay = (calendar: WorkCalendar, date: CivilDate): boolean =>
  !isDeclared(calendar, yearOf(date));

/** The years whose tables are needed on a day: its own, and from 1 December the next. */
export const yearsNeeded = (today: CivilDate): readonly number[] =>
  monthOf(today) === 12 ? [yearOf(today), yearOf(today) + 1] : [yearOf(today)];

/** The first year that is needed on a day and not declared; null: none. */
export const undeclaredYear = (calendar: WorkCalendar, today: CivilDate): number | null =>
  yearsNeeded(today).find((year) => !isDeclared(calendar, year)) ?? null;

/** Number of working days of its year up to and including a date. */
const dayRank = (calendar: WorkCalendar, date: CivilDate): number =>
  yearOfDays(calendar, yearOf(date)).ranks[dayOfYear(date)] ?? 0;

/** A working day (工作日) of the calendar, make-up Saturdays and Sundays included. */
export function isWorkingDay(calendar: WorkCalendar, date: CivilDate): boolean {
  const { ranks } = yearOfDays(calendar, yearOf(date));
  const day = dayOfYear(date);
  return ranks[day] !== ranks[day - 1];
}

/** True when any of the years from `a` to `b` is undeclared. */
function touchesUndeclared(calendar: WorkCalendar, a: number, b: number): boolean {
  for (let year = Math.min(a, b); year <= Math.max(a, b); year++)
    if (!isDeclared(calendar, year)) return true;
  return false;
}

/** The year of the first day stepped on when counting from `date` in the direction of `n`. */
function yearOfFirstStep(date: CivilDate, n: number): number {
  if (n > 0 && date.endsWith('-12-31')) return yearOf(date) + 1;
  if (n < 0 && date.endsWith('-01-01')) return yearOf(date) - 1;
  return yearOf(date);
}

/** The working day at `position` (1 = the first) counted from the start of `year`, backwards for 0 and less. */
function workingDayAt(calendar: WorkCalendar, year: number, position: number): CivilDate {
  let at = year;
  let left = position;
  while (left < 1) left += yearOfDays(calendar, --at).days.length;
  for (;;) {
    const { days } = yearOfDays(calendar, at);
    const found = days[left - 1];
    if (found !== undefined) return found;
    left -= days.length;
    at++;
  }
}

/**
 * The n-th working day after `date` (n > 0), the |n|-th before it (n < 0), or for n = 0 the date itself, the
 * working day before when it is a day off: that is T of a due date. Provisional when a day stepped on, or for
 * n = 0 the date itself, lies in an undeclared year.
 *
 * @example
 * shift(calendar, civilDate('2025-10-01'), 0); // T of a date in the holiday: 2025-09-30
 * shift(calendar, civilDate('2025-10-01'), 1); // the first working day after it: 2025-10-09
 */
export function shift(calendar: WorkCalendar, date: CivilDate, n: number): Counted {
  const rank = dayRank(calendar, date);
  // Counting back from a day off, the working day before it is the first; a working day itself does not count.
  const position = n < 0 && !isWorkingDay(calendar, date) ? rank + n + 1 : rank + n;
  const found = workingDayAt(calendar, yearOf(date), position);
  const provisional = touchesUndeclared(calendar, yearOfFirstStep(date, n), yearOf(found));
  return { date: found, provisional };
}

/** Number of working days in (after, upTo]; 0 when `upTo` is not later. */
export function workingDays(calendar: WorkCalendar, after: CivilDate, upTo: CivilDate): number {
  if (upTo <= after) return 0;
  let count = dayRank(calendar, upTo) - dayRank(calendar, after);
  for (let year = yearOf(after); year < yearOf(upTo); year++) count += yearOfDays(calendar, year).days.length;
  return count;
}

/** The same with whether the count touched an undeclared year (预计). */
export const countDays = (
  calendar: WorkCalendar,
  after: CivilDate,
  upTo: CivilDate,
): { readonly days: number; readonly provisional: boolean } => ({
  days: workingDays(calendar, after, upTo),
  provisional: upTo > after && touchesUndeclared(calendar, yearOfFirstStep(after, 1), yearOf(upTo)),
});

/**
 * A due date with the instant from which it is late: 00:00 (zone of the calendar) of the day after, or of the
 * first working day after when the due date is a day off.
 *
 * @example
 * dueOn(calendar, civilDate('2025-08-31')); // a Sunday: late from 2025-09-01 00:00
 */
export function dueOn(calendar: WorkCalendar, date: CivilDate): Due {
  const onWorkingDay = isWorkingDay(calendar, date);
  const next = shift(calendar, date, 1);
  return {
    date,
    lateFrom: startOfDay(onWorkingDay ? plusDays(date, 1) : next.date, calendar.zone),
    calendar: calendar.digest,
    provisional: !isDeclared(calendar, yearOf(date)) || (!onWorkingDay && next.provisional),
  };
}

/** The due date itself moved by the roll rule of the notice; a working day stays where it is. */
export function roll(calendar: WorkCalendar, date: CivilDate, rule: RollRule): CivilDate {
  if (rule === 'none' || isWorkingDay(calendar, date)) return date;
  const steps = { previous: -1, next: 1, 'second-next': 2 };
  return shift(calendar, date, steps[rule]).date;
}
