import { dueOn } from '../calendar/calendar';
import type { Due } from '../calendar/types';
import type { Office } from '../office';
import { text } from '../problem';
import { instant } from '../time';
import type { EventEntry, OnUnit } from './event-entry';
import type { ItemEvent } from './events';
import { inForce } from './outcome';
import { onUnitRound } from './reshape';
import type { ItemState } from './types';
import { isActive, isOpen } from './view';

/** The date under the present calendar, never late earlier than it has been. */
function dueAgain(office: Office, due: Due): Due {
  const fresh = dueOn(office.calendar, due.date);
  return { ...fresh, lateFrom: instant(Math.max(due.lateFrom, fresh.lateFrom)) };
}

/**
 * 日历更新: sets every provisional lateFrom of an open item again after a year was declared or changed, never to an
 * earlier instant; one that was not provisional stays. Null when nothing moves.
 */
export function applyCalendar(state: ItemState, office: Office): ItemEvent | null {
  if (!isOpen(state)) return null;
  const dues = state.assignments.filter(isActive).flatMap(({ unit, rounds }) =>
    rounds
      .filter((round) => round.outcome === null && inForce(round).due.provisional)
      .map((round) => {
        const before = inForce(round).due;
        return { unit, round: round.no, before, due: dueAgain(office, before) };
      })
      .filter(({ before, due }) => due.lateFrom !== before.lateFrom || due.provisional !== before.provisional)
      .map(({ unit: of, round, due }) => ({ unit: of, round, due })),
  );
  return dues.length > 0
    ? { type: 'calendarApplied', body: { calendar: office.calendar.digest, dues } }
    : null;
}

/** 日历更新: the instant from which the date in force is late is set again; no new version. */
export const calendarApplied: EventEntry<{
  readonly calendar: string;
  readonly dues: readonly (OnUnit & { readonly due: Due })[];
}> = {
  words: text('按公布的日历重定期限', 'dates set again by the declared calendar'),
  apply: (state, { body }) =>
    body.dues.reduce(
      (next, set) =>
        onUnitRound(next, set, (round) => ({
          ...round,
          versions: [...round.versions.slice(0, -1), { ...inForce(round), due: set.due }],
        })),
      state,
    ),
  tells: (body) => ({ units: [...new Set(body.dues.map(({ unit }) => unit))] }),
};
