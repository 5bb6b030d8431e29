import type { Assignment, ItemState } from '../item/types';
import { isActive, isOpen, isUnsigned } from '../item/view';
import type { Office } from '../office';
import { firstOfMonth, nextWorkingDay } from '../slot';
import { civilDate, laterOf, plusDays, type CivilDate } from '../time';
import { agenda } from './agenda';
import { raise, type RaiseContext } from './raise';
import { reviewDays } from './review';
import { firstLook, letterFactOf, phoneDay } from './signing';

/** nextSlotOf() looks for slots after `after`, normally the last working day looked at. */
export interface NextContext extends RaiseContext {
  readonly after: CivilDate;
}

/** Days on which something of an assignment falls. */
function wakeDays(state: ItemState, assignment: Assignment, context: NextContext): readonly CivilDate[] {
  const { office } = context;
  const letter = letterFactOf(state, assignment, context.letters);
  const signing = isUnsigned(assignment)
    ? [firstLook(assignment, office, letter), phoneDay(assignment, office, letter)]
    : [];
  return [...agenda(state, assignment, office, letter).map((entry) => entry.day), ...signing];
}

/**
 * Slots at which a letter that has not gone is looked at again: each one until the unit would have been phoned, then the
 * first of each month, for a letter handed over by hand may lie for a year.
 */
const lookDays = (
  state: ItemState,
  first: CivilDate,
  { office, letters }: NextContext,
): readonly CivilDate[] =>
  state.assignments.filter(isUnsigned).flatMap((assignment) => {
    const letter = letterFactOf(state, assignment, letters);
    if (letter.state !== 'waiting') return [];
    const from = laterOf(first, firstLook(assignment, office, letter));
    return [from <= phoneDay(assignment, office, letter) ? from : startOfMonth(office, from)];
  });

/** The first working day of a month, at or after a day. */
function startOfMonth(office: Office, from: CivilDate): CivilDate {
  if (firstOfMonth(office, from)) return from;
  return nextWorkingDay(
    office,
    plusDays(civilDate(`${plusDays(civilDate(`${from.slice(0, 8)}01`), 31).slice(0, 8)}01`), -1),
  );
}

/**
 * The first slot after `after` at which raise() may have something to say, taken from where things stand now; null
 * when nothing is ahead. No slot before it says anything unless a command or a letter's delivery comes between, and a
 * letter under way is looked at again.
 */
export function nextSlotOf(state: ItemState, context: NextContext): CivilDate | null {
  if (!isOpen(state)) return null;
  const first = nextWorkingDay(context.office, context.after);
  const days = [
    ...state.assignments.filter(isActive).flatMap((assignment) => wakeDays(state, assignment, context)),
    ...reviewDays(state, context.office),
  ];
  const slots = [...new Set([first, ...days.filter((day) => day > first)])].sort();
  const said = slots.find((slot) => raise(state, slot, context) !== null) ?? null;
  const [look] = [...lookDays(state, first, context)].sort();
  return look !== undefined && (said === null || look < said) ? look : said;
}
