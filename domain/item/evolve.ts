import { withSupportsEnded } from './dates';
import type { ItemEventType, Recorded, RecordedItemEvent } from './events';
import { assigned, issued } from './evolve/begin';
import { calendarApplied, deadlineChanged, leadChanged, released } from './evolve/dates';
import { cancelled, closed, reopened, oneTaskDone, taskOpened, urged, yearEnded } from './evolve/life';
import { raised } from './evolve/raised';
import * as unit from './evolve/unit';
import type { ItemState, ItemStatus } from './types';
import { isOpen, isResponsible } from './view';

type Later = Exclude<ItemEventType, 'issued'>;

/** What each event makes of a state. */
const APPLY: { readonly [T in Later]: (state: ItemState, event: Recorded<T>) => ItemState } = {
  ...unit,
  assigned,
  calendarApplied,
  cancelled,
  closed,
  deadlineChanged,
  leadChanged,
  raised,
  released,
  reopened,
  taskDone: oneTaskDone,
  taskOpened,
  urged,
  yearEnded,
};

/** An event of this type is one that the rules know; a later version may have others. */
export const isItemEventType = (type: string): type is ItemEventType =>
  type === 'issued' || Object.hasOwn(APPLY, type);

const applyEvent = <T extends Later>(type: T, state: ItemState, event: Recorded<T>): ItemState =>
  APPLY[type](state, event);

/**
 * The state after an event; the only way in which a state comes about. Total over all events, and an event about a
 * unit, round or task that the item does not have changes nothing but `seq`. Throws RangeError when a stream does
 * not begin with `issued`, which only a damaged journal can do.
 */
export function evolve(state: ItemState | null, event: RecordedItemEvent, stream: string): ItemState {
  if (event.type === 'issued') return issued(event, stream);
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
