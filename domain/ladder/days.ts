import { shift, workingDays } from '../calendar/calendar';
import type { Counted } from '../calendar/types';
import { inForce } from '../item/outcome';
import type { DateVersion, Round } from '../item/types';
import type { Office } from '../office';
import { laterOf } from '../time';

/** T: the due date, or the working day before when it is a day off. */
export const targetDay = (office: Office, version: DateVersion): Counted =>
  shift(office.calendar, version.due.date, 0);

/** Term (办理期限): n where start day + n working days = T. */
export const termDays = (office: Office, version: DateVersion): number =>
  workingDays(office.calendar, version.startDay, targetDay(office, version).date);

/** B: the later of T and the day on which the matter went back to the unit. */
export function backDay(office: Office, round: Round): Counted {
  const target = targetDay(office, inForce(round));
  return round.backOn === null
    ? target
    : { date: laterOf(target.date, round.backOn), provisional: target.provisional };
}
