import type { UnitId } from '../roster/types';
import type { CivilDate, Instant } from '../time';
import type { DateSet, TaskOpen } from './event-entry';
import { inForce } from './outcome';
import type { Assignment, DateCause, HandIn, ItemState, Round, Task } from './types';

/** The state with one assignment changed; unknown units change nothing. */
export const onUnit = (
  state: ItemState,
  unit: UnitId,
  change: (assignment: Assignment) => Assignment,
): ItemState => ({
  ...state,
  assignments: state.assignments.map((assignment) =>
    assignment.unit === unit ? change(assignment) : assignment,
  ),
});

/** The assignment with one round changed. */
export const onRound = (assignment: Assignment, no: number, change: (round: Round) => Round): Assignment => ({
  ...assignment,
  rounds: assignment.rounds.map((round) => (round.no === no ? change(round) : round)),
});

/** The state with one round of one unit changed. */
export const onUnitRound = (
  state: ItemState,
  at: { readonly unit: UnitId; readonly round: number },
  change: (round: Round) => Round,
): ItemState => onUnit(state, at.unit, (assignment) => onRound(assignment, at.round, change));

/** One more change line of the next digest is about this unit; its count names the line. */
export const unitTold = (assignment: Assignment): Assignment => ({
  ...assignment,
  changes: assignment.changes + 1,
});

/** A round with its first date. */
export const firstDate = (
  no: number,
  first: Round['versions'][number],
  backOn: CivilDate | null = null,
): Round => ({
  no,
  versions: [first],
  backOn,
  request: null,
  grants: 0,
  handIns: [],
  daysLateBefore: 0,
  outcome: null,
  over: false,
  held: [],
  holdLifted: false,
});

/** A new version of a date: re-arms the ladder, so what was held of the old one is gone. */
export const withDate = (round: Round, set: DateSet, cause: DateCause, at: Instant): Round => ({
  ...round,
  versions: [
    ...round.versions,
    { version: set.version, due: set.due, cause, startDay: set.startDay, setAt: at },
  ],
  backOn: null,
  held: [],
  holdLifted: false,
});

/** The next version of the same date; how the date came about stays, so lateness is judged as before. */
export const rearmed = (round: Round, startDay: CivilDate, at: Instant): Round => {
  const { due, version, cause } = inForce(round);
  const set = { unit: '', round: round.no, due, version: version + 1, startDay };
  return withDate(round, set, cause, at);
};

/** What was accepted keeps its words, for the acceptance may be revoked; what went back is in the journal alone. */
const decided = (handIn: HandIn, fate: HandIn['fate']): HandIn =>
  fate === 'accepted' ? { ...handIn, fate } : { ...handIn, fate, text: '', files: [] };

/** The hand-in that waits gets its fate. */
export const settledRound = (round: Round, fate: HandIn['fate']): Round => ({
  ...round,
  handIns: round.handIns.map((handIn) => (handIn.fate === 'open' ? decided(handIn, fate) : handIn)),
});

/** The waiting is over and the matter is as before: the next raise takes the highest entry that was held. */
export const lifted = (round: Round): Round => ({
  ...round,
  holdLifted: round.held.length > 0,
});

/** What was held will not be raised: it fell before the day on which the matter went back. */
export const unheld = (round: Round): Round => ({
  ...round,
  held: [],
  holdLifted: false,
});

/** Adds tasks opened on a slot day; one that is there already stays as it is. */
export const itemWithTasks = (
  state: ItemState,
  tasks: readonly TaskOpen[],
  at: Instant,
  day: CivilDate,
): ItemState => {
  const known = new Set(state.tasks.map(({ id }) => id));
  const fresh = tasks.filter(({ id }) => !known.has(id));
  return {
    ...state,
    tasks: [...state.tasks, ...fresh.map((task) => ({ ...task, openedAt: at, day, done: null }))],
  };
};

/** Closes tasks that are still open. */
export const tasksDone = (
  state: ItemState,
  ids: readonly string[],
  done: NonNullable<Task['done']>,
): ItemState => ({
  ...state,
  tasks: state.tasks.map((task) => (ids.includes(task.id) && !task.done ? { ...task, done } : task)),
});

/** Signed for (签收) from this moment on, unless it was before. */
export const signed = (assignment: Assignment, at: Instant): Assignment => ({
  ...assignment,
  status: assignment.status === 'issued' ? 'underway' : assignment.status,
  acknowledgedAt: assignment.acknowledgedAt ?? at,
});
