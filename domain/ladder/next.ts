import type { Assignment, ItemState } from '../item/types';
import { isActive, isOpen, isUnsigned } from '../item/view';
import { nextWorkingDay } from '../slot';
import type { CivilDate } from '../time';
import { agenda } from './agenda';
import { raise, type RaiseContext } from './raise';
import { reviewDays } from './review';
import { firstLook, letterOf, phoneDay } from './signing';

/** nextSlotOf() looks for slots after `after`, normally the last working day looked at. */
export interface NextContext extends RaiseContext {
  readonly after: CivilDate;
}

/** Days on which something of an assignment falls. */
function daysOf(state: ItemState, assignment: Assignment, context: NextContext): readonly CivilDate[] {
  const { office } = context;
  const letter = letterOf(state, assignment, context.letters);
  const signing = isUnsigned(assignment)
    ? [firstLook(assignment, office, letter), phoneDay(assignment, office, letter)]
    : [];
  return [...agenda(state, assignment, office, letter).map((entry) => entry.day), ...signing];
}

/** From these days on a letter that has not gone is looked at again each slot. */
const looks = (state: ItemState, context: NextContext): readonly CivilDate[] =>
  state.assignments.filter(isUnsigned).flatMap((assignment) => {
    const letter = letterOf(state, assignment, context.letters);
    return letter.state === 'waiting' ? [firstLook(assignment, context.office, letter)] : [];
  });

/**
 * The first slot after `after` at which raise() may have something to say, taken from where things stand now; null
 * when nothing is ahead. No slot before it says anything unless a command or a letter's delivery comes between, and a
 * letter under way is looked at again each slot.
 */
export function nextSlotOf(state: ItemState, context: NextContext): CivilDate | null {
  if (!isOpen(state)) return null;
  const first = nextWorkingDay(context.office, context.after);
  const days = [
    ...state.assignments.filter(isActive).flatMap((assignment) => daysOf(state, assignment, context)),
    ...reviewDays(state, context.office),
  ];
  const slots = [...new Set([first, ...days.filter((day) => day > first)])].sort();
  const said = slots.find((slot) => raise(state, slot, context) !== null) ?? null;
  const look = looks(state, context)
    .map((day) => (day > first ? day : first))
    .sort()[0];
  return look !== undefined && (said === null || look < said) ? look : said;
}
