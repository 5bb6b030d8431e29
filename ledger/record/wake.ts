import { advance, recordedAs, type Cause } from '../../domain/item/advance';
import { applyCalendar } from '../../domain/item/apply-calendar';
import type { ItemEvent } from '../../domain/item/events';
import type { ItemState } from '../../domain/item/types';
import { isUnsigned } from '../../domain/item/view';
import type { StreamId } from '../../domain/journal/types';
import { nextSlotOf } from '../../domain/ladder/next';
import type { Letters, LetterFact } from '../../domain/ladder/types';
import { wakeEvents } from '../../domain/ladder/wake';
import type { Office } from '../../domain/office';
import { nextWorkingDay, slotFor, wakeAt } from '../../domain/slot';
import { plusDays, type CivilDate, type Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import type { MailState } from '../database/tables/mails';
import { noteItemFault } from '../journal/faults-at';
import { lastComposed, officeDay } from '../office/slots';
import { stateOf } from './begin';
import { attempt, appendIfFits, type RecordTransaction } from './transaction';

/** What the clock causes, not a person. */
const byWakeClock = (transaction: RecordTransaction): Cause => ({
  actor: 'duban',
  requestKey: null,
  at: transaction.now,
});

/** How the letters went; no call changes that, so it is asked once. */
async function lettersAtWake(transaction: RecordTransaction): Promise<Letters> {
  const { db, office } = transaction;
  return (transaction.letters ??= await lettersOf(db, stateOf(transaction), office));
}

/** Appends what the rules make of the item as it stands; what they fail at is the fault of the record transaction. */
async function takeByRules(
  transaction: RecordTransaction,
  make: (state: ItemState, cause: Cause) => readonly ItemEvent[],
): Promise<void> {
  const state = stateOf(transaction);
  const worked = attempt(transaction, () => {
    const cause = byWakeClock(transaction);
    const events = make(state, cause);
    return events.length === 0 ? null : advance(state, recordedAs(state, events, cause), transaction.stream);
  });
  const tooLong = worked && (await appendIfFits(transaction, worked));
  if (tooLong) transaction.fault ??= tooLong.message.zh;
}

/** Sets provisional dates again when a year was declared since: commands are judged by the calendar in force. */
export const applyYears = (transaction: RecordTransaction): Promise<void> =>
  takeByRules(transaction, (state) => [applyCalendar(state, transaction.office) ?? []].flat());

/**
 * Looks at the agenda for the slot that comes next and raises what it says; the slot looked at, null when it is too
 * early: what is raised long before its slot could not know of hand-ins and requests that come between.
 */
export async function lookAhead(transaction: RecordTransaction): Promise<CivilDate | null> {
  const { office, stream, now, composed } = transaction;
  const slot = slotFor(office, now, composed);
  if (now < wakeAt(office, stream, slot)) return null;
  const facts = await lettersAtWake(transaction);
  await takeByRules(transaction, (state, cause) =>
    wakeEvents(state, slot, { office, letters: facts }, cause),
  );
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
  const facts = await lettersAtWake(transaction);
  return attempt(transaction, () => nextSlotOf(state, { office, letters: facts, after }));
}

/** Journals, once for a slot, that an item can record nothing because its stored state is broken. */
export async function noteBroken(
  db: Db,
  { stream, now }: { readonly stream: StreamId; readonly now: Instant },
  office: Office,
): Promise<void> {
  const slot = slotFor(office, now, await lastComposed(db));
  await noteItemFault(db, { stream, why: 'the state is broken' }, { slot, now });
}

/**
 * Journals that the rules failed at an item, once for a slot. Its next slot stays, so that the mailroom names it as one
 * that has not recorded; it looks again at the slot after, which is returned.
 */
export async function noteFault(transaction: RecordTransaction, why: string): Promise<CivilDate> {
  const { db, office, stream, now, composed } = transaction;
  const slot = slotFor(office, now, composed);
  await noteItemFault(db, { stream, why }, { slot, now });
  return nextWorkingDay(office, slot);
}

const WAITING: LetterFact = { state: 'waiting' };

/**
 * How the letters (交办通知) that name an item went, by unit: accepted by the mail server (or handed over by a person),
 * bounced, or still waiting. A later letter to the same unit counts instead of an earlier one.
 */
async function lettersOf(db: Db, state: ItemState, office: Office): Promise<Letters> {
  const facts = new Map<string, LetterFact>();
  const asks = state.assignments.some((a) => isUnsigned(a) && a.letterOn === null);
  if (asks) {
    const rows = await db
      .selectFrom('mail_items')
      .innerJoin('mails', 'mails.key', 'mail_items.mail')
      .select(['mails.unit', 'mails.state', 'mails.settled_at'])
      .where('mail_items.stream', '=', state.stream)
      .where('mails.kind', '=', 'letter')
      .orderBy('mails.composed_at')
      .execute();
    for (const row of rows) if (row.unit !== null) facts.set(row.unit, letterFact(row, office));
  }
  return (unit) => facts.get(unit) ?? WAITING;
}

/** A manual letter is settled when its task is done. */
function letterFact(
  row: { readonly state: MailState; readonly settled_at: Instant | null },
  office: Office,
): LetterFact {
  if (row.state === 'failed') return { state: 'bounced' };
  const gone = row.state === 'sent' || row.state === 'manual';
  return gone && row.settled_at !== null
    ? { state: 'accepted', on: officeDay(office, row.settled_at) }
    : WAITING;
}
