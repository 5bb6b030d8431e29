import { countDays, shift } from '../calendar/calendar';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { dateOf, yearOf, type CivilDate, type Instant } from '../time';
import { policyFor } from './dates';
import type { Assignment, ExtensionRequest, HandIn, ItemState, Round } from './types';
import { inForce } from './outcome';
import { openHandIn } from './view';

/** A hand-in (办结待审) or a request for extension (延期待审) that waits for the office. */
export interface Wait {
  readonly type: 'handIn' | 'request';
  /** The round that waits. */
  readonly round: Round;
  readonly seq: number;
  readonly since: Instant;
  /** Working days since the day on which it came, up to and including the day asked about. */
  readonly days: number;
  /** The first day with more working days behind it than policy.reviewWithin. */
  readonly lateOn: CivilDate;
  /** It has waited longer than policy.reviewWithin allows. */
  readonly tooLong: boolean;
  /** 审核领导 decides it in any case: a second grant, one asked late, or a date beyond the plan's year. */
  readonly forReviewer: boolean;
  /** 办结待审，已等2个工作日. */
  readonly reason: Text;
  /** The count of days rests on an undeclared year. */
  readonly provisional: boolean;
}

interface ArrivedMatter {
  readonly round: Round;
  readonly seq: number;
  readonly since: Instant;
  readonly within: number;
  readonly forReviewer: boolean;
  readonly type: Wait['type'];
  readonly what: Text;
}

const handInCame = (round: Round, { at, seq }: HandIn, within: number): ArrivedMatter => ({
  ...{ type: 'handIn', round, seq, since: at, within, forReviewer: false },
  what: text('办结待审', 'hand-in in review'),
});

function requestCame(
  state: ItemState,
  round: Round,
  request: ExtensionRequest,
  within: number,
): ArrivedMatter {
  const { at, seq, late, asked } = request;
  const forReviewer = round.grants > 0 || late || yearOf(asked) > state.year;
  return {
    ...{ type: 'request', round, seq, since: at, within, forReviewer },
    what: text(
      `申请延期至${asked}${forReviewer ? '（须审核领导决定）' : ''}`,
      `asks for ${asked}${forReviewer ? ' (for the reviewer)' : ''}`,
    ),
  };
}

function waited({ within, what, ...came }: ArrivedMatter, { calendar }: Office, day: CivilDate): Wait {
  const from = dateOf(came.since, calendar.zone);
  const { days, provisional } = countDays(calendar, from, day);
  const over = days - within;
  const [zh, en] = over > 0 ? [`，超期${over}个工作日`, `, ${over} too many`] : ['', ''];
  return {
    ...came,
    days,
    provisional,
    lateOn: shift(calendar, from, within + 1).date,
    tooLong: over > 0,
    reason: text(`${what.zh}，已等${days}个工作日${zh}`, `${what.en}, has waited ${days} working days${en}`),
  };
}

/** What of an assignment waits for the office on a day, round by round. The caller checks whether it is open. */
export function waitsOf(
  state: ItemState,
  { rounds }: Assignment,
  office: Office,
  day: CivilDate,
): readonly Wait[] {
  const waiting = rounds.filter((round) => round.request !== null || openHandIn(round) !== undefined);
  // On most days nothing waits in most assignments.
  if (waiting.length === 0) return [];
  const { handIn, request } = policyFor(office, state).reviewWithin;
  return waiting.flatMap((round) => {
    const open = openHandIn(round);
    return [
      ...(open ? [handInCame(round, open, handIn)] : []),
      ...(round.request ? [requestCame(state, round, round.request, request)] : []),
    ].map((came) => waited(came, office, day));
  });
}

/** What whoever decides has to read: the request with the date in force and the one asked, or the hand-in. */
export interface ExtensionAsked {
  readonly request:
    | (Pick<ExtensionRequest, 'asked' | 'reason' | 'progress' | 'approver'> & {
        readonly from: CivilDate;
      })
    | null;
  readonly handIn: Pick<HandIn, 'text' | 'files'> | null;
}

/** The decision that a wait needs. */
export function askedIn({ type, round }: Wait): ExtensionAsked {
  const handIn = type === 'handIn' ? openHandIn(round) : null;
  const { request } = round;
  if (type === 'handIn' || !request)
    return { request: null, handIn: handIn ? { text: handIn.text, files: handIn.files } : null };
  const { asked, reason, progress, approver } = request;
  return { request: { from: inForce(round).due.date, asked, reason, progress, approver }, handIn: null };
}
