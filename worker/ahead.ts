import { composeSlot } from '../domain/digest/compose';
import type { Edition, NoticeInfo } from '../domain/digest/types';
import { wakeFor } from '../domain/forecast/course';
import { makeOutbox } from '../domain/forecast/outbox';
import type { ItemState } from '../domain/item/types';
import type { LetterFact, Letters } from '../domain/ladder/types';
import type { Office } from '../domain/office';
import { nextWorkingDay, slotAt, slotFor } from '../domain/slot';
import { dateOf, instant, type CivilDate, type Instant } from '../domain/time';
import type { MailRow } from '../ledger/types';

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
 * The next editions that items as they stand will cause when nobody acts, from `now` on, until there are `wanted` or 60
 * working days are over: made slot by slot by the functions that run for real.
 */
export function ahead(standing: Standing, wanted: number): readonly Edition[] {
  const { office, notices, composed } = standing;
  const outbox = makeOutbox(office);
  const found: Edition[] = [];
  let items = standing.items;
  const first = slotFor(office, standing.now, composed);
  for (let slot = first, days = 0; days < HORIZON && found.length < wanted; days++) {
    const context = { office, letters: lettersOf(standing, first, slot) };
    items = items.map((item) => {
      const { state, rows } = wakeFor(item, slot, context);
      outbox.put(rows);
      return state;
    });
    const now = instant(Math.max(slotAt(office, slot), standing.now));
    const [rows, tasks] = [outbox.free(), outbox.tasks()];
    for (const edition of composeSlot({ office, notices, items, rows, tasks, now, findings: [] }, slot)) {
      outbox.post(edition, now);
      found.push(edition);
    }
    slot = nextWorkingDay(office, slot);
  }
  return found.slice(0, wanted);
}
