import { isDeclared, shift } from '../calendar/calendar';
import type { Assignment, ItemState, Task } from '../item/types';
import { inForce } from '../item/outcome';
import { isActive } from '../item/view';
import { waitsOf, type Wait } from '../item/waits';
import type { Office } from '../office';
import { yearOf, type CivilDate } from '../time';
import { LADDER } from './rungs';
import { resultOf, mergeResults, type RaiseResult } from './raise-result';

/** A hand-in or request that waits for the office. */
interface UnitWait extends Wait {
  readonly assignment: Assignment;
}

const waits = (state: ItemState, office: Office): readonly UnitWait[] =>
  state.assignments
    .filter(isActive)
    .flatMap((assignment) =>
      waitsOf(state, assignment, office, state.issueDay).map((wait) => ({ assignment, ...wait })),
    );

const reviewTaskId = ({ assignment, seq }: UnitWait): string => `lateReview|${assignment.unit}|${seq}`;

/** Hand-ins and requests that nobody has passed to the 审核领导 yet. */
const notPassed = (state: ItemState, office: Office): readonly UnitWait[] =>
  waits(state, office).filter((wait) => !state.tasks.some((task) => task.id === reviewTaskId(wait)));

/**
 * Passes what has waited too long for review to the 审核领导, once: a task, and a row of rung C for the audience
 * `reviewer` (on a provisional day the task alone).
 */
export function lateReviews(state: ItemState, slot: CivilDate, office: Office): RaiseResult {
  const declared = isDeclared(office.calendar, yearOf(slot));
  const late = notPassed(state, office).filter((wait) => wait.lateOn <= slot);
  return mergeResults(
    late.map((wait) => {
      const unit = wait.assignment.unit;
      const version = inForce(wait.round).version;
      const ordinal = `${wait.round.no}.review${wait.seq}`;
      const row = {
        unit,
        rung: 'C' as const,
        ordinal,
        version,
        day: wait.lateOn,
        audiences: ['reviewer' as const],
        provisional: false,
        waits: false,
      };
      const task = {
        id: reviewTaskId(wait),
        kind: 'lateReview' as const,
        unit,
        rung: null,
        ordinal,
        version,
      };
      return resultOf({ raised: declared ? [row] : [], tasks: [task] });
    }),
  );
}

const openApprovals = (state: ItemState): readonly Task[] =>
  state.tasks.filter((task) => task.kind === 'approveR8' && task.done === null);

const lapseDay = (task: Task, office: Office): CivilDate =>
  shift(office.calendar, task.day, LADDER.approveR8).date;

/** R8 editions not approved within 5 working days: not sent, their tasks closed. */
export function approvalLapses(state: ItemState, slot: CivilDate, office: Office): RaiseResult {
  const late = openApprovals(state).filter((task) => lapseDay(task, office) <= slot);
  return mergeResults(late.map((task) => resultOf({ lapsed: [task.id] })));
}

/** Days on which a review becomes late or an approval lapses. */
export const reviewDays = (state: ItemState, office: Office): readonly CivilDate[] => [
  ...notPassed(state, office).map((wait) => wait.lateOn),
  ...openApprovals(state).map((task) => lapseDay(task, office)),
];
