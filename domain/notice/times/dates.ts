import { parseDate, type CivilDate } from '../../time';

/** The Chinese numerals by their value. */
export const HAN_DIGITS = '〇一二三四五六七八九';

const digit = (char: string): number => (char === '零' ? 0 : char === '两' ? 2 : HAN_DIGITS.indexOf(char));

/** 1 to 999 from Arabic or Chinese numerals ("12", "十二", "二十一"); NaN for anything else. */
export function numberOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const form =
    /^(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(text);
  if (text === '' || form === null) return Number.NaN;
  const [, hundreds, tens, ten, ones] = form;
  const value = (char: string | undefined, none: number): number => (char === undefined ? none : digit(char));
  return 100 * value(hundreds, 0) + (ten === undefined ? 0 : 10 * value(tens, 1)) + value(ones, 0);
}

/** A year from four digits, Arabic or Chinese ("2025", "二〇二五"); NaN for anything else. */
export function yearFrom(text: string): number {
  if (!/^(?:\d{4}|[〇零一二三四五六七八九]{4})$/.test(text)) return Number.NaN;
  return Number(text.replace(/\D/g, (char) => String(digit(char))));
}

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
