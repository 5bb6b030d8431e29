import { shift } from '../../calendar/calendar';
import { hint, ok, refuse, type Result, text } from '../../problem';
import type { CivilDate } from '../../time';
import { roundOutcome } from '../outcome';
import type { DateSet } from '../events';
import type { Assignment, HandIn, Round } from '../types';
import { acceptedHandIn, isActive, isHandedIn, openHandIn } from '../view';
import { okEvents, unitNameIn, type Case, refuseReviewer } from './case';
import { dueFor, lapses, nextDate, notPast } from './dates';
import { commandEntry } from './entry';
import type { OnRound } from './extension';
import { dateField, files, freeText, reasonField, round, unitField } from './fields';
import { answerableUnit, dueDate, handedInRounds, roundOf, unitOn } from './find';

/** 报办结: text or a file as evidence; an open request for extension lapses. Refuses `handed-in` and `incomplete`. */
const handIn = commandEntry('handIn', {
  words: text('报办结', 'hand in the completion'),
  by: 'unit',
  fields: {
    unit: unitField,
    text: freeText('办结说明', 'text', '平台已上线'),
    files,
    round: round.exactOptional(),
  },
  needs: (command) => (command.files.length > 0 ? [] : ['text']),
  decide(c, command) {
    const found = answerableUnit(c, command.unit);
    if (!found.ok) return found;
    const round = roundOf(found.value, command.round, (candidate) => !isHandedIn(candidate));
    if (!round.ok) return round;
    const { unit, text: words, files } = command;
    if (isHandedIn(round.value)) {
      return handedInRounds(
        c,
        [unit],
        ['不必重复报送；要改内容，请先撤回', 'no need to repeat; withdraw it first to change it'],
      );
    }
    return okEvents(...lapses([found.value], 'handIn', round.value.no), {
      type: 'handedIn',
      body: { unit, round: round.value.no, source: c.source, text: words, files },
    });
  },
});

interface WaitingHandIn {
  readonly assignment: Assignment;
  readonly round: Round;
  readonly handIn: HandIn;
}

/** The unit's hand-in that waits; refuses `no-hand-in`. */
function waitingHandIn(c: Case, command: OnRound): Result<WaitingHandIn> {
  const found = answerableUnit(c, command.unit);
  if (!found.ok) return found;
  const round = roundOf(found.value, command.round, isHandedIn);
  if (!round.ok) return round;
  const handIn = openHandIn(round.value);
  if (handIn) return ok({ assignment: found.value, round: round.value, handIn });
  return refuse(
    'no-hand-in',
    text(
      `${unitNameIn(c, command.unit)}没有待审的办结`,
      `no hand-in of ${unitNameIn(c, command.unit)} waits for review`,
    ),
    text('可能已撤回或已审核', 'it may be withdrawn or reviewed already'),
  );
}

/** 撤回办结: as if never handed in. */
const withdrawHandIn = commandEntry('withdrawHandIn', {
  words: text('撤回办结', 'withdraw the hand-in'),
  by: 'unit',
  fields: { unit: unitField, round: round.exactOptional() },

  decide(c, command) {
    const found = waitingHandIn(c, command);
    if (!found.ok) return found;
    const body = { unit: command.unit, round: found.value.round.no, source: c.source };
    return okEvents({ type: 'handInWithdrawn', body });
  },
});

/** A hand-in before a reviewer who neither entered it nor belongs to the unit; refuses `not-allowed`. */
function reviewed(c: Case, command: OnRound): Result<WaitingHandIn> {
  const found = waitingHandIn(c, command);
  if (!found.ok || !c.account) return found;
  const allowed = refuseReviewer(c.account, command.unit, found.value.handIn);
  return allowed.ok ? found : allowed;
}

/** 审核通过: the outcome is fixed by the moment of the hand-in, never by that of the review. */
const accept = commandEntry('accept', {
  words: text('办结通过', 'accept the hand-in'),
  by: 'reviewer',
  fields: { unit: unitField, text: freeText('审核意见', 'remark', '同意办结'), round: round.exactOptional() },
  judges: openHandIn,
  decide(c, command) {
    const found = reviewed(c, command);
    if (!found.ok) return found;
    const { assignment, round, handIn } = found.value;
    const outcome = roundOutcome(round, handIn.at, c.office);
    const last = assignment.rounds.every((other) => other.no === round.no || other.outcome !== null);
    const { unit, text: words } = command;
    return okEvents({
      type: 'handInAccepted',
      body: { unit, round: round.no, text: words, outcome, last },
    });
  },
});

/**
 * 退回办结: on or before T the same date unless a new one is given; after T a rework date policy.reworkDays working
 * days from today, which nobody can choose (`bad-date`).
 */
const returnHandIn = commandEntry('return', {
  words: text('退回办结', 'return the hand-in'),
  by: 'reviewer',
  fields: {
    unit: unitField,
    reason: reasonField,
    date: dateField.exactOptional(),
    round: round.exactOptional(),
  },
  judges: openHandIn,
  decide(c, command) {
    const found = reviewed(c, command);
    if (!found.ok) return found;
    const { round } = found.value;
    const { unit, reason } = command;
    const inTime = c.today <= shift(c.office.calendar, dueDate(round), 0).date;
    const date = inTime ? chosenDate(c, command, round) : reworkDate(c, command, round);
    if (!date.ok) return date;
    return okEvents({
      type: 'handInReturned',
      body: { unit, round: round.no, reason, backOn: c.today, date: date.value, rework: !inTime },
    });
  },
});

function chosenDate(
  c: Case,
  command: OnRound & { readonly date?: CivilDate },
  round: Round,
): Result<DateSet | null> {
  if (command.date === undefined) return ok(null);
  const due = dueFor(c, command.date);
  if (due.date === dueDate(round)) return ok(null);
  const ahead = notPast(c, due.date);
  return ahead.ok ? ok(nextDate(c, command.unit, round, due)) : ahead;
}

function reworkDate(
  c: Case,
  command: OnRound & { readonly date?: CivilDate },
  round: Round,
): Result<DateSet> {
  const { calendar } = c.office;
  const { date } = shift(calendar, c.today, c.policy.reworkDays);
  if (command.date === undefined || command.date === date) {
    return ok(nextDate(c, command.unit, round, dueFor(c, date)));
  }
  return refuse(
    'bad-date',
    text(
      `期限 ${dueDate(round)} 已过，返工期限固定为 ${date}（${c.policy.reworkDays}个工作日）`,
      `the date ${dueDate(round)} is past; the rework date is ${date} (${c.policy.reworkDays} working days)`,
    ),
    hint(
      '退回时不要写日期；需要更长时间，退回后再调整期限',
      'return it without a date; change the date afterwards when more time is needed',
      'change-date',
    ),
  );
}

/** The round whose acceptance is to be revoked: the one named, else the last accepted; refuses `no-acceptance`. */
function acceptedRound(c: Case, { unit: of, round }: OnRound): Result<Round> {
  const found = unitOn(c, of);
  if (!found.ok) return found;
  const { status, role, rounds } = found.value;
  const accepted = rounds.findLast(
    (one) => acceptedHandIn(one) !== undefined && (round ?? one.no) === one.no,
  );
  if (accepted && role !== 'support' && (isActive(found.value) || status === 'accepted')) return ok(accepted);
  return refuse(
    'no-acceptance',
    text(`${unitNameIn(c, of)}没有已通过的办结`, `no hand-in of ${unitNameIn(c, of)} has been accepted`),
    text('可能尚未审核，或已撤销', 'it may not be reviewed yet, or be revoked already'),
  );
}

/** 撤销通过: the hand-in waits for review again, and counts from the moment at which it was made. */
const revokeAcceptance = commandEntry('revokeAcceptance', {
  words: text('撤销办结通过', 'revoke an acceptance'),
  by: 'reviewer',
  fields: { unit: unitField, reason: reasonField, round: round.exactOptional() },
  judges: acceptedHandIn,
  decide(c, command) {
    const found = acceptedRound(c, command);
    if (!found.ok) return found;
    const allowed = c.account
      ? refuseReviewer(c.account, command.unit, acceptedHandIn(found.value))
      : ok(null);
    if (!allowed.ok) return allowed;
    const { unit: of, reason: why } = command;
    return okEvents({
      type: 'acceptanceRevoked',
      body: { unit: of, round: found.value.no, reason: why },
    });
  },
});

/** Handing in and reviewing (办结). */
export const handInCommands = {
  handIn,
  withdrawHandIn,
  accept,
  return: returnHandIn,
  revokeAcceptance,
};
