import { canonical, sha256 } from '../journal/canonical';
import { plusDays, startOfDay, yearOf, type CivilDate } from '../time';
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

/** Number of working days of its year up to and including a date. */
const rankOf = (calendar: WorkCalendar, date: CivilDate): number =>
  yearOfDays(calendar, yearOf(date)).ranks[dayOfYear(date)] ?? 0;

/** A working day (工作日) of the calendar, make-up Saturdays and Sundays included. */
export function isWorkingDay(calendar: WorkCalendar, date: CivilDate): boolean {
  const { ranks } = yearOfDays(calendar, yearOf(date));
  const day = dayOfYear(date);
  return ranks[day] !== ranks[day - 1];
}

/** True when any year from the one of `a` to the one of `b` is undeclared. */
function touchesUndeclared(calendar: WorkCalendar, a: CivilDate, b: CivilDate): boolean {
  const [from, to] = a < b ? [yearOf(a), yearOf(b)] : [yearOf(b), yearOf(a)];
  for (let year = from; year <= to; year++) if (!isDeclared(calendar, year)) return true;
  return false;
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
 */
export function shift(calendar: WorkCalendar, date: CivilDate, n: number): Counted {
  const rank = rankOf(calendar, date);
  // Before a working day there is one working day fewer than its own rank.
  const base = n < 0 && isWorkingDay(calendar, date) ? rank - 1 : rank;
  const position = n > 0 ? rank + n : n < 0 ? base + n + 1 : rank;
  const found = workingDayAt(calendar, yearOf(date), position);
  const firstStep = n === 0 ? date : plusDays(date, n > 0 ? 1 : -1);
  return { date: found, provisional: touchesUndeclared(calendar, firstStep, found) };
}

/** Number of working days in (after, upTo]; 0 when `upTo` is not later. */
export function workingDays(calendar: WorkCalendar, after: CivilDate, upTo: CivilDate): number {
  if (upTo <= after) return 0;
  let count = rankOf(calendar, upTo) - rankOf(calendar, after);
  for (let year = yearOf(after); year < yearOf(upTo); year++) count += yearOfDays(calendar, year).days.length;
  return count;
}

/**
 * A due date with the instant from which it is late: 00:00 (zone of the calendar) of the day after, or of the
 * first working day after when the due date is a day off.
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
