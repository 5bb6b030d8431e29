import { withSupportsEnded } from './dates';
import { laterEvents, type LaterEventType, type Recorded, type RecordedItemEvent } from './events';
import { beginItem } from './issued';
import type { ItemState, ItemStatus } from './types';
import { isOpen, isResponsible } from './view';

const applyEvent = <T extends LaterEventType>(type: T, state: ItemState, event: Recorded<T>): ItemState =>
  laterEvents[type].apply(state, event);

/**
 * The state after an event; the only way in which a state comes about. Total over all events, and an event about a
 * unit, round or task that the item does not have changes nothing but `seq`. Throws RangeError when a stream does
 * not begin with `issued`, which only a damaged journal can do.
 */
export function evolve(state: ItemState | null, event: RecordedItemEvent, stream: string): ItemState {
  if (event.type === 'issued') return beginItem(event, stream);
  if (!state) throw new RangeError(`${stream} begins with ${event.type} instead of issued`);
  const next = withSupportsEnded(applyEvent(event.type, state, event));
  return { ...next, status: itemStatus(next), seq: event.seq };
}

/**
 * To be closed when at least one lead or each is accepted and all others are accepted or out (released, cancelled);
 * underway from the first signature of any unit on; closed and cancelled are set by their own events.
 */
function itemStatus(state: ItemState): ItemStatus {
  if (!isOpen(state)) return state.status;
  const standing = state.assignments
    .filter((assignment) => isResponsible(assignment))
    .filter(({ status }) => status !== 'released' && status !== 'cancelled');
  if (standing.length > 0 && standing.every(({ status }) => status === 'accepted')) return 'toBeClosed';
  const begun = state.assignments.some(({ acknowledgedAt }) => acknowledgedAt !== null);
  return begun || state.status !== 'issued' ? 'underway' : 'issued';
}
