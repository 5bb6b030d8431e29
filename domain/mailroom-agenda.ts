import { isWorkingDay } from './calendar/calendar';
import type { Office } from './office';
import { inWindow, nextWorkingDay, slotAt, slotFor, windowOf } from './slot';
import { dateOf, instant, plusMs, type CivilDate, type Instant } from './time';

/**
 * Nothing is claimed in the last half minute of a window, and nothing is sent that was claimed longer ago, so that what is
 * claimed is on its way before the window's end.
 */
export const CLOSING_MS = 30_000;

/**
 * Time before a slot at which its editions are composed, so that at the slot they only have to be sent. What is recorded in
 * between goes out with the next slot; an edition whose items move in between is composed again when it is claimed.
 */
export const AHEAD_MS = 30_000;

/** What the mailroom does next. */
export interface MailroomAgenda {
  /** The slot to work for: slotFor(now). */
  readonly slot: CivilDate;
  readonly slotAt: Instant;
  /** When its editions are composed, a little before it. */
  readonly composeAt: Instant;
  /** Slots of working days that passed uncomposed, to be journaled as missed. */
  readonly missedSlots: readonly CivilDate[];
  /** When mail may leave again, whether any waits or not: the next opening of the window (08:30 of a working day), or the end of a pause. */
  readonly openAt: Instant;
  /** End of the window of the slot's day. */
  readonly windowEnd: Instant;
  /** Ready mail may be tried from this instant on (inside a window); null: none waits. */
  readonly sweepAt: Instant | null;
  /** End of the window in which `now` lies; null outside. */
  readonly openUntil: Instant | null;
  /** The last slot composed to its end; null: none ever. */
  readonly composed: {
    readonly slot: CivilDate;
    /** Its digests leave, and are made ready until then. */
    readonly slotAt: Instant;
    readonly windowEnd: Instant;
    readonly anchored: boolean;
  } | null;
  /** The ledger holds errands: what it owes to Temporal. */
  readonly owed: boolean;
  /** Chunks posted side by side (policy). */
  readonly chunks: number;
  /** How long the slot waits for items that have not recorded, ms (policy). */
  readonly grace: number;
}

/** The inputs of the mailroom's agenda from the ledger. */
export interface MailroomFacts {
  /** The last slot composed to its end; null: none. */
  readonly composed: CivilDate | null;
  /** The last slot after which a checkpoint was made; null: none. */
  readonly anchored: CivilDate | null;
  /** When ready mail may be tried at the earliest; null: none waits. */
  readonly next: Instant | null;
  /** The pause of all sending, and when it ends (null: when somebody resumes); null: there is none. */
  readonly pause: { readonly until: Instant | null } | null;
  /** There are errands. */
  readonly owed: boolean;
}

/** The first opening of a window after an instant. */
function opening(office: Office, after: Instant): Instant {
  const today = dateOf(after, office.calendar.zone);
  const { from } = windowOf(office, today);
  if (isWorkingDay(office.calendar, today) && after < from) return from;
  return windowOf(office, nextWorkingDay(office, today)).from;
}

/** Whether mail may be claimed at an instant: inside a window, but for its last half minute. */
export const mayClaim = (office: Office, at: Instant): boolean =>
  inWindow(office, at) && at < plusMs(windowOf(office, dateOf(at, office.calendar.zone)).to, -CLOSING_MS);

/** The first moment from an instant on at which mail may be claimed. */
export const claimable = (office: Office, at: Instant): Instant =>
  mayClaim(office, at) ? at : opening(office, at);

/** Working days after the last composed slot and before this one. */
function missedBetween(office: Office, composed: CivilDate | null, slot: CivilDate): readonly CivilDate[] {
  const missed: CivilDate[] = [];
  if (composed === null) return missed;
  for (let day = nextWorkingDay(office, composed); day < slot; day = nextWorkingDay(office, day))
    missed.push(day);
  return missed;
}

/** What the mailroom does next, from the ledger's facts and the workflow's now. */
export function agendaOf(office: Office, now: Instant, facts: MailroomFacts): MailroomAgenda {
  const { composed, anchored, next, pause, owed } = facts;
  const slot = slotFor(office, now, composed);
  const today = dateOf(now, office.calendar.zone);
  const from = pause === null ? now : pause.until;
  const waiting = next === null || from === null ? null : instant(Math.max(next, from, now));
  return {
    slot,
    slotAt: slotAt(office, slot),
    composeAt: plusMs(slotAt(office, slot), -AHEAD_MS),
    missedSlots: missedBetween(office, composed, slot),
    // What becomes ready after a pause has ended asks the mailroom for nothing: it must have ended by then.
    openAt: instant(Math.min(opening(office, now), pause?.until ?? Infinity)),
    windowEnd: windowOf(office, slot).to,
    sweepAt: waiting === null ? null : claimable(office, waiting),
    openUntil: inWindow(office, now) ? windowOf(office, today).to : null,
    composed: composed && {
      slot: composed,
      slotAt: slotAt(office, composed),
      windowEnd: windowOf(office, composed).to,
      anchored: anchored !== null && anchored >= composed,
    },
    owed,
    chunks: office.policy.mail.chunks,
    grace: office.policy.graceMinutes * 60_000,
  };
}

/** Whether there is something for the mailroom to do at this very moment: a slot to compose or to anchor, mail to post. */
export const isMailroomDue = (
  { composeAt, sweepAt, openUntil, composed }: MailroomAgenda,
  now: Instant,
): boolean =>
  now >= composeAt ||
  (sweepAt !== null && openUntil !== null && now >= sweepAt) ||
  (composed !== null && !composed.anchored && now >= composed.slotAt);
