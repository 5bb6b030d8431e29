import { shift } from '../../calendar/calendar';
import { hint, ok, refuse, type Result, text } from '../../problem';
import type { CivilDate } from '../../time';
import { answerMail, type EventEntry, type DateSet, type OnUnit } from '../event-entry';
import { outcomeText, roundOutcome, lateBy } from '../outcome';
import { lifted, onUnit, onUnitRound, settledRound, unheld, withDate } from '../reshape';
import { moves, tellsRound, wordOfRound } from '../told';
import type { Round, RoundOutcome } from '../types';
import { acceptedHandIn, isActive, openHandIn } from '../view';
import { okEvents, unitNameIn, type Case, refuseReviewer } from './case';
import { dueFor, nextDate, notPast } from './dates';
import { commandEntry } from './entry';
import type { OnRound } from './extension';
import { dateField, freeText, reasonField, round, unitField } from './fields';
import { dueDate, unitOn } from './find';
import { waitingHandIn, type WaitingHandIn } from './hand-in';

/** A hand-in before a reviewer who neither entered it nor belongs to the unit; refuses `not-allowed`. */
function reviewed(c: Case, command: OnRound): Result<WaitingHandIn> {
  const found = waitingHandIn(c, command);
  if (!found.ok || !c.account) return found;
  const allowed = refuseReviewer(c.account, command.unit, found.value.handIn);
  return allowed.ok ? found : allowed;
}

/** 审核通过: the round is done; the assignment is 已办结 with the last. */
const handInAccepted: EventEntry<
  OnUnit & { readonly text: string; readonly outcome: RoundOutcome; readonly last: boolean }
> = {
  words: text('办结通过', 'accepted'),
  apply: (state, { body }) => {
    const done = onUnitRound(state, body, (round) => ({
      ...unheld(settledRound(round, 'accepted')),
      outcome: body.outcome,
    }));
    return body.last
      ? onUnit(done, body.unit, (assignment) => ({ ...assignment, status: 'accepted' }))
      : done;
  },
  tells: ({ unit, round, outcome, text: words }, told) => {
    const { zh, en } = wordOfRound(told, round);
    const how = outcomeText(outcome);
    return {
      units: [unit],
      what: text(`${zh}：${how.zh}`, `${en}: ${how.en}`),
      text: words,
      late: outcome.onTime ? null : lateBy(outcome.daysLate),
    };
  },
  mails: (body) => answerMail(body, 'accepted', body.text),
};

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

/** 退回办结: B begins anew; a new date re-arms, the same date goes on with what was held. */
const handInReturned: EventEntry<
  OnUnit & {
    readonly reason: string;
    readonly backOn: CivilDate;
    readonly date: DateSet | null;
    readonly rework: boolean;
  }
> = {
  words: text('退回办结', 'returned'),
  apply: (state, { body, at }) =>
    onUnitRound(state, body, (round) => {
      const returned = settledRound(round, 'returned');
      const next = body.date
        ? withDate(returned, body.date, body.rework ? 'rework' : 'change', at)
        : lifted(returned);
      return { ...next, backOn: body.backOn };
    }),
  tells: (body, told) => ({
    ...tellsRound(body, told),
    changes: body.date ? moves(told, [body.date]) : [],
  }),
  mails: (body) => answerMail(body, 'returned', body.reason, body.date?.due.date),
};

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

/** 撤销通过: the hand-in that was accepted waits again. */
const acceptanceRevoked: EventEntry<OnUnit & { readonly reason: string }> = {
  words: text('撤销办结通过', 'acceptance revoked'),
  apply: (state, { body }) => {
    const waiting = onUnitRound(state, body, (round) => {
      const accepted = acceptedHandIn(round);
      return {
        ...round,
        outcome: null,
        handIns: round.handIns.map((one) => (one === accepted ? { ...one, fate: 'open' } : one)),
      };
    });
    return onUnit(waiting, body.unit, (assignment) => ({ ...assignment, status: 'underway' }));
  },
  tells: tellsRound,
  mails: (body) => answerMail(body, 'revoked', body.reason),
};

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

/** Reviewing what was handed in (审核). */
export const reviewCommands = { accept, return: returnHandIn, revokeAcceptance };

export const reviewEvents = { handInAccepted, handInReturned, acceptanceRevoked };
