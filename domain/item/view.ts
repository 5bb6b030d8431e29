import { isDeclared, shift, workingDays } from '../calendar/calendar';
import type { Office } from '../office';
import { withOverride, type LampName } from '../policy';
import { text, type Text } from '../problem';
import { dateOf, yearOf, type CivilDate, type Instant } from '../time';
import { inForce, outcomeText } from './outcome';
import { missingQuarter } from './quarter';
import type { Assignment, HandIn, ItemState, Occurrence } from './types';

/** The occurrence being worked on: the first not accepted, else the last; null for continuous items. */
export const current = (assignment: Assignment): Occurrence | null =>
  assignment.occurrences.find((occurrence) => occurrence.outcome === null) ??
  assignment.occurrences.at(-1) ??
  null;

/** Open (在办): issued, underway or to be closed. */
export const isOpen = (state: ItemState): boolean =>
  state.status !== 'closed' && state.status !== 'cancelled';

/** The unit still has something to do: neither accepted, cancelled nor released. */
export const isActive = (assignment: Assignment): boolean =>
  assignment.status === 'issued' || assignment.status === 'underway';

/** Answers for a date: lead or each (牵头、责任单位). */
export const isResponsible = (assignment: Assignment): boolean => assignment.role !== 'support';

/** The hand-in that waits for review; undefined when none does. */
export const openHandIn = (occurrence: Occurrence): HandIn | undefined =>
  occurrence.handIns.find((handIn) => handIn.fate === 'open');

/** Handed in (办结待审): a submission waits for review. */
export const isHandedIn = (occurrence: Occurrence): boolean => openHandIn(occurrence) !== undefined;

/** Overdue (逾期): neither accepted nor handed in, and now ≥ lateFrom of the date in force. */
export const isLate = (occurrence: Occurrence, now: Instant): boolean =>
  occurrence.outcome === null && !isHandedIn(occurrence) && now >= inForce(occurrence).due.lateFrom;

/** Unsigned (未签收): neither acknowledged nor reported. */
export const isUnsigned = (assignment: Assignment): boolean => assignment.status === 'issued';

/** Returned (退回): the last submission was returned and nothing was handed in since. */
export const isReturned = (occurrence: Occurrence): boolean =>
  occurrence.outcome === null &&
  occurrence.handIns.findLast((handIn) => handIn.fate !== 'withdrawn')?.fate === 'returned';

/** Number of the occurrence to which an entry of the ladder belongs ("2.1" → 2); 0 for a quarter ("2025Q3.1"). */
export const occurrenceNo = (occurrence: string): number => {
  const [, no] = /^(\d+)\./.exec(occurrence) ?? [];
  return Number(no ?? 0);
};

/** Version for the keys of an assignment: the highest of its dates, 1 for continuous items. */
export const versionOf = (assignment: Assignment): number =>
  Math.max(1, ...assignment.occurrences.map((occurrence) => inForce(occurrence).version));

/** What a lamp (亮灯) says: its name, why, working days late (0 unless late), and whether that rests on an undeclared year. */
export interface Lamp {
  readonly lamp: LampName;
  readonly reason: Text;
  readonly daysLate: number;
  readonly provisional: boolean;
}

const plain = (lamp: LampName, reason: Text, provisional = false): Lamp => ({
  lamp,
  reason,
  daysLate: 0,
  provisional,
});

/** Lamp of one unit on one item, first match of the rule "Lamps"; a recurring item shows the worst of its open rounds. */
export function lampOf(state: ItemState, assignment: Assignment, office: Office, now: Instant): Lamp {
  const ended = endedLamp(state, assignment);
  if (ended) return ended;
  const today = dateOf(now, office.policy.zone);
  const open = assignment.occurrences.filter((occurrence) => occurrence.outcome === null);
  const waiting = open.find(isHandedIn);
  const pending = open.filter((occurrence) => !isHandedIn(occurrence));
  const late = pending.find((occurrence) => isResponsible(assignment) && isLate(occurrence, now));
  if (late) return lateLamp(late, office, today);
  const soon = pending.find((occurrence) => isDueSoon(state, assignment, occurrence, office, today));
  if (soon) return timeLamp('dueSoon', soon, office, today);
  if (waiting) return plain('handedIn', text('办结待审', 'handed in, waits for review'));
  const quarter = missingQuarter(state, assignment, office, today);
  if (quarter) {
    const reason = text(`${quarter.name}季度进展未报`, `report of ${quarter.name} missing`);
    return plain('dueSoon', reason, quarter.closes.provisional);
  }
  if (isUnsigned(assignment)) return plain('unsigned', text('未签收', 'not signed for'));
  const next = pending.find((occurrence) => inForce(occurrence).due.date >= today) ?? pending[0];
  return next ? timeLamp('normal', next, office, today) : plain('normal', text('长期任务', 'continuous'));
}

function endedLamp(state: ItemState, assignment: Assignment): Lamp | null {
  if (assignment.status === 'released') return plain('ended', text('已解除', 'released'));
  if (assignment.status === 'cancelled') {
    const stopped = state.yearEnd === 'stop';
    return plain('ended', stopped ? text('年终终止', 'stopped at year-end') : text('已取消', 'cancelled'));
  }
  if (assignment.status !== 'accepted') return null;
  const outcome = assignment.occurrences.at(-1)?.outcome;
  if (outcome) return plain('accepted', outcomeText(outcome));
  if (state.yearEnd === 'carry') return plain('accepted', text('年终结转', 'carried over at year-end'));
  return plain('accepted', text('已办结', 'done'));
}

/** Working days to T are at most policy.dueSoonDays; for a supporting unit not after T. */
function isDueSoon(
  state: ItemState,
  assignment: Assignment,
  occurrence: Occurrence,
  office: Office,
  today: CivilDate,
): boolean {
  const last = shift(office.calendar, inForce(occurrence).due.date, 0).date;
  const near = withOverride(office.policy, state.policy).dueSoonDays;
  return workingDays(office.calendar, today, last) <= near && (isResponsible(assignment) || today <= last);
}

function lateLamp(occurrence: Occurrence, office: Office, today: CivilDate): Lamp {
  const { due } = inForce(occurrence);
  const daysLate = Math.max(1, workingDays(office.calendar, due.date, today));
  const before = occurrence.daysLateBefore;
  const reason = text(
    `逾期${daysLate}个工作日${before > 0 ? `，曾逾期${before}个工作日` : ''}`,
    `${daysLate} working days late${before > 0 ? `, was ${before} late before` : ''}`,
  );
  const provisional = due.provisional || !isDeclared(office.calendar, yearOf(today));
  return { lamp: 'late', reason, daysLate, provisional };
}

function timeLamp(lamp: LampName, occurrence: Occurrence, office: Office, today: CivilDate): Lamp {
  const { due } = inForce(occurrence);
  const last = shift(office.calendar, due.date, 0);
  const left = workingDays(office.calendar, today, last.date);
  const reason =
    left > 0
      ? text(`距截止还有${left}个工作日`, `${left} working days left`)
      : today <= due.date
        ? text('截止在即', 'due now')
        : text('截止日已过，待顺延起算', 'the due date was a day off; overdue from the next working day');
  return plain(
    lamp,
    today === last.date ? text('今天截止', 'due today') : reason,
    due.provisional || last.provisional,
  );
}

const SEVERITY: readonly LampName[] = [
  'late',
  'dueSoon',
  'unsigned',
  'handedIn',
  'normal',
  'accepted',
  'ended',
];

/** Lamp of an item: the worst of its leads and eaches that are not released; a closed or cancelled item shows its end. */
export function itemLamp(state: ItemState, office: Office, now: Instant): Lamp {
  if (state.status === 'closed') return plain('accepted', text('已销号', 'closed'));
  if (state.status === 'cancelled') return plain('ended', text('已取消', 'cancelled'));
  const lamps = state.assignments
    .filter((assignment) => isResponsible(assignment) && assignment.status !== 'released')
    .map((assignment) => lampOf(state, assignment, office, now));
  const [worst] = lamps.sort((a, b) => SEVERITY.indexOf(a.lamp) - SEVERITY.indexOf(b.lamp));
  return worst ?? plain('normal', text('无责任单位', 'no responsible unit'));
}
