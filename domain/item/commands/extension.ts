import { isWorkingDay, shift } from '../../calendar/calendar';
import { hint, ok, refuse, type Result, text } from '../../problem';
import { yearOf, type CivilDate } from '../../time';
import { inForce, roundOutcome } from '../outcome';
import type { UnitId } from '../../roster/types';
import type { Round } from '../types';
import { isHandedIn } from '../view';
import { okEvents, unitNameIn, type Case, notAllowed } from './case';
import { dueFor, nextDate, notPast, tooSoon } from './dates';
import { commandEntry } from './entry';
import { dateField, reasonField, round, saidText, unitField } from './fields';
import { answerableUnit, dueDate, handedInRounds, roundOf } from './find';

/** A unit and one of its rounds, as a command names them. */
export interface OnRound {
  readonly unit: UnitId;
  readonly round?: number;
}

/**
 * 申请延期: moves nothing by itself; marked late when now ≥ lateFrom. Refuses `already-asked`, `handed-in`,
 * `bad-date` (a day off) and `too-soon` (not after the present date, or past).
 */
const requestExtension = commandEntry('requestExtension', {
  words: text('申请延期', 'ask for an extension'),
  by: 'unit',
  fields: {
    unit: unitField,
    date: dateField,
    reason: reasonField,
    progress: saidText('进展', 'progress', '已报批'),
    approver: saidText('批准领导', 'approving leader', '王局长'),
    round: round.exactOptional(),
  },

  decide(c, command) {
    const found = answerableUnit(c, command.unit);
    if (!found.ok) return found;
    const round = roundOf(found.value, command.round, (candidate) => !isHandedIn(candidate));
    if (!round.ok) return round;
    const { unit, date, reason, progress, approver } = command;
    if (isHandedIn(round.value)) {
      return handedInRounds(
        c,
        [unit],
        ['要申请延期，请先撤回办结', 'withdraw the hand-in first to ask for an extension'],
      );
    }
    if (round.value.request) {
      return refuse(
        'already-asked',
        text(
          `${unitNameIn(c, unit)}申请延期至 ${round.value.request.asked}，尚未答复`,
          `${unitNameIn(c, unit)} asked for ${round.value.request.asked} and waits for the answer`,
        ),
        hint(
          '请等答复，或先撤回申请',
          'wait for the answer, or withdraw the request first',
          'withdraw-extension',
        ),
      );
    }
    const fits = isLater(c, round.value, date);
    if (!fits.ok) return fits;
    if (!isWorkingDay(c.office.calendar, date)) {
      const next = shift(c.office.calendar, date, 1).date;
      return refuse(
        'bad-date',
        text(`${date} 不是工作日`, `${date} is not a working day`),
        text(`其后第一个工作日是 ${next}`, `the first working day after it is ${next}`),
      );
    }
    const late = c.now >= inForce(round.value).due.lateFrom;
    const asked = { unit, round: round.value.no, asked: date, reason, progress, approver, late };
    return okEvents({ type: 'extensionRequested', body: { ...asked, source: c.source } });
  },
});

/** An extension leads past the present date, and not into the past. */
function isLater(c: Case, round: Round, date: CivilDate): Result<null> {
  const present = dueDate(round);
  if (date > present) return notPast(c, date);
  return tooSoon(date, shift(c.office.calendar, present, 1).date, [
    `现在的期限是 ${present}`,
    `the present date is ${present}`,
  ]);
}

/** The unit's round with an open request; refuses `no-request`. */
function askedRound(c: Case, command: OnRound): Result<Round> {
  const found = answerableUnit(c, command.unit);
  if (!found.ok) return found;
  const round = roundOf(found.value, command.round, (candidate) => candidate.request !== null);
  if (!round.ok || round.value.request) return round;
  return refuse(
    'no-request',
    text(
      `${unitNameIn(c, command.unit)}没有待答复的延期申请`,
      `${unitNameIn(c, command.unit)} has no open request`,
    ),
    text('可能已撤回、已答复或因报办结而失效', 'it may be withdrawn, answered, or lapsed by a hand-in'),
  );
}

/** 撤回延期申请. */
const withdrawExtension = commandEntry('withdrawExtension', {
  words: text('撤回延期申请', 'withdraw the request for extension'),
  by: 'unit',
  fields: { unit: unitField, round: round.exactOptional() },

  decide(c, command) {
    const round = askedRound(c, command);
    if (!round.ok) return round;
    const body = { unit: command.unit, round: round.value.no, source: c.source };
    return okEvents({ type: 'extensionWithdrawn', body });
  },
});

/**
 * 同意延期: version + 1, the term begins today, the days overdue until now stay counted. A second grant, one asked
 * late and one beyond the plan's year are the 审核领导's (`not-allowed`).
 */
const grant = commandEntry('grant', {
  words: text('同意延期', 'grant the extension'),
  by: 'reviewer',
  fields: { unit: unitField, date: dateField, round: round.exactOptional() },

  decide(c, command) {
    const round = askedRound(c, command);
    if (!round.ok) return round;
    const due = dueFor(c, command.date);
    const fits = isLater(c, round.value, due.date);
    if (!fits.ok) return fits;
    const allowed = mayGrant(c, round.value, due.date);
    if (!allowed.ok) return allowed;
    const daysLateBefore = roundOutcome(round.value, c.now, c.office).daysLate;
    return okEvents({
      type: 'extensionGranted',
      body: { ...nextDate(c, command.unit, round.value, due), daysLateBefore },
    });
  },
});

function mayGrant(c: Case, round: Round, date: CivilDate): Result<null> {
  const why: readonly [string, string] | null =
    round.grants > 0
      ? ['这是第二次延期', 'this is a second extension']
      : round.request?.late
        ? ['申请时已逾期', 'it was asked for when already overdue']
        : yearOf(date) > c.state.year
          ? [`${date} 超出计划年度 ${c.state.year}`, `${date} is beyond the plan's year ${c.state.year}`]
          : null;
  if (!why || c.account?.role === 'reviewer') return ok(null);
  return notAllowed(
    [`${why[0]}，须由审核领导同意`, `${why[1]}, so a reviewer (审核领导) must grant it`],
    ['请审核领导办理，或不同意这次申请', 'ask a reviewer, or refuse the request'],
  );
}

/** 不同意延期: a request made in time puts B on today; one asked late leaves it. */
const refuseExtension = commandEntry('refuse', {
  words: text('不同意延期', 'refuse the extension'),
  by: 'reviewer',
  fields: { unit: unitField, reason: reasonField, round: round.exactOptional() },

  decide(c, command) {
    const round = askedRound(c, command);
    if (!round.ok) return round;
    const backOn = round.value.request?.late ? null : c.today;
    const { unit, reason } = command;
    return okEvents({ type: 'extensionRefused', body: { unit, round: round.value.no, reason, backOn } });
  },
});

/** Asking for and answering extensions (延期). */
export const extensions = { requestExtension, withdrawExtension, grant, refuse: refuseExtension };
