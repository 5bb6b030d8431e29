import type { ItemState, Task } from '../../domain/item/types';
import { ok } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { BulkAsked, Planner, BulkStep } from './order';

type AskedCalls = Extract<BulkAsked, { readonly type: 'calls' }>;

/** Phone calls of an item that are still to be made (电话催办), to one unit or to all. */
export const callsIn = ({ tasks }: Pick<ItemState, 'tasks'>, of?: UnitId): readonly Task[] =>
  tasks.filter(
    ({ kind, done, unit }) => kind === 'phone' && done === null && (of === undefined || unit === of),
  );

/**
 * Finishes the phone tasks of items with one result (一并办结电话催办): who is called about several items says it once.
 * Items without such a task are not concerned; under a key a task is finished once.
 */
export const finishCalls =
  ({ result, of }: AskedCalls): Planner =>
  async (state, isDone) => {
    const steps: BulkStep[] = [];
    for (const { id } of state ? callsIn(state, of) : [])
      if (!(await isDone(id))) steps.push({ part: id, command: { type: 'taskDone', task: id, result } });
    return ok(steps);
  };
