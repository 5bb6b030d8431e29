import { civilDate, dayOfMonth, monthOf, yearOf, type CivilDate } from '../time';
import { memo } from '../memo';
import type { WorkCalendar } from './types';
import { DAY_MS } from '../measures';

/** The working days of one year, for counting without walking. */
export interface YearOfDays {
  readonly declared: boolean;
  /** Working days in order. */
  readonly days: readonly CivilDate[];
  /** ranks[n] = number of working days among the first n days of the year. */
  readonly ranks: Uint16Array;
}

/** 法定节假日 that fall on the same day each year; lunar ones are not guessed. */
const STATUTORY: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

const BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Day of the year of a date, 1 … 366. */
export function dayOfYear(date: CivilDate): number {
  const month = monthOf(date);
  const leap = month > 2 && isLeap(yearOf(date)) ? 1 : 0;
  return (BEFORE_MONTH[month] ?? 0) + dayOfMonth(date) + leap;
}

/** The index of a year, made once for each calendar value. */
export const yearOfDays = memo(makeYear, (year) => year);

function makeYear(calendar: WorkCalendar, year: number): YearOfDays {
  const table = calendar.tables.find((t) => t.year === year);
  const work = new Set<string>(table?.work ?? []);
  const off = new Set<string>(table?.off.flatMap((holiday) => holiday.days) ?? []);
  const isOff = (date: string): boolean => (table ? off.has(date) : STATUTORY.has(date.slice(5)));
  const first = Date.UTC(year, 0, 1);
  const length = isLeap(year) ? 366 : 365;
  const days: CivilDate[] = [];
  const ranks = new Uint16Array(length + 1);
  for (let n = 0; n < length; n++) {
    const time = new Date(first + n * DAY_MS);
    const date = time.toISOString().slice(0, 10);
    const weekday = time.getUTCDay();
    if (work.has(date) || (weekday !== 0 && weekday !== 6 && !isOff(date))) days.push(civilDate(date));
    ranks[n + 1] = days.length;
  }
  return { declared: table !== undefined, days, ranks };
}
