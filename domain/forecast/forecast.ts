import { shift } from '../calendar/calendar';
import { composeLetters, composeSlot } from '../digest/compose';
import type { Channel } from '../digest/handover';
import type { Edition, NoticeInfo } from '../digest/types';
import type { World } from '../digest/world';
import type { ItemState } from '../item/types';
import { firstWindowDay } from '../ladder/signing';
import type { LetterFact, Letters } from '../ladder/types';
import type { Office } from '../office';
import type { Plan } from '../plan/types';
import type { UnitId } from '../roster/types';
import { nextWorkingDay, slotAt, slotFor } from '../slot';
import { civilDate, dateOf, instant, type CivilDate, type Instant } from '../time';
import { FIRST_BATCH, issuedItems, wakeFor, type Course, type Issue } from './course';
import { makeOutbox, type Outbox } from './outbox';

/** Working days after the plan's year in which its last reminders fall. */
const AFTER_YEAR = 40;

/** What is to be foreseen. */
export interface ForecastCall extends Issue {
  /** The notice as mails name it. */
  readonly notice: NoticeInfo;
  /** The last day looked at; default: endOfPlan. */
  readonly until?: CivilDate | null;
  /** The last slot composed before the issue; default: that of the same day when its moment is over. */
  readonly composed?: CivilDate | null;
}

/** The last slot of a plan: 40 working days after the 31 December of its year. Forecast and rehearsal stop there. */
export const endOfPlan = (plan: Plan, office: Office): CivilDate =>
  shift(office.calendar, civilDate(`${plan.year}-12-31`), AFTER_YEAR).date;

/** The mailroom has been running: a slot whose moment is over was composed before anything was issued. */
function composedBefore(office: Office, issuedAt: Instant): CivilDate | null {
  const today = dateOf(issuedAt, office.calendar.zone);
  return issuedAt >= slotAt(office, today) ? today : null;
}

/** Slots from the issue to the end, working days all. */
function slotsOf(call: ForecastCall): readonly CivilDate[] {
  const { plan, office, issuedAt } = call;
  const composed = call.composed === undefined ? composedBefore(office, issuedAt) : call.composed;
  const last = call.until ?? endOfPlan(plan, office);
  const slots: CivilDate[] = [];
  for (let slot = slotFor(office, issuedAt, composed); slot <= last; slot = nextWorkingDay(office, slot))
    slots.push(slot);
  return slots;
}

/** How the letters went, as the mailbox tells it at a slot: by mail, in the first window; by hand, never by itself. */
function lettersAt(slot: CivilDate, sent: ReadonlyMap<UnitId, Channel>, on: CivilDate): Letters {
  const facts: Readonly<Record<Channel, LetterFact>> = {
    mail: on < slot ? { state: 'accepted', on } : { state: 'waiting' },
    manual: { state: 'waiting' },
    nobody: { state: 'bounced' },
  };
  return (unit) => facts[sent.get(unit) ?? 'manual'];
}

function worldOf(call: ForecastCall, items: readonly ItemState[], outbox: Outbox, now: Instant): World {
  const { office, notice } = call;
  const [rows, tasks] = [outbox.free(), outbox.tasks()];
  return { office, notices: [notice], items, rows, tasks, now, findings: [] };
}

/**
 * All mail (预测) that a plan causes when nobody acts, in the order in which it is composed: the letters at issue, then
 * for each slot every digest, leader's edition and briefing, made by the functions that run for real. Every mail is
 * taken as accepted in the first window; a unit without mail gets sheets that nobody hands over. Items that cannot be
 * issued yet are left out. No clock, no zone but the calendar's.
 */
export function forecast(call: ForecastCall): readonly Edition[] {
  const { plan, office, issuedAt } = call;
  const outbox = makeOutbox(office);
  const issued = issuedItems(call);
  const day = dateOf(issuedAt, office.calendar.zone);
  const letters = composeLetters(worldOf(call, issued, outbox, issuedAt), plan.notice, FIRST_BATCH, day);
  const sent = new Map<UnitId, Channel>();
  for (const letter of letters)
    if ('unit' in letter.to) sent.set(letter.to.unit, outbox.post(letter, issuedAt));
  const on = firstWindowDay(office, issuedAt);
  const mails = [...letters];
  const slots = slotsOf(call);
  // Every item looks at its agenda when it begins.
  let courses = issued.map((state): Course => ({ state, next: slots[0] ?? null }));
  for (const slot of slots) {
    const context = { office, letters: lettersAt(slot, sent, on) };
    courses = courses.map((before) => {
      const { course, rows } = wakeFor(before, slot, context);
      outbox.put(rows);
      return course;
    });
    const items = courses.map(({ state }) => state);
    const now = instant(Math.max(slotAt(office, slot), issuedAt));
    for (const edition of composeSlot(worldOf(call, items, outbox, now), slot)) {
      outbox.post(edition, now);
      mails.push(edition);
    }
  }
  return mails;
}
