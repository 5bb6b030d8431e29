import { parseDate, type CivilDate } from '../time';
import { numberOf, yearFrom } from './numerals';

const pad = (n: number): string => String(n).padStart(2, '0');

/** The day of that year, month and day, or null when there is no such day. */
export function dayNumber(year: number, month: number, day: number): CivilDate | null {
  const read = parseDate(`${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`);
  return read.ok ? read.value : null;
}

/** The last day of a month, or null when there is no such month. */
export const lastDayOf = (year: number, month: number): CivilDate | null =>
  [31, 30, 29, 28].map((day) => dayNumber(year, month, day)).find((date) => date !== null) ?? null;

const WRITTEN_DATE =
  /([\d〇零一二三四五六七八九]{4}) ?年 ?([\d一二三四五六七八九十]{1,3}) ?月 ?([\d一二三四五六七八九十]{1,3}) ?日/;
/** A date with a year in figures alone: 2025-12-31, 2025/12/31, 2025.12.31. */
export const DATE_FIGURES = /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;

/** A full date found in a line: its day (null when no such day exists), and where it stands. */
export interface WrittenDate {
  readonly date: CivilDate | null;
  readonly start: number;
  readonly end: number;
}

/** The first full date of a text, in Arabic or Chinese numerals or in figures with dashes, slashes, dots. */
export function dateIn(text: string): WrittenDate | null {
  const written = WRITTEN_DATE.exec(text);
  const match = written ?? DATE_FIGURES.exec(text);
  if (match === null) return null;
  const [all, year = '', month = '', day = ''] = match;
  const date = dayNumber(yearFrom(year), numberOf(month), numberOf(day));
  return { date, start: match.index, end: match.index + all.length };
}
