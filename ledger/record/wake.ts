import { applyCalendar } from '../../domain/item/apply-calendar';
import { nextSlotOf } from '../../domain/ladder/next';
import { raise } from '../../domain/ladder/raise';
import type { Letters } from '../../domain/ladder/types';
import { slotFor, wakeAt } from '../../domain/slot';
import { plusDays, type CivilDate } from '../../domain/time';
import { stateOf } from './begin';
import { lettersOf } from './letters';
import { appendTo, type Sitting } from './sitting';

/** What the clock causes, not a person. */
const byClock = (sitting: Sitting) => ({ actor: 'duban', requestKey: null, at: sitting.now });

/** How the letters went; no call changes that, so it is asked once. */
async function letters(sitting: Sitting): Promise<Letters> {
  const { db, office } = sitting;
  return (sitting.letters ??= await lettersOf(db, stateOf(sitting), office));
}

/** Sets provisional dates again when a year was declared since: commands are judged by the calendar in force. */
export async function applyYears(sitting: Sitting): Promise<void> {
  const event = applyCalendar(stateOf(sitting), sitting.office);
  if (event) await appendTo(sitting, [event], byClock(sitting));
}

/**
 * Looks at the agenda for the slot that comes next and raises what it says; the slot looked at, null when it is too
 * early: what is raised long before its slot could not know of hand-ins and requests that come between.
 */
export async function lookAhead(sitting: Sitting): Promise<CivilDate | null> {
  const { office, stream, now, composed } = sitting;
  const slot = slotFor(office, now, composed);
  if (now < wakeAt(office, stream, slot)) return null;
  const state = stateOf(sitting);
  const body = raise(state, slot, { office, letters: await letters(sitting) });
  if (body) await appendTo(sitting, [{ type: 'raised', body }], byClock(sitting));
  return slot;
}

/** The next slot at which the item may have something to say; null when nothing is ahead. `looked`: the one just looked at. */
export async function nextSlot(sitting: Sitting, looked: CivilDate | null): Promise<CivilDate | null> {
  const { office, now, composed } = sitting;
  const state = stateOf(sitting);
  const after = looked ?? plusDays(slotFor(office, now, composed), -1);
  return nextSlotOf(state, { office, letters: await letters(sitting), after });
}
