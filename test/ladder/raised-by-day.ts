import { dueOn, isWorkingDay } from '../../domain/calendar/calendar';
import { evolve } from '../../domain/item/evolve';
import type { ItemEvent } from '../../domain/item/events';
import type { RaisedBody } from '../../domain/item/raised';
import type { ItemKind, ItemState, Role } from '../../domain/item/types';
import { nextSlotOf } from '../../domain/ladder/next';
import { raise } from '../../domain/ladder/raise';
import type { Letters } from '../../domain/ladder/types';
import type { Office } from '../../domain/office';
import type { PolicyOverride } from '../../domain/policy';
import { slotAt } from '../../domain/slot';
import {
  civilDate,
  dateOf,
  instantAt,
  plusDays,
  plusMs,
  startOfDay,
  yearOf,
  type CivilDate,
  type Instant,
} from '../../domain/time';

const STREAM = 'item/n1/a';

/** "2025-06-30 10:00" in the office's zone; without a time 10:00. */
function at(moment: string, office: Office): Instant {
  const [day = '', time = '10:00'] = moment.split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return plusMs(startOfDay(civilDate(day), office.calendar.zone), (hour * 60 + minute) * 60_000);
}

export interface Issue {
  readonly at?: string;
  readonly kind?: ItemKind;
  readonly year?: number;
  readonly policy?: PolicyOverride | null;
  readonly units: Readonly<Record<string, { readonly role?: Role; readonly dues?: readonly string[] }>>;
}

/** An item just issued, by its `issued` event. */
export function issueFor(office: Office, issue: Issue): ItemState {
  const moment = at(issue.at ?? '2025-06-30', office);
  const units = Object.entries(issue.units).map(([unit, { role = 'each', dues = [] }]) => ({
    unit,
    role,
    via: null,
    own: dues.map((due) => dueOn(office.calendar, civilDate(due))),
  }));
  const first = units[0]?.own[0]?.date;
  const longest = Math.max(...units.map((unit) => unit.own.length));
  const event: ItemEvent = {
    type: 'issued',
    body: {
      notice: 'n1',
      key: 'a',
      section: '一',
      title: '事项',
      text: '事项全文',
      kind: issue.kind ?? (longest > 1 ? 'recurring' : longest === 1 ? 'dated' : 'continuous'),
      demo: false,
      year: issue.year ?? yearOf(first ?? dateOf(moment, office.calendar.zone)),
      policy: issue.policy ?? null,
      coordinator: 'ddy',
      deputies: [],
      batch: 1,
      issueDay: dateOf(moment, office.calendar.zone),
      dues: [],
      units,
    },
  };
  return evolve(null, { ...event, seq: 1, at: moment, actor: 'ddy', requestKey: 'k1' }, STREAM);
}

/** The state after one more event. */
const after = (state: ItemState, event: ItemEvent, moment: Instant): ItemState =>
  evolve(state, { ...event, seq: state.seq + 1, at: moment, actor: 'ddy', requestKey: null }, STREAM);

/** How the letters stand at a slot. */
export type LettersAt = (slot: CivilDate) => Letters;

/** Letters accepted by the mail server on one day, under way before. */
export const acceptedOn =
  (day: string): LettersAt =>
  (slot) =>
  () =>
    day < slot ? { state: 'accepted', on: civilDate(day) } : { state: 'waiting' };

/** Something that happens before the slot of a day: a command's event, or a lost slot. */
export interface Happening {
  readonly on: string;
  readonly event?: ItemEvent;
  /** The slot of that day is lost: nothing is raised. */
  readonly lost?: boolean;
}

export interface DaysScript {
  readonly office: Office;
  readonly letters: LettersAt;
  readonly until: string;
  readonly happenings?: readonly Happening[];
  /** Looks only at the slots that nextSlotOf names, as the workflow does. */
  readonly asleep?: boolean;
}

export interface RaisedByDay {
  readonly state: ItemState;
  readonly events: readonly RaisedBody[];
}

/** Goes through the working days of (day of issue, until], raising at each slot; events happen at 08:00 of their day. */
export function raiseByDay(
  start: ItemState,
  { office, letters, until, happenings = [], asleep }: DaysScript,
): RaisedByDay {
  const zone = office.calendar.zone;
  const issued = dateOf(start.issuedAt, zone);
  const next = (state: ItemState, looked: CivilDate): CivilDate | null =>
    nextSlotOf(state, { office, letters: letters(plusDays(looked, 1)), after: looked });
  let state = start;
  let wake = next(state, issued);
  const events: RaisedBody[] = [];
  for (let day = plusDays(issued, 1); day <= until; day = plusDays(day, 1)) {
    const today = happenings.filter(({ on }) => on === day);
    for (const { event } of today) {
      if (!event) continue;
      state = after(state, event, instantAt(day, '08:00', zone));
      wake = next(state, plusDays(day, -1));
    }
    if (!isWorkingDay(office.calendar, day) || today.some(({ lost }) => lost)) continue;
    if (asleep && (wake === null || wake > day)) continue;
    const body = raise(state, day, { office, letters: letters(day) });
    if (body) {
      events.push(body);
      state = after(state, { type: 'raised', body }, slotAt(office, day));
    }
    wake = next(state, day);
  }
  return { state, events };
}

/** Days on which a unit's rungs were raised, by rung. */
export function raisedDays(events: readonly RaisedBody[], unit: string): Record<string, string[]> {
  const days: Record<string, string[]> = {};
  for (const { slot, raised } of events)
    for (const entry of raised)
      if (entry.unit === unit) days[entry.rung] = [...(days[entry.rung] ?? []), slot];
  return days;
}
