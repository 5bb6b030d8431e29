import type { Edition, NoticeInfo } from '../domain/digest/types';
import { foresee } from '../domain/forecast/foresee';
import { makeOutbox } from '../domain/forecast/outbox';
import type { ItemState } from '../domain/item/types';
import type { LetterFact, Letters } from '../domain/ladder/types';
import type { Office } from '../domain/office';
import { nextWorkingDay, slotFor } from '../domain/slot';
import { dateOf, type CivilDate, type Instant } from '../domain/time';
import type { MailRow } from '../ledger/mails/list';

/** Items as they stand, and what has been sent. */
export interface Standing {
  readonly office: Office;
  readonly notices: readonly NoticeInfo[];
  readonly items: readonly ItemState[];
  readonly letters: readonly MailRow[];
  /** The last slot composed; null: none. */
  readonly composed: CivilDate | null;
  readonly now: Instant;
}

/** Working days that are looked through for mails. */
const HORIZON = 60;

function factOf({ office }: Standing, { state, settledAt }: MailRow): LetterFact {
  if (state === 'sent' && settledAt !== null)
    return { state: 'accepted', on: dateOf(settledAt, office.calendar.zone) };
  return { state: state === 'failed' ? 'bounced' : 'waiting' };
}

/** How the letters go: those still ready are taken as accepted at the first slot that comes. */
function lettersOf(standing: Standing, first: CivilDate, slot: CivilDate): Letters {
  const facts = new Map(
    standing.letters.flatMap((letter): [string, LetterFact][] => {
      const goes: LetterFact =
        letter.state === 'ready' && first < slot
          ? { state: 'accepted', on: first }
          : factOf(standing, letter);
      return 'unit' in letter.to ? [[letter.to.unit, goes]] : [];
    }),
  );
  return (unit) => facts.get(unit) ?? { state: 'waiting' };
}

/**
 * The next mails to units that items as they stand will cause when nobody acts, from `now` on, until there are `wanted` or 60
 * working days are over: made slot by slot by the functions that run for real.
 */
export function ahead(standing: Standing, wanted: number): readonly Edition[] {
  const { office, notices, items, composed } = standing;
  const found: Edition[] = [];
  const slots = slotsFrom(office, slotFor(office, standing.now, composed));
  const [first] = slots;
  if (first === undefined) return found;
  const lettersAt = (slot: CivilDate): Letters => lettersOf(standing, first, slot);
  const outbox = makeOutbox(office);
  for (const editions of foresee({ office, notices, items, outbox, now: standing.now, slots, lettersAt })) {
    found.push(...editions.filter(({ to, lines }) => 'unit' in to && lines.length > 0));
    if (found.length >= wanted) break;
  }
  return found.slice(0, wanted);
}

function slotsFrom(office: Office, first: CivilDate): readonly CivilDate[] {
  const slots: CivilDate[] = [];
  for (let slot = first; slots.length < HORIZON; slot = nextWorkingDay(office, slot)) slots.push(slot);
  return slots;
}
