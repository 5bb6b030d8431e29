import { countDays } from '../calendar/calendar';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import { dateOf, type Instant } from '../time';
import type { PhoneRecord, FileRef } from './commands/fields';
import { roundNumbered } from './dates';
import type { DateSet } from './event-entry';
import { inForce, lateBy } from './outcome';
import type { ItemState, Round } from './types';

/** What one event says to people. */
export interface Telling {
  /** Units that it concerns; empty: the item as a whole. */
  readonly units: readonly UnitId[];
  /** One sentence without who and when. */
  readonly what: Text;
  readonly changes: readonly {
    readonly what: Text;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly percentage: number | null;
  readonly text: string | null;
  readonly reason: string | null;
  readonly files: readonly FileRef[];
  /** A phone call (电话): what was answered; who was spoken to stands in an erasable table. */
  readonly answer: string | null;
  /** How late it was (逾期), or had been; null: not late. */
  readonly late: Text | null;
}

/** The moment of an event, and the item before and after it. */
export interface Around {
  readonly at: Instant;
  readonly before: ItemState | null;
  readonly after: ItemState;
  readonly office: Office;
}

/** That, and what the event is called. */
export interface EventAround extends Around {
  readonly word: Text;
}

const toldRound = (state: ItemState | null, unit: UnitId, no: number): Round | null => {
  const assignment = state?.assignments.find((one) => one.unit === unit);
  return assignment ? roundNumbered(assignment, no) : null;
};

/** "第2期" of an item with several rounds. */
export const roundWord = ({ kind }: ItemState, no: number): Text =>
  kind === 'recurring' ? text(`第${no}期`, `round ${no} `) : text('', '');

export const dueBefore = ({ before }: Around, { unit, round: no }: { unit: UnitId; round: number }) => {
  const round = toldRound(before, unit, no);
  return round && inForce(round).due.date;
};

/** How late the round was at the moment of the event; null when it was not. */
export function lateNote({ before, at, office }: Around, unit: UnitId, no: number): Text | null {
  const round = toldRound(before, unit, no);
  if (!round || at < inForce(round).due.lateFrom) return null;
  const { days } = countDays(office.calendar, inForce(round).due.date, dateOf(at, office.policy.zone));
  return lateBy(Math.max(1, days));
}

/** Date moves, one for each unit and round, or one for all where they agree. */
export function moves(told: Around, sets: readonly DateSet[]): Telling['changes'] {
  const { after, office } = told;
  const all = sets.map((set) => ({
    set,
    before: dueBefore(told, set),
    after: set.due.date,
  }));
  const alike = new Set(all.map((one) => `${one.before ?? ''} ${one.after} ${one.set.round}`)).size === 1;
  return (alike ? all.slice(0, 1) : all)
    .filter((one) => one.before !== one.after)
    .map(({ set, before, after: to }) => {
      const round = roundWord(after, set.round);
      const unit = alike ? '' : nameOfUnit(office.roster, set.unit);
      return { what: text(`${unit}${round.zh}期限`, `${unit} ${round.en}date`.trim()), before, after: to };
    });
}

/** The word of the event with its round, where the item has several: "同意延期（第2期）". */
export const wordOfRound = ({ after, word }: EventAround, no: number): Text => {
  const { zh, en } = roundWord(after, no);
  return zh === '' ? word : text(`${word.zh}（${zh}）`, `${word.en} (${en.trim()})`);
};

/** The telling of an event about one round of one unit. */
export const tellsRound = (
  { unit, round, reason }: { readonly unit: UnitId; readonly round: number; readonly reason?: string },
  told: EventAround,
): Pick<Telling, 'units' | 'what' | 'reason'> => ({
  units: [unit],
  what: wordOfRound(told, round),
  reason: reason ?? null,
});

/** What a phone call adds: the answer. */
export const phoneAnswer = (phone: PhoneRecord | null): Partial<Telling> =>
  phone ? { answer: phone.answer } : {};
