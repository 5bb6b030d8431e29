import { isWorkingDay, shift } from './calendar/calendar';
import type { WorkCalendar } from './calendar/types';
import { sha256 } from './journal/canonical';
import { MINUTE_MS } from './measures';
import { memo } from './memo';
import type { Office } from './office';
import {
  civilDate,
  dateOf,
  instantAt,
  laterOf,
  mondayOf,
  plusDays,
  plusMs,
  type CivilDate,
  type ClockTime,
  type Instant,
} from './time';

/** A digest is not composed any more this long before the window closes. */
const LAST_COMPOSING_MS = 30 * MINUTE_MS;

/** A wall-clock time of a day in the calendar's zone; remembered, as forecasts ask for the same ones again and again. */
const slotMoment = memo(
  ({ zone }: WorkCalendar, day: CivilDate, time: ClockTime): Instant => instantAt(day, time, zone),
  (day, time) => `${day}T${time}`,
);

/** The moment of a day's digest (发送时点, 09:00). */
export const slotAt = (office: Office, day: CivilDate): Instant =>
  slotMoment(office.calendar, day, office.policy.slot);

/** The sending window of a day, [from, to); the caller checks whether the day is a working day. */
export const windowOf = (
  office: Office,
  day: CivilDate,
): { readonly from: Instant; readonly to: Instant } => ({
  from: slotMoment(office.calendar, day, office.policy.window.from),
  to: slotMoment(office.calendar, day, office.policy.window.to),
});

/** When an item wakes for a day's slot: policy.wake minutes before it, spread by a hash of the stream. */
export function wakeAt(office: Office, stream: string, day: CivilDate): Instant {
  const { earliest, latest } = office.policy.wake;
  const spread = Number.parseInt(sha256(stream).slice(0, 8), 16) % ((earliest - latest) * MINUTE_MS + 1);
  return plusMs(slotAt(office, day), -(latest * MINUTE_MS + spread));
}

/** The first working day after a day. */
export const nextWorkingDay = (office: Office, day: CivilDate): CivilDate =>
  shift(office.calendar, day, 1).date;

/** The first day in whose window a letter written now can be accepted: today's while it is open or ahead. */
export function firstWindowDay(office: Office, now: Instant): CivilDate {
  const today = dateOf(now, office.calendar.zone);
  const open = isWorkingDay(office.calendar, today) && now < windowOf(office, today).to;
  return open ? today : nextWorkingDay(office, today);
}

/** Mail may leave: a working day, inside the window. */
export function inWindow(office: Office, now: Instant): boolean {
  const today = dateOf(now, office.calendar.zone);
  const { from, to } = windowOf(office, today);
  return isWorkingDay(office.calendar, today) && from <= now && now < to;
}

/**
 * The slot that what is recorded now goes out with: today's if today is a working day, half an hour of the
 * window is left and today (`composed`: the last slot composed, null for none) is not composed; else that of
 * the next working day. Items and mailroom use this one function.
 *
 * @example
 * slotFor(office, instantAt(civilDate('2025-09-30'), '10:00', zone), civilDate('2025-09-30')); // composed: 2025-10-09
 */
export function slotFor(office: Office, now: Instant, composed: CivilDate | null): CivilDate {
  const today = dateOf(now, office.calendar.zone);
  const open = now < windowOf(office, today).to - LAST_COMPOSING_MS;
  const done = composed !== null && composed >= today;
  if (open && !done && isWorkingDay(office.calendar, today)) return today;
  return nextWorkingDay(office, done ? laterOf(today, composed) : today);
}

/**
 * The slot that counts as composed when the first notice of an office is issued: that of the same day, if its moment is
 * over. On the day of issue the letter says it all; no digest is made up for in the afternoon.
 */
export function composedBefore(office: Office, issuedAt: Instant): CivilDate | null {
  const today = dateOf(issuedAt, office.calendar.zone);
  return isWorkingDay(office.calendar, today) && issuedAt >= slotAt(office, today) ? today : null;
}

/** Whether a day is the first working one of its ISO week, of its month; remembered, as the mail of every unit asks. */
const firstsOf = memo(
  (calendar: WorkCalendar, day: CivilDate): { readonly week: boolean; readonly month: boolean } => {
    const isFirstFrom = (begin: CivilDate): boolean =>
      isWorkingDay(calendar, day) && day === shift(calendar, plusDays(begin, -1), 1).date;
    return { week: isFirstFrom(mondayOf(day)), month: isFirstFrom(civilDate(`${day.slice(0, 8)}01`)) };
  },
  (day) => day,
);

/** The first working day of its ISO week (Monday-Sunday). */
export const firstOfWeek = ({ calendar }: Office, day: CivilDate): boolean => firstsOf(calendar, day).week;

/** The first working day of the last ISO week before that of a day in which there was one. */
export function weekBefore(office: Office, day: CivilDate): CivilDate {
  const last = shift(office.calendar, mondayOf(day), -1).date;
  return nextWorkingDay(office, plusDays(mondayOf(last), -1));
}

/** The first working day of its month. */
export const firstOfMonth = ({ calendar }: Office, day: CivilDate): boolean => firstsOf(calendar, day).month;

/** A day of full lists (F): the first working day of a week or of a month. */
export const isFullDay = (office: Office, day: CivilDate): boolean =>
  firstOfWeek(office, day) || firstOfMonth(office, day);
