import { DateTime } from 'luxon';
import { ok, refuse, text, type Result } from './problem';
import { DAY_MS } from './measures';

declare const civil: unique symbol;
declare const moment: unique symbol;

/** A calendar day without a zone, "2025-12-31". */
export type CivilDate = string & { readonly [civil]: true };

/** Milliseconds since the epoch. */
export type Instant = number & { readonly [moment]: true };

/** A wall-clock time, "09:00". */
export type ClockTime = `${number}:${number}`;

// Days are counted in UTC, where each has 24 hours; only dateOf and instantAt know a zone.
const utc = (date: CivilDate): number => Date.parse(date);
const iso = (ms: number): CivilDate => new Date(ms).toISOString().slice(0, 10) as CivilDate;

/** Reads "2025-12-31"; refuses `bad-date` for another form or a day that does not exist. */
export function parseDate(input: string): Result<CivilDate> {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(input) ? Date.parse(input) : NaN;
  // A day such as 02-30 is read as one of the next month.
  return !Number.isNaN(ms) && iso(ms) === input
    ? ok(input as CivilDate)
    : refuse(
        'bad-date',
        text(`“${input}”不是一个存在的日期`, `"${input}" is not an existing date`),
        text('请写成 2025-12-31 的样子', 'write it like 2025-12-31'),
      );
}

/** A date known to be right (literals, stored values); throws RangeError otherwise. */
export function civilDate(input: string): CivilDate {
  const read = parseDate(input);
  if (!read.ok) throw new RangeError(read.problem.message.en);
  return read.value;
}

/** An instant from epoch milliseconds; throws RangeError when not a safe integer. */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not an instant: ${ms}`);
  return ms as Instant;
}

/** `at` moved by milliseconds. */
export const plusMs = (at: Instant, ms: number): Instant => instant(at + ms);

const REMEMBERED = 10_000;
const days = new Map<string, CivilDate>();

/** The civil date of an instant in an IANA zone; remembered, as the same ones are asked for again and again. */
export function dateOf(at: Instant, zone: string): CivilDate {
  const key = `${at} ${zone}`;
  let day = days.get(key);
  if (day === undefined) {
    if (days.size >= REMEMBERED) days.clear();
    days.set(key, (day = DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd') as CivilDate));
  }
  return day;
}

/** The instant of a wall-clock time on a date in an IANA zone. */
export const instantAt = (date: CivilDate, time: ClockTime, zone: string): Instant =>
  instant(DateTime.fromISO(`${date}T${time}`, { zone }).toMillis());

/** 00:00 of a date in an IANA zone. */
export const startOfDay = (date: CivilDate, zone: string): Instant => instantAt(date, '00:00', zone);

/** n calendar days later (n may be negative). */
export const plusDays = (date: CivilDate, n: number): CivilDate => iso(utc(date) + n * DAY_MS);

/** Calendar days from one date to another; negative when it lies before. */
export const daysBetween = (from: CivilDate, to: CivilDate): number => (utc(to) - utc(from)) / DAY_MS;

/** ISO weekday, 1 Monday … 7 Sunday. */
export const weekdayOf = (date: CivilDate): number => new Date(utc(date)).getUTCDay() || 7;

/** Digits of a date as a number, without a text in between: counting working days needs them all the time. */
function digits(date: CivilDate, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + date.charCodeAt(i) - 48;
  return value;
}

/** The calendar year. */
export const yearOf = (date: CivilDate): number => digits(date, 0, 4);

/** The month, 1 … 12. */
export const monthOf = (date: CivilDate): number => digits(date, 5, 7);

/** The day of the month, 1 … 31. */
export const dayOfMonth = (date: CivilDate): number => digits(date, 8, 10);

/** The Monday of the ISO week of a date. */
export const mondayOf = (date: CivilDate): CivilDate => plusDays(date, 1 - weekdayOf(date));

/** The later of two dates. */
export const laterOf = (a: CivilDate, b: CivilDate): CivilDate => (a > b ? a : b);

/** "2025-12-31 09:00" in an IANA zone, for people. */
export const clockText = (at: Instant, zone: string): string =>
  DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm');

/** "2025-12-31T09:00:00.000+08:00" in an IANA zone, for programs. */
export const isoText = (at: Instant, zone: string): string =>
  DateTime.fromMillis(at, { zone }).toISO() ?? new Date(at).toISOString();

/** 2025年9月30日. */
export const inWords = (date: CivilDate): string =>
  `${yearOf(date)}年${monthOf(date)}月${dayOfMonth(date)}日`;
