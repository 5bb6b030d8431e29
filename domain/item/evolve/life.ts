import type { Recorded, TaskOpen } from '../events';
import { onUnit, settledRound, unitTold, withDate } from '../reshape';
import type { Assignment, ItemState, Task } from '../types';
import type { CivilDate, Instant } from '../../time';
import { isActive } from '../view';

/** Told, unless the unit was out already; a hand-in that waited is as if never made. */
const stoppedFor = (assignment: Assignment): Assignment => ({
  ...(assignment.status === 'released' || assignment.status === 'cancelled'
    ? assignment
    : unitTold(assignment)),
  status: isActive(assignment) ? 'cancelled' : assignment.status,
  rounds: assignment.rounds.map((round) => settledRound(round, 'withdrawn')),
});

const stoppedItem = (state: ItemState, at: Instant): ItemState => ({
  ...state,
  status: 'cancelled',
  assignments: state.assignments.map(stoppedFor),
  closedAt: at,
});

/** What is still active ends with the item: supporting units, and the units of a continuous item at year-end. */
const finished = (state: ItemState, at: Instant): ItemState => ({
  ...state,
  status: 'closed',
  assignments: state.assignments.map((assignment) =>
    isActive(assignment) ? { ...assignment, status: 'accepted' } : assignment,
  ),
  closedAt: at,
});

/** 取消. */
export const cancelled = (state: ItemState, { at }: Recorded<'cancelled'>): ItemState =>
  stoppedItem(state, at);

/** 销号. */
export const closed = (state: ItemState, { at }: Recorded<'closed'>): ItemState => finished(state, at);

/** 年终处置: 完成、结转 close the item, 终止 cancels it. */
export const yearEnded = (state: ItemState, { body, at }: Recorded<'yearEnded'>): ItemState => ({
  ...(body.outcome === 'stop' ? stoppedItem(state, at) : finished(state, at)),
  yearEnd: body.outcome,
});

/** 恢复: these units go on, 待签收 who never signed, with a new date and B not before this day. */
export function reopened(state: ItemState, { body, at }: Recorded<'reopened'>): ItemState {
  const again = new Set(body.units);
  const underway: ItemState = {
    ...state,
    status: 'underway',
    yearEnd: null,
    closedAt: null,
    assignments: state.assignments.map((assignment) =>
      again.has(assignment.unit)
        ? { ...unitTold(assignment), status: assignment.acknowledgedAt === null ? 'issued' : 'underway' }
        : assignment,
    ),
  };
  return body.dates.reduce(
    (next, set) =>
      onUnit(next, set.unit, (assignment) => ({
        ...assignment,
        rounds: assignment.rounds.map((round) =>
          round.no === set.round
            ? { ...withDate(round, set, 'reopen', at), outcome: null, backOn: set.startDay }
            : round,
        ),
      })),
    underway,
  );
}

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

/** 新任务, opened by something other than the ladder. */
export const taskOpened = (state: ItemState, { body, at }: Recorded<'taskOpened'>): ItemState => {
  const { day, ...task } = body;
  return itemWithTasks(state, [task], at, day);
};

/** 任务办结. */
export const oneTaskDone = (state: ItemState, { body, at, actor }: Recorded<'taskDone'>): ItemState =>
  tasksDone(state, [body.task], { at, by: actor, result: body.result });

/** 督办函: remembered for the question before a second one of the day; a phone call is no mail. */
export const urged = (state: ItemState, { body, at, seq }: Recorded<'urged'>): ItemState =>
  body.phone
    ? state
    : { ...state, urges: [...state.urges, ...body.units.map((unit) => ({ seq, at, unit }))] };
