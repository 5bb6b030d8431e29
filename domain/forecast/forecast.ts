import { shift } from '../calendar/calendar';
import { composeLetters } from '../digest/compose';
import { dueAs, type DueMail } from '../digest/edition';
import type { Channel } from '../digest/handover';
import type { Edition, NoticeInfo } from '../digest/types';
import type { LetterFact, Letters } from '../ladder/types';
import type { Office } from '../office';
import type { Plan } from '../plan/types';
import type { UnitId } from '../roster/types';
import { composedBefore, firstWindowDay, nextWorkingDay, slotFor } from '../slot';
import { civilDate, type CivilDate } from '../time';
import { FIRST_BATCH, issuedItems, type Issue } from './course';
import { foresee } from './foresee';
import { makeOutbox } from './outbox';

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

/** How the letters went, as seen at a slot: by mail, in the first window; by hand, never by itself. */
function forecastLetters(slot: CivilDate, sent: ReadonlyMap<UnitId, Channel>, on: CivilDate): Letters {
  const facts: Readonly<Record<Channel, LetterFact>> = {
    mail: on < slot ? { state: 'accepted', on } : { state: 'waiting' },
    manual: { state: 'waiting' },
    nobody: { state: 'bounced' },
  };
  return (unit) => facts[sent.get(unit) ?? 'manual'];
}

/**
 * All mail (预测) that a plan causes when nobody acts, in the order in which it is composed: the letters at issue, then
 * for each slot every digest, leader's edition and briefing, found by the functions that run for real. Every mail is
 * taken as accepted in the first window; a unit without mail gets sheets that nobody hands over. Items that cannot be
 * issued yet are left out. No clock, no zone but the calendar's.
 */
export function* forecastMails(call: ForecastCall): Generator<DueMail, void> {
  const { plan, notice, office, issuedAt } = call;
  const outbox = makeOutbox(office);
  const items = issuedItems(call);
  const on = firstWindowDay(office, issuedAt);
  const snapshot = { office, notices: [notice], items, rows: [], tasks: [], now: issuedAt, findings: [] };
  const letters = composeLetters(snapshot, plan.notice, FIRST_BATCH, on);
  const sent = new Map<UnitId, Channel>();
  for (const letter of letters)
    if ('unit' in letter.to) sent.set(letter.to.unit, outbox.post(dueAs(letter), issuedAt));
  const lettersAt = (slot: CivilDate): Letters => forecastLetters(slot, sent, on);
  const slots = slotsOf(call);
  const beginning = { office, notices: [notice], items, outbox, now: issuedAt, slots, lettersAt };
  yield* letters.map(dueAs);
  for (const mails of foresee({ ...beginning, fromIssue: true })) yield* mails;
}

/** The same, each mail written. */
export function forecast(call: ForecastCall): readonly Edition[] {
  const editions: Edition[] = [];
  for (const mail of forecastMails(call)) editions.push(mail.write());
  return editions;
}
