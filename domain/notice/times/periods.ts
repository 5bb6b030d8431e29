import type { CivilDate } from '../../time';
import { dayNumber, lastDayOf, numberOf } from './dates';

/** Months of a year, both ends included, counted from 1; more than 12 lies in the next year. */
export interface Period {
  readonly year: number;
  readonly from: number;
  readonly to: number;
}

/** Where in a period a phrase points, in its own words; `before`: it ends with 前. */
export interface Spot {
  /** 首月, 第二个月, 末月, 次月 */
  readonly month?: string | undefined;
  readonly day?: string | undefined;
  /** 初, 上旬, 中旬, 下旬, 底, 末 */
  readonly part?: string | undefined;
  readonly before: boolean;
}

/** A day and whether its phrase leaves no doubt about it. */
export interface SpotDay {
  readonly date: CivilDate;
  readonly isCertain: boolean;
}

const monthDay = (year: number, month: number, day: number | null): CivilDate | null => {
  const [y, m] = month > 12 ? [year + 1, month - 12] : month < 1 ? [year - 1, month + 12] : [year, month];
  return day === null ? lastDayOf(y, m) : dayNumber(y, m, day);
};

const found = (date: CivilDate | null, isCertain: boolean): SpotDay | null =>
  date === null ? null : { date, isCertain };

/** The month that 首月, 第二个月, 末月 or 次月 names; null where the period has no such month. */
function monthNamed({ from, to }: Period, word: string): number | null {
  if (/^次/.test(word)) return to + 1;
  if (/^(?:末|最后)/.test(word)) return to;
  const month = from + (/^首/.test(word) ? 1 : numberOf(/[一二三四五六]/.exec(word)?.[0] ?? '')) - 1;
  return month <= to ? month : null;
}

/**
 * The day that a phrase names in a period: its last one; with 前 alone the day before its first, which is worth a
 * question; null where the words name no day of it.
 */
export function dayIn(period: Period, { month, day, part, before }: Spot): SpotDay | null {
  const { year, from, to } = period;
  if (month !== undefined) {
    const named = monthNamed(period, month);
    return named === null ? null : dayIn({ year, from: named, to: named }, { day, part, before });
  }
  const isMonth = from === to;
  if (day !== undefined) return isMonth ? found(monthDay(year, from, numberOf(day)), true) : null;
  if (part === '初') return found(monthDay(year, from, 10), false);
  if (part?.endsWith('旬') === true) {
    const last = { 上旬: 10, 中旬: 20 }[part] ?? null;
    return isMonth ? found(monthDay(year, from, last), !before) : null;
  }
  const isOpening = before && (part === undefined || part === '份');
  if (!isOpening) return found(monthDay(year, to, null), true);
  // nothing of a year lies before its first month: 一季度前 means something else
  return from === 1 && !isMonth ? null : found(monthDay(year, from - 1, null), false);
}
