import { openRounds } from '../item/dates';
import { lampOf } from '../item/lamp';
import type { ItemState, Round } from '../item/types';
import type { Office } from '../office';
import type { UnitId } from '../roster/types';
import { dateOf, dayOfMonth, monthOf, yearOf, type CivilDate, type Instant } from '../time';
import { entriesOf, entryUid } from './calendar-entries';
import type { CalendarEntry } from './types';
import { isOpenAssignment, type ItemAssignment } from './snapshot';

/** Up with every day: the collected entry moves to each. */
const sequenceOn = (day: CivilDate): number => yearOf(day) * 10_000 + monthOf(day) * 100 + dayOfMonth(day);

/** A round that is late, and how its line reads. */
interface LateRound {
  readonly uid: string;
  readonly line: string;
}

function lateRounds(itemAssignment: ItemAssignment, office: Office, now: Instant): readonly LateRound[] {
  if (!isOpenAssignment(itemAssignment)) return [];
  const { state, assignment } = itemAssignment;
  const lampAt = (round: Round) => lampOf(state, assignment, office, now, round);
  return openRounds(assignment)
    .map((round) => ({ round, lamp: lampAt(round) }))
    .filter(({ lamp }) => lamp.lamp === 'late')
    .map(({ round, lamp }) => ({
      uid: entryUid(state.stream, assignment.unit, round.no),
      line: `${state.key}. ${state.title}（逾期${lamp.daysLate}个工作日）`,
    }));
}

/**
 * The calendar of a unit to subscribe to: an entry for each round not done; those that are late stand together in one
 * entry of this day, withdrawn (CANCEL) when nothing is; so are the entries of assignments cancelled or released.
 */
export function feedOf(
  items: readonly ItemState[],
  unit: UnitId,
  office: Office,
  now: Instant,
): readonly CalendarEntry[] {
  const itemAssignments = items.flatMap((state) =>
    state.assignments.filter((one) => one.unit === unit).map((assignment) => ({ state, assignment })),
  );
  const late = itemAssignments.flatMap((itemAssignment) => lateRounds(itemAssignment, office, now));
  const collected = new Set(late.map(({ uid }) => uid));
  const today = dateOf(now, office.calendar.zone);
  return [
    {
      uid: `${unit}.late@duban`,
      sequence: sequenceOn(today),
      method: late.length > 0 ? 'REQUEST' : 'CANCEL',
      date: today,
      summary: late.length > 0 ? `督办逾期 ${late.length} 项` : '督办没有逾期事项',
      description: late.map(({ line }) => line).join('\n'),
      alarm: null,
    },
    ...itemAssignments
      .flatMap((itemAssignment) => entriesOf(itemAssignment, office))
      .filter(({ uid }) => !collected.has(uid)),
  ];
}
