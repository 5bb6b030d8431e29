import { countDays } from '../calendar/calendar';
import { policyFor } from '../item/dates';
import { openHandIn } from '../item/view';
import type { Occurrence } from '../item/types';
import { dateOf, yearOf, type CivilDate, type Instant } from '../time';
import { isOpenDuty, type Desk, type Duty } from './world';

/** A hand-in (办结待审) or a request for extension (延期待审) that waits for the office. */
export interface Waiting {
  readonly type: 'handIn' | 'request';
  /** The round that waits. */
  readonly round: Occurrence;
  readonly since: Instant;
  /** Working days since the day on which it came, up to and including the slot's day. */
  readonly days: number;
  /** Longer than policy.reviewWithin allows. */
  readonly tooLong: boolean;
  /** 审核领导 decides it in any case: a second grant, one asked late, or a date beyond the plan's year. */
  readonly forReviewer: boolean;
  readonly reason: string;
  /** The count of days rests on an undeclared year. */
  readonly provisional: boolean;
}

const waitedFor = (desk: Desk, since: Instant, slot: CivilDate): ReturnType<typeof countDays> => {
  const { calendar } = desk.world.office;
  return countDays(calendar, dateOf(since, calendar.zone), slot);
};

const overrun = (days: number, within: number): string =>
  days > within ? `，超期${days - within}个工作日` : '';

function handInOf(desk: Desk, duty: Duty, occurrence: Occurrence, slot: CivilDate): Waiting | null {
  const open = openHandIn(occurrence);
  if (!open) return null;
  const within = policyFor(desk.world.office, duty.state).reviewWithin.handIn;
  const { days, provisional } = waitedFor(desk, open.at, slot);
  const reason = `办结待审，已等${days}个工作日${overrun(days, within)}`;
  const wait = { since: open.at, days, tooLong: days > within, forReviewer: false, reason, provisional };
  return { type: 'handIn', round: occurrence, ...wait };
}

function requestOf(desk: Desk, duty: Duty, occurrence: Occurrence, slot: CivilDate): Waiting | null {
  const { request, grants } = occurrence;
  if (!request) return null;
  const within = policyFor(desk.world.office, duty.state).reviewWithin.request;
  const { days, provisional } = waitedFor(desk, request.at, slot);
  const forReviewer = grants > 0 || request.late || yearOf(request.asked) > duty.state.year;
  const who = forReviewer ? '（须审核领导决定）' : '';
  const reason = `申请延期至${request.asked}${who}，已等${days}个工作日${overrun(days, within)}`;
  const wait = { since: request.at, days, tooLong: days > within, forReviewer, reason, provisional };
  return { type: 'request', round: occurrence, ...wait };
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
