import { shift, workingDays } from '../calendar/calendar';
import type { Counted } from '../calendar/types';
import type { Assignment, DateVersion, ItemState, Occurrence } from '../item/types';
import type { Office } from '../office';
import { laterOf } from '../time';

/** An item that still can remind: issued, underway or to be closed. */
export const canRemind = (state: ItemState): boolean =>
  state.status !== 'closed' && state.status !== 'cancelled';

/** An assignment that still can be reminded: neither accepted, cancelled nor released. */
export const isLive = (assignment: Assignment): boolean =>
  assignment.status === 'issued' || assignment.status === 'underway';

/** Answers for a date (lead 牵头 or each 责任单位); a support only signs and reports. */
export const answers = (assignment: Assignment): boolean => assignment.role !== 'support';

/** The date in force of an occurrence, undefined when it never had one. */
export const currentVersion = (occurrence: Occurrence): DateVersion | undefined => occurrence.versions.at(-1);

/** The first occurrence that is not accepted; undefined for continuous items and when all are. */
export const firstOpen = (assignment: Assignment): Occurrence | undefined =>
  assignment.occurrences.find((occurrence) => occurrence.outcome === null);

/** A hand-in waits for review (办结待审). */
export const isWaiting = (occurrence: Occurrence): boolean =>
  occurrence.handIns.some((handIn) => handIn.fate === 'open');

/** T: the due date, or the working day before when it is a day off. */
export const targetDay = (office: Office, version: DateVersion): Counted =>
  shift(office.calendar, version.due.date, 0);

/** Term (办理期限): n where start day + n working days = T. */
export const termOf = (office: Office, version: DateVersion): number =>
  workingDays(office.calendar, version.startDay, targetDay(office, version).date);

/** B: the later of T and the day on which the matter went back to the unit. */
export function backDay(office: Office, version: DateVersion, occurrence: Occurrence): Counted {
  const target = targetDay(office, version);
  return occurrence.backOn === null
    ? target
    : { date: laterOf(target.date, occurrence.backOn), provisional: target.provisional };
}
