import { countDays, shift } from '../calendar/calendar';
import type { Office } from '../office';
import type { LampName } from '../policy';
import { text, type Text } from '../problem';
import { dateOf, type CivilDate, type Instant } from '../time';
import { isDone, policyFor, roundAtWork } from './dates';
import { inForce, lateBy, outcomeText, roundOutcome } from './outcome';
import { missingQuarter } from './quarter';
import type { Assignment, HandIn, ItemState, Round } from './types';
import { isLate, isResponsible, isUnsigned, openHandIn } from './view';

/** What a lamp (亮灯) says: its name, why, working days late (0 unless late), and whether that rests on an undeclared year. */
export interface Lamp {
  readonly lamp: LampName;
  readonly reason: Text;
  readonly daysLate: number;
  readonly provisional: boolean;
}

const plainLamp = (lamp: LampName, reason: Text, provisional = false): Lamp => ({
  lamp,
  reason,
  daysLate: 0,
  provisional,
});

/**
 * Lamp of one unit on one item, first match of the rule "Lamps", for one round: by default the round at work. That a unit
 * is out is the same for every round.
 */
export function lampOf(
  state: ItemState,
  assignment: Assignment,
  office: Office,
  now: Instant,
  round: Round | null = roundAtWork(assignment),
): Lamp {
  const ended = endedLamp(state, assignment, round);
  if (ended) return ended;
  const today = dateOf(now, office.policy.zone);
  if (!round) return continuousLamp(state, assignment, office, today);
  if (round.outcome) return plainLamp('accepted', outcomeText(round.outcome));
  const waiting = openHandIn(round);
  if (waiting) return waitingLamp(assignment, round, waiting, office);
  if (isResponsible(assignment) && isLate(round, now)) return lateLamp(round, office, today);
  if (isDueSoon(state, assignment, round, office, today)) return timeLamp('dueSoon', round, office, today);
  if (isUnsigned(assignment)) return plainLamp('unsigned', text('未签收', 'not signed for'));
  if (isDone(round)) return plainLamp('normal', text('已随牵头单位办结', 'ended with the lead'));
  return timeLamp('normal', round, office, today, !isResponsible(assignment));
}

function endedLamp(state: ItemState, assignment: Assignment, round: Round | null): Lamp | null {
  if (assignment.status === 'released') return plainLamp('ended', text('已解除', 'released'));
  if (assignment.status === 'cancelled') {
    const stopped = state.yearEnd === 'stop';
    return plainLamp(
      'ended',
      stopped ? text('年终终止', 'stopped at year-end') : text('已取消', 'cancelled'),
    );
  }
  if (assignment.status !== 'accepted') return null;
  if (round?.outcome) return plainLamp('accepted', outcomeText(round.outcome));
  if (state.yearEnd === 'carry') return plainLamp('accepted', text('年终结转', 'carried over at year-end'));
  return plainLamp('accepted', text('已办结', 'done'));
}

/** A continuous item has no date: a quarter's report is missing, nobody has signed, or all is well. */
function continuousLamp(state: ItemState, assignment: Assignment, office: Office, today: CivilDate): Lamp {
  const quarter = missingQuarter(state, assignment, office, today);
  if (quarter) {
    const reason = text(`${quarter.name}季度进展未报`, `report of ${quarter.name} missing`);
    return plainLamp('dueSoon', reason, quarter.closes.provisional);
  }
  if (isUnsigned(assignment)) return plainLamp('unsigned', text('未签收', 'not signed for'));
  return plainLamp('normal', text('全年事项', 'continuous'));
}

/** Working days to T are at most policy.dueSoonDays; for a supporting unit not after T. */
function isDueSoon(
  state: ItemState,
  assignment: Assignment,
  round: Round,
  office: Office,
  today: CivilDate,
): boolean {
  if (isDone(round)) return false;
  const last = shift(office.calendar, inForce(round).due.date, 0).date;
  const near = policyFor(office, state).dueSoonDays;
  return countDays(office.calendar, today, last).days <= near && (isResponsible(assignment) || today <= last);
}

/** A hand-in that waits keeps the lateness with which it came. */
function waitingLamp(assignment: Assignment, round: Round, { at }: HandIn, office: Office): Lamp {
  const days = isResponsible(assignment) ? roundOutcome(round, at, office).daysLate : 0;
  const late = lateBy(days);
  return plainLamp(
    'handedIn',
    days === 0
      ? text('办结待审', 'handed in, waits for review')
      : text(`办结待审，${late.zh}`, `handed in ${late.en}, waits for review`),
  );
}

function lateLamp(round: Round, office: Office, today: CivilDate): Lamp {
  const { days, provisional } = countDays(office.calendar, inForce(round).due.date, today);
  const daysLate = Math.max(1, days);
  const before = round.daysLateBefore;
  const reason = text(
    `逾期${daysLate}个工作日${before > 0 ? `，曾逾期${before}个工作日` : ''}`,
    `${daysLate} working days late${before > 0 ? `, was ${before} late before` : ''}`,
  );
  return { lamp: 'late', reason, daysLate, provisional };
}

function timeLamp(lamp: LampName, round: Round, office: Office, today: CivilDate, supports = false): Lamp {
  const { due } = inForce(round);
  const last = shift(office.calendar, due.date, 0);
  const left = countDays(office.calendar, today, last.date);
  const provisional = last.provisional || left.provisional;
  if (today === last.date) return plainLamp(lamp, text('今天截止', 'due today'), last.provisional);
  if (left.days > 0)
    return plainLamp(
      lamp,
      text(`距截止还有${left.days}个工作日`, `${left.days} working days left`),
      provisional,
    );
  if (today <= due.date) return plainLamp(lamp, text('截止在即', 'due now'), provisional);
  if (supports)
    return plainLamp(
      lamp,
      text('截止日已过，牵头单位尚未办结', 'the date is past, the lead has not finished'),
    );
  return plainLamp(
    lamp,
    text('截止日已过，待顺延起算', 'the due date was a day off; overdue from the next working day'),
    due.provisional,
  );
}

/** Order in which lamps are counted and sorted, the most pressing first. */
export const LAMP_ORDER: readonly LampName[] = [
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
  if (state.status === 'closed') return plainLamp('accepted', text('已销号', 'closed'));
  if (state.status === 'cancelled') return plainLamp('ended', text('已取消', 'cancelled'));
  const lamps = state.assignments
    .filter((assignment) => isResponsible(assignment) && assignment.status !== 'released')
    .map((assignment) => lampOf(state, assignment, office, now));
  const [worst] = lamps.sort(
    (a, b) => LAMP_ORDER.indexOf(a.lamp) - LAMP_ORDER.indexOf(b.lamp) || b.daysLate - a.daysLate,
  );
  return worst ?? plainLamp('normal', text('无责任单位', 'no responsible unit'));
}
