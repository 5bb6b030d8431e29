import { isWorkingDay } from '../../domain/calendar/calendar';
import type { EntryRef, ItemState } from '../../domain/item/types';
import type { RaisedBody } from '../../domain/item/raised';
import { raise } from '../../domain/ladder/raise';
import type { Office } from '../../domain/office';
import { civilDate, dateOf, plusDays } from '../../domain/time';
import { after, happened, moment, type Said } from '../support/item';
import { testOffice } from '../support/office';
import { acceptedOn, type LettersAt } from './raised-by-day';

/** What people say to an item while its slots go by. */
export interface SlotsScript {
  readonly until: string;
  readonly said?: readonly Said[];
  /** Days whose slot is lost (停机). */
  readonly lost?: readonly string[];
  /** How the letters went; by default accepted on the day of issue. */
  readonly letters?: LettersAt;
  readonly office?: Office;
}

/** The item at the end, and what was raised, slot by slot. */
export interface ThroughSlots {
  readonly state: ItemState;
  readonly raised: readonly RaisedBody[];
}

const OFFICE = testOffice();
const WAKE = '08:30';

/** Lets the slots of (day of issue, until] go by: the item wakes at 08:30; commands come at their own times between. */
export function throughSlots(start: ItemState, script: SlotsScript): ThroughSlots {
  const { until, said = [], lost = [], office = OFFICE } = script;
  const issueDay = dateOf(start.issuedAt, office.calendar.zone);
  const letters = script.letters ?? acceptedOn(issueDay);
  const raised: RaisedBody[] = [];
  let state = start;
  let rest = said;
  const hear = (upTo: string): void => {
    const due = rest.filter(({ at }) => moment(at) <= moment(upTo));
    rest = rest.slice(due.length);
    state = after(state, due, office);
  };
  for (let day = plusDays(issueDay, 1); day <= until; day = plusDays(day, 1)) {
    if (!isWorkingDay(office.calendar, day) || lost.includes(day)) continue;
    hear(`${day} ${WAKE}`);
    const body = raise(state, day, { office, letters: letters(day) });
    if (!body) continue;
    raised.push(body);
    state = happened(state, { type: 'raised', body }, `${day} ${WAKE}`);
  }
  hear(`${until} 23:59`);
  return { state, raised };
}

const named = ({ rung, day }: EntryRef): string => `${rung} ${day}`;

/** What a list of the events says about a unit: "slot: rung day". */
export const told = (
  { raised }: ThroughSlots,
  list: 'raised' | 'held' | 'covered' | 'skipped' | 'missed' | 'dropped',
  unit = 'sjj',
): string[] =>
  raised.flatMap((body) =>
    body[list].filter((entry) => entry.unit === unit).map((entry) => `${body.slot}: ${named(entry)}`),
  );

/** "slot rung" of everything raised for a unit, from a day on; without what is passed to reviewers. */
export const rungs = ({ raised }: ThroughSlots, unit = 'sjj', from = '0000-00-00'): string[] =>
  raised.flatMap(({ slot, raised: entries }) =>
    entries
      .filter((entry) => entry.unit === unit && entry.rung !== 'C' && slot >= from)
      .map(({ rung }) => `${slot} ${rung}`),
  );

/** "slot kind" of every task opened, of one kind or all. */
export const tasks = ({ raised }: ThroughSlots, kind?: string): string[] =>
  raised.flatMap(({ slot, tasks: opened }) =>
    opened.filter((task) => kind === undefined || task.kind === kind).map((task) => `${slot} ${task.kind}`),
  );

/** The item looked at on one slot, without saying anything. */
export const look = (state: ItemState, slot: string, office: Office = OFFICE): RaisedBody | null =>
  raise(state, civilDate(slot), {
    office,
    letters: acceptedOn(dateOf(state.issuedAt, office.calendar.zone))(civilDate(slot)),
  });
