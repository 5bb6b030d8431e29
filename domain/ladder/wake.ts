import { withTasksEnded, type Cause } from '../item/advance';
import type { ItemEvent } from '../item/events';
import type { ItemState } from '../item/types';
import type { CivilDate } from '../time';
import { raise, type RaiseContext } from './raise';

/** What happens to an item that wakes for a slot: what it raises, and the tasks that end. None: nothing is to be said. */
export function wakeEvents(
  state: ItemState,
  slot: CivilDate,
  context: RaiseContext,
  cause: Cause,
): readonly ItemEvent[] {
  const body = raise(state, slot, context);
  return withTasksEnded(state, body ? [{ type: 'raised', body }] : [], cause);
}
