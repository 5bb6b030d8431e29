import { DateTime } from 'luxon';
import { ok, refuse, text, type Result } from './problem';

declare const civil: unique symbol;
declare const moment: unique symbol;

/** A calendar day without a zone, "2025-12-31". */
export type CivilDate = string & { readonly [civil]: true };

/** Milliseconds since the epoch. */
export type Instant = number & { readonly [moment]: true };

/** A wall-clock time, "09:00". */
export type ClockTime = `${number}:${number}`;

const utc = (date: CivilDate): DateTime => DateTime.fromISO(date, { zone: 'utc' });
const iso = (time: DateTime): CivilDate => time.toFormat('yyyy-MM-dd') as CivilDate;

/** Reads "2025-12-31"; refuses `bad-date` for another form or a day that does not exist. */
export function parseDate(input: string): Result<CivilDate> {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(input) ? DateTime.fromISO(input, { zone: 'utc' }) : undefined;
  return time?.isValid
    ? ok(iso(time))
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

/** The civil date of an instant in an IANA zone. */
export const dateOf = (at: Instant, zone: string): CivilDate => iso(DateTime.fromMillis(at, { zone }));

/** The instant of a wall-clock time on a date in an IANA zone. */
export const instantAt = (date: CivilDate, time: ClockTime, zone: string): Instant =>
  instant(DateTime.fromISO(`${date}T${time}`, { zone }).toMillis());

/** 00:00 of a date in an IANA zone. */
export const startOfDay = (date: CivilDate, zone: string): Instant => instantAt(date, '00:00', zone);

/** n calendar days later (n may be negative). */
export const plusDays = (date: CivilDate, n: number): CivilDate => iso(utc(date).plus({ days: n }));

/** ISO weekday, 1 Monday … 7 Sunday. */
export const weekdayOf = (date: CivilDate): number => utc(date).weekday;

/** The calendar year. */
export const yearOf = (date: CivilDate): number => Number(date.slice(0, 4));

/** The month, 1 … 12. */
export const monthOf = (date: CivilDate): number => Number(date.slice(5, 7));

/** The Monday of the ISO week of a date. */
export const mondayOf = (date: CivilDate): CivilDate => plusDays(date, 1 - weekdayOf(date));

/** The later of two dates. */
export const laterOf = (a: CivilDate, b: CivilDate): CivilDate => (a > b ? a : b);

/** "2025-12-31 09:00" in an IANA zone, for people. */
export const clockText = (at: Instant, zone: string): string =>
  DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm');
