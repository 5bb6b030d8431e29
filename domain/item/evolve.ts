import { withSupportsEnded } from './dates';
import type { RecordedItemEvent } from './events';
import { assigned, issued } from './evolve/begin';
import { calendarApplied, deadlineChanged, leadChanged, released } from './evolve/dates';
import { cancelled, closed, reopened, taskDone, taskOpened, urged, yearEnded } from './evolve/life';
import { raised } from './evolve/raised';
import * as unit from './evolve/unit';
import type { ItemState, ItemStatus } from './types';
import { isOpen, isResponsible } from './view';

/**
 * The state after an event; the only way in which a state comes about. Total over all events, and an event about a
 * unit, round or task that the item does not have changes nothing but `seq`. Throws RangeError when a stream does
 * not begin with `issued`, which only a damaged journal can do.
 */
export function evolve(state: ItemState | null, event: RecordedItemEvent, stream: string): ItemState {
  if (event.type === 'issued') return issued(event, stream);
  if (!state) throw new RangeError(`${stream} begins with ${event.type} instead of issued`);
  const next = withSupportsEnded(applied(state, event));
  return { ...next, status: statusOf(next), seq: event.seq };
}

type Later = Exclude<RecordedItemEvent, { readonly type: 'issued' }>;

function applied(state: ItemState, event: Later): ItemState {
  switch (event.type) {
    case 'acknowledged':
      return unit.acknowledged(state, event);
    case 'reported':
      return unit.reported(state, event);
    case 'reportReturned':
      return unit.reportReturned(state, event);
    case 'extensionRequested':
      return unit.extensionRequested(state, event);
    case 'extensionWithdrawn':
      return unit.extensionWithdrawn(state, event);
    case 'extensionLapsed':
      return unit.extensionLapsed(state, event);
    case 'extensionGranted':
      return unit.extensionGranted(state, event);
    case 'extensionRefused':
      return unit.extensionRefused(state, event);
    case 'completionSubmitted':
      return unit.completionSubmitted(state, event);
    case 'completionWithdrawn':
      return unit.completionWithdrawn(state, event);
    case 'completionAccepted':
      return unit.completionAccepted(state, event);
    case 'completionReturned':
      return unit.completionReturned(state, event);
    default:
      return appliedToItem(state, event);
  }
}

type OfItem = Exclude<Later, { readonly type: keyof typeof unit }>;

function appliedToItem(state: ItemState, event: OfItem): ItemState {
  switch (event.type) {
    case 'deadlineChanged':
      return deadlineChanged(state, event);
    case 'assigned':
      return assigned(state, event);
    case 'released':
      return released(state, event);
    case 'leadChanged':
      return leadChanged(state, event);
    case 'calendarApplied':
      return calendarApplied(state, event);
    case 'taskOpened':
      return taskOpened(state, event);
    case 'taskDone':
      return taskDone(state, event);
    case 'urged':
      return urged(state, event);
    case 'cancelled':
      return cancelled(state, event);
    case 'closed':
      return closed(state, event);
    case 'reopened':
      return reopened(state, event);
    case 'yearEnded':
      return yearEnded(state, event);
    case 'raised':
      return raised(state, event);
  }
}

/**
 * To be closed when at least one lead or each is accepted and all others are accepted or out (released, cancelled);
 * underway from the first signature of any unit on, or from an unsigned hand-in that was accepted; closed and cancelled are set by their own events.
 */
function statusOf(state: ItemState): ItemStatus {
  if (!isOpen(state)) return state.status;
  const standing = state.assignments
    .filter((assignment) => isResponsible(assignment))
    .filter(({ status }) => status !== 'released' && status !== 'cancelled');
  if (standing.length > 0 && standing.every(({ status }) => status === 'accepted')) return 'toBeClosed';
  const begun = state.assignments.some(
    ({ acknowledgedAt, status }) => acknowledgedAt !== null || status === 'accepted',
  );
  return begun || state.status !== 'issued' ? 'underway' : 'issued';
}
