import { text, type Text } from '../problem';
import type { UnitId } from '../roster/types';
import { TASK, TASK_END } from '../words';
import { isDone, roundNumbered } from './dates';
import type { EventEntry } from './event-entry';
import { inForce } from './outcome';
import { tasksDone } from './reshape';
import type { Assignment, ItemState, Task, TaskEnd } from './types';
import { isHandedIn, isOpen, isUnsigned, openHandIn, roundNo } from './view';

/** A task that ends by itself, and why. */
interface EndedTask {
  readonly unit: UnitId | null;
  readonly task: string;
  readonly cause: TaskEnd;
}

/** Who a task is done by when its cause ended. */
const BY_CAUSE = 'cause';

/** A review task asks about the hand-in or request that its ordinal names ("2.review14"). */
function isAnswered({ rounds }: Assignment, { ordinal }: Task): boolean {
  const seq = Number(ordinal?.split('.review')[1]);
  return !rounds.some((round) => round.request?.seq === seq || openHandIn(round)?.seq === seq);
}

/** What ended the cause of a task about a rung of the unit; null: it lasts. */
function rungEnd(assignment: Assignment, { rung, ordinal, version }: Task): TaskEnd | null {
  if (rung === 'R1') return isUnsigned(assignment) ? null : 'signed';
  const no = roundNo(ordinal ?? '');
  // A quarter's rung belongs to no round and opens no task.
  if (no === 0) return null;
  const round = roundNumbered(assignment, no);
  if (!round || isDone(round) || isHandedIn(round)) return 'handedIn';
  return inForce(round).version === version ? null : 'dateMoved';
}

/** Why an open task has nothing to ask for any more; null: it has. */
function endOf(state: ItemState, task: Task): TaskEnd | null {
  if (!isOpen(state)) return 'itemEnded';
  if (task.unit === null) return null;
  const assignment = state.assignments.find(({ unit }) => unit === task.unit);
  if (!assignment || assignment.status === 'released' || assignment.status === 'cancelled') return 'unitOut';
  if (task.kind === 'lateReview') return isAnswered(assignment, task) ? 'answered' : null;
  return rungEnd(assignment, task);
}

/** Open tasks whose cause has ended, and those that a newer one of the same kind and unit replaces. */
export function tasksToEnd(state: ItemState): readonly EndedTask[] {
  const newest = new Map<string, string>();
  const open = state.tasks
    .filter(({ done }) => done === null)
    .map((task) => ({ task, cause: endOf(state, task) }));
  for (const { task, cause } of open)
    if (cause === null) newest.set(`${task.kind}|${task.unit ?? ''}`, task.id);
  return open.flatMap(({ task: { id, kind, unit }, cause: end }) => {
    const cause = end ?? (newest.get(`${kind}|${unit ?? ''}`) === id ? null : 'replaced');
    return cause === null ? [] : [{ unit, task: id, cause }];
  });
}

/** 待办了结: their cause has ended, or a newer one replaced them; nobody has to close them. */
export const tasksEnded: EventEntry<{ readonly ended: readonly EndedTask[] }> = {
  words: text('待办了结', 'tasks ended'),
  apply: (state, { body, at }) =>
    body.ended.reduce(
      (next, { task, cause }) => tasksDone(next, [task], { at, by: BY_CAUSE, result: cause }),
      state,
    ),
  tells: ({ ended }, { before }) => {
    const said = ended.map(({ task: id, cause }): Text => {
      const kind = before?.tasks.find((task) => task.id === id)?.kind;
      const [what, why] = [kind ? TASK[kind] : text('', ''), TASK_END[cause]];
      return text(`${what.zh}（${why.zh}）`, `${what.en} (${why.en})`);
    });
    const once = [...new Map(said.map((one) => [one.zh, one])).values()];
    return {
      units: [...new Set(ended.flatMap(({ unit }) => unit ?? []))],
      what: text(
        `待办随之了结：${once.map(({ zh }) => zh).join('、')}`,
        `tasks ended with it: ${once.map(({ en }) => en).join(', ')}`,
      ),
    };
  },
};
