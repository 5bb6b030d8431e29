import { workingDays } from '../calendar/calendar';
import { openHandIn } from '../item/view';
import type { Occurrence } from '../item/types';
import { withOverride } from '../policy';
import { dateOf, yearOf, type CivilDate, type Instant } from '../time';
import { isOpenDuty, type Desk, type Duty } from './world';

/** A hand-in (办结待审) or a request for extension (延期待审) that waits for the office. */
export interface Waiting {
  readonly type: 'handIn' | 'request';
  readonly since: Instant;
  /** Working days since the day on which it came, up to and including the slot's day. */
  readonly days: number;
  /** Longer than policy.reviewWithin allows. */
  readonly tooLong: boolean;
  /** 审核领导 decides it in any case: a second grant, one asked late, or a date beyond the plan's year. */
  readonly forReviewer: boolean;
  readonly reason: string;
}

const waitedFor = (desk: Desk, since: Instant, slot: CivilDate): number => {
  const { calendar } = desk.world.office;
  return workingDays(calendar, dateOf(since, calendar.zone), slot);
};

const overrun = (days: number, within: number): string =>
  days > within ? `，超期${days - within}个工作日` : '';

function handInOf(desk: Desk, duty: Duty, occurrence: Occurrence, slot: CivilDate): Waiting | null {
  const open = openHandIn(occurrence);
  if (!open) return null;
  const within = withOverride(desk.world.office.policy, duty.state.policy).reviewWithin.handIn;
  const days = waitedFor(desk, open.at, slot);
  const reason = `办结待审，已等${days}个工作日${overrun(days, within)}`;
  return { type: 'handIn', since: open.at, days, tooLong: days > within, forReviewer: false, reason };
}

function requestOf(desk: Desk, duty: Duty, occurrence: Occurrence, slot: CivilDate): Waiting | null {
  const { request, grants } = occurrence;
  if (!request) return null;
  const within = withOverride(desk.world.office.policy, duty.state.policy).reviewWithin.request;
  const days = waitedFor(desk, request.at, slot);
  const forReviewer = grants > 0 || request.late || yearOf(request.asked) > duty.state.year;
  const who = forReviewer ? '（须审核领导决定）' : '';
  const reason = `申请延期至${request.asked}${who}，已等${days}个工作日${overrun(days, within)}`;
  return { type: 'request', since: request.at, days, tooLong: days > within, forReviewer, reason };
}

/** What waits for the office in an open duty at a slot; null when nothing does. */
export function waitingOf(desk: Desk, duty: Duty, slot: CivilDate): Waiting | null {
  if (!isOpenDuty(duty)) return null;
  for (const occurrence of duty.assignment.occurrences) {
    const found = handInOf(desk, duty, occurrence, slot) ?? requestOf(desk, duty, occurrence, slot);
    if (found) return found;
  }
  return null;
}
