import type { Addressee, Edition, NoticeInfo } from '../../domain/digest/types';
import { foresee } from '../../domain/forecast/foresee';
import { makeOutbox } from '../../domain/forecast/outbox';
import type { OutboxRow } from '../../domain/item/outbox';
import type { StreamId } from '../../domain/journal/types';
import type { ItemState } from '../../domain/item/types';
import { isOpen } from '../../domain/item/view';
import type { LetterFact, Letters } from '../../domain/ladder/types';
import type { Office } from '../../domain/office';
import type { Text } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import { nextWorkingDay, slotFor } from '../../domain/slot';
import { dateOf, type CivilDate, type Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { LetterRow } from '../../ledger/mails/list';

/** Items as they stand, and what has been sent. */
export interface AheadStanding {
  readonly office: Office;
  readonly notices: readonly NoticeInfo[];
  readonly open: readonly ItemState[];
  /** Items that have ended and whose end is still to be mailed. */
  readonly told: readonly ItemState[];
  readonly letters: readonly LetterRow[];
  /** Raised and in no mail yet: reminders of the next slot, changes to tell. */
  readonly rows: readonly OutboxRow[];
  /** Items that are left out of this because their stored state is broken. */
  readonly broken: readonly StreamId[];
  /** The last slot composed; null: none. */
  readonly composed: CivilDate | null;
  readonly now: Instant;
}

/** Working days that are looked through for mails. */
const HORIZON = 60;

function factAhead({ office }: AheadStanding, { state, settledAt }: LetterRow): LetterFact {
  if (state === 'sent' && settledAt !== null)
    return { state: 'accepted', on: dateOf(settledAt, office.calendar.zone) };
  return { state: state === 'failed' ? 'bounced' : 'waiting' };
}

/** How the letters go: those still ready are taken as accepted at the first slot that comes. */
function lettersSent(standing: AheadStanding, first: CivilDate, slot: CivilDate): Letters {
  const facts = new Map(
    standing.letters.flatMap((letter): [string, LetterFact][] => {
      const goes: LetterFact =
        letter.state === 'ready' && first < slot
          ? { state: 'accepted', on: first }
          : factAhead(standing, letter);
      return 'unit' in letter.to ? [[letter.to.unit, goes]] : [];
    }),
  );
  return (unit) => facts.get(unit) ?? { state: 'waiting' };
}

/** Which mails are wanted, and how many. */
export interface AheadWanted {
  readonly most: number;
  /** Those to this unit only. */
  readonly unit?: UnitId | undefined;
}

/** What is known beforehand of a look ahead. */
interface AheadKnown {
  /** The items of the ledger, where they have been read. */
  readonly items?: readonly ItemState[];
  /** Mails of this unit alone will be asked for. */
  readonly unit?: UnitId | undefined;
}

/** What is known of the items of a ledger, for a look ahead. */
export async function standingIn(
  ledger: Pick<
    Ledger,
    'office' | 'notices' | 'soundItems' | 'soundStates' | 'letters' | 'lastComposed' | 'waitingRows'
  >,
  now: Instant,
  { items, unit }: AheadKnown = {},
): Promise<AheadStanding> {
  const [office, notices, sound, letters, composed, rows] = await Promise.all([
    ledger.office(),
    ledger.notices(),
    items ? { states: items.filter(isOpen), unreadable: [] } : ledger.soundItems({ open: true }),
    ledger.letters(unit === undefined ? {} : { unit }),
    ledger.lastComposed(),
    ledger.waitingRows(),
  ]);
  const { states: open } = sound;
  const running = new Set([...open.map(({ stream }) => stream), ...sound.unreadable]);
  const ended = [...new Set(rows.map(({ stream }) => stream))].filter((stream) => !running.has(stream));
  const { states: told, unreadable } = await ledger.soundStates(ended);
  const broken = [...sound.unreadable, ...unreadable];
  return {
    ...{ office, notices, open, told, letters, broken, composed, now },
    rows: rows.filter(({ stream }) => !broken.includes(stream)),
  };
}

/**
 * The next mails to units that items as they stand will cause when nobody acts, from `now` on, until there are as many as
 * wanted or 60 working days are over: made slot by slot by the functions that run for real.
 */
export function ahead(standing: AheadStanding, { most, unit }: AheadWanted): readonly Edition[] {
  const { office, notices, composed } = standing;
  const found: Edition[] = [];
  const slots = slotsFrom(office, slotFor(office, standing.now, composed));
  const [first] = slots;
  if (first === undefined) return found;
  const lettersAt = (slot: CivilDate): Letters => lettersSent(standing, first, slot);
  const outbox = makeOutbox(office);
  const { items, rows } = concerning(standing, unit);
  outbox.put(rows);
  // A mail to a unit rests on the unit's own items and rows, and on no briefing.
  const wanted = (to: Addressee): boolean => 'unit' in to && (unit === undefined || to.unit === unit);
  const beginning = { office, notices, items, outbox, now: standing.now, slots, lettersAt, wanted };
  for (const mails of foresee(beginning)) {
    found.push(...mails.slice(0, most - found.length).map((mail) => mail.write()));
    if (found.length >= most) break;
  }
  return found;
}

/** What mails to a unit, or to all, are made from. */
function concerning({ open, told, rows }: AheadStanding, unit: UnitId | undefined) {
  const items = [...open, ...told];
  if (unit === undefined) return { items, rows };
  return {
    items: items.filter(({ assignments }) => assignments.some((one) => one.unit === unit)),
    rows: rows.filter((row) => row.unit === unit),
  };
}

function slotsFrom(office: Office, first: CivilDate): readonly CivilDate[] {
  const slots: CivilDate[] = [];
  for (let slot = first; slots.length < HORIZON; slot = nextWorkingDay(office, slot)) slots.push(slot);
  return slots;
}

/** What `duban start` has to say of. */
export interface Scene {
  readonly office: Office;
  readonly now: Instant;
  /** What this machine's clock says: another time than `now` in a demonstration. */
  readonly host: Instant;
  /** Its clock can be moved; else one that was moved stays so. */
  readonly demonstration: boolean;
  /** How many items are open. */
  readonly open: number;
  /** The open items; none when there are too many to be read one by one. */
  readonly items: readonly ItemState[];
  /** Items that are left out because their stored state is broken. */
  readonly broken: readonly StreamId[];
  readonly letters: readonly LetterRow[];
  /** When the letters that wait go out. */
  readonly lettersFrom: Instant;
  /** The next mails to units that the items as they stand will cause, in the order of their slots. */
  readonly ahead: readonly Edition[];
  readonly paused: string | null;
  /** Where mails go, in words. */
  readonly outlet: Text;
}
