import ical, {
  ICalAlarmType,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import type { CalendarEntry, Edition } from '../domain/digest/types';
import { daysBetween, plusDays, type CivilDate, type Instant } from '../domain/time';
import type { RenderedMail } from './types';

/** Method of the whole file: one entry goes as a request or its withdrawal, several can only be published (RFC 5546). */
const methodOf = (events: readonly CalendarEntry[]): 'REQUEST' | 'CANCEL' | 'PUBLISH' => {
  const [only] = events;
  return events.length === 1 && only ? only.method : 'PUBLISH';
};

const METHODS = {
  REQUEST: ICalCalendarMethod.REQUEST,
  CANCEL: ICalCalendarMethod.CANCEL,
  PUBLISH: ICalCalendarMethod.PUBLISH,
};

interface IcsParts {
  readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  readonly organizer: string;
  /** Whom a request invites and a withdrawal tells: RFC 5546 wants them there (3.2.2), and nowhere in what is published. */
  readonly attendees: RenderedMail['to'];
  /** DTSTAMP. */
  readonly now: Instant;
}

const DAY_S = 86_400;

/** Nine in the morning, seconds from midnight. */
const MORNING_S = 9 * 3600;

/** From nine o'clock of a day to the beginning of an all-day entry, seconds. */
const secondsBefore = (date: CivilDate, day: CivilDate): number => daysBetween(day, date) * DAY_S - MORNING_S;

/** All-day entries as a calendar file; withdrawn ones are CANCELLED. */
function icsFile(entries: readonly CalendarEntry[], { method, organizer, attendees, now }: IcsParts): string {
  const calendar = ical({ name: '督办事项', prodId: '//duban//duban//ZH', method: METHODS[method] });
  for (const entry of entries) {
    const event = calendar.createEvent({
      id: entry.uid,
      sequence: entry.sequence,
      stamp: new Date(now),
      start: entry.date,
      end: plusDays(entry.date, 1),
      allDay: true,
      summary: entry.summary,
      description: entry.description,
      organizer: { name: '督办', email: organizer },
      attendees: method === 'PUBLISH' ? [] : attendees.map(({ name, address }) => ({ name, email: address })),
      status: entry.method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    });
    if (entry.alarm !== null)
      event.createAlarm({
        type: ICalAlarmType.display,
        trigger: secondsBefore(entry.date, entry.alarm),
        description: entry.summary,
      });
  }
  return `${calendar.toString()}\r\n`;
}

/** A feed to subscribe to: the entries as they stand, published. */
export const feedFile = (
  entries: readonly CalendarEntry[],
  parts: Pick<IcsParts, 'organizer' | 'now'>,
): string => icsFile(entries, { ...parts, attendees: [], method: 'PUBLISH' });

/**
 * The calendar file of a letter, change or answer that moved a date: all-day events with a stable UID, SEQUENCE up with every changed
 * date; withdrawn ones are CANCELLED. Null when the edition carries none. DTSTAMP is the given instant.
 */
export function icsOf(edition: Edition, parts: Omit<IcsParts, 'method'>): RenderedMail['ics'] {
  if (edition.events.length === 0) return null;
  const method = methodOf(edition.events);
  return { method, content: icsFile(edition.events, { ...parts, method }) };
}
