import { applyCalendar } from '../../domain/item/apply-calendar';
import { nextSlotOf } from '../../domain/ladder/next';
import { raise } from '../../domain/ladder/raise';
import type { Letters } from '../../domain/ladder/types';
import { slotFor, wakeAt } from '../../domain/slot';
import { plusDays, type CivilDate } from '../../domain/time';
import { stateOf } from './begin';
import { lettersOf } from './letters';
import { appendTo, type RecordTransaction } from './transaction';

/** What the clock causes, not a person. */
const byClock = (transaction: RecordTransaction) => ({
  actor: 'duban',
  requestKey: null,
  at: transaction.now,
});

/** How the letters went; no call changes that, so it is asked once. */
async function letters(transaction: RecordTransaction): Promise<Letters> {
  const { db, office } = transaction;
  return (transaction.letters ??= await lettersOf(db, stateOf(transaction), office));
}

/** Sets provisional dates again when a year was declared since: commands are judged by the calendar in force. */
export async function applyYears(transaction: RecordTransaction): Promise<void> {
  const event = applyCalendar(stateOf(transaction), transaction.office);
  if (event) await appendTo(transaction, [event], byClock(transaction));
}

/**
 * Looks at the agenda for the slot that comes next and raises what it says; the slot looked at, null when it is too
 * early: what is raised long before its slot could not know of hand-ins and requests that come between.
 */
export async function lookAhead(transaction: RecordTransaction): Promise<CivilDate | null> {
  const { office, stream, now, composed } = transaction;
  const slot = slotFor(office, now, composed);
  if (now < wakeAt(office, stream, slot)) return null;
  const state = stateOf(transaction);
  const body = raise(state, slot, { office, letters: await letters(transaction) });
  if (body) await appendTo(transaction, [{ type: 'raised', body }], byClock(transaction));
  return slot;
}

/** The next slot at which the item may have something to say; null when nothing is ahead. `looked`: the one just looked at. */
export async function nextSlot(
  transaction: RecordTransaction,
  looked: CivilDate | null,
): Promise<CivilDate | null> {
  const { office, now, composed } = transaction;
  const state = stateOf(transaction);
  const after = looked ?? plusDays(slotFor(office, now, composed), -1);
  return nextSlotOf(state, { office, letters: await letters(transaction), after });
}
