import { isWorkingDay, shift } from '../../calendar/calendar';
import { hint, ok, refuse, type Result, text } from '../../problem';
import { yearOf, type CivilDate } from '../../time';
import type { UnitId } from '../../roster/types';
import { answerMail, type EventEntry, type ByUnit, type DateSet, type OnUnit } from '../event-entry';
import { inForce, roundOutcome, lateBy } from '../outcome';
import { lifted, onUnitRound, unheld, withDate } from '../reshape';
import { dueBefore, lateNote, moves, tellsRound, wordOfRound } from '../told';
import type { ExtensionRequest, Round } from '../types';
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

/** 申请延期: moves nothing by itself; when made in time it holds what falls from R6 on, and nothing before. */
const extensionRequested: EventEntry<
  OnUnit & ByUnit & Pick<ExtensionRequest, 'asked' | 'reason' | 'progress' | 'approver' | 'late'>
> = {
  words: text('申请延期', 'extension requested'),
  apply: (state, { body, at, seq }) => {
    const { asked, late, reason, progress, approver } = body;
    return onUnitRound(state, body, (round) => ({
      ...round,
      request: { asked, at, late, seq, reason, progress, approver },
    }));
  },
  tells: (body, told) => {
    const { unit, round, asked, approver, reason, progress } = body;
    const { zh, en } = wordOfRound(told, round);
    return {
      units: [unit],
      // Who of the unit agreed (同意), where it was said.
      what:
        approver === '' ? text(zh, en) : text(`${zh}（${approver}同意）`, `${en} (agreed by ${approver})`),
      changes: [{ what: text('申请期限', 'date asked'), before: dueBefore(told, body), after: asked }],
      reason,
      text: progress,
      late: body.late ? (lateNote(told, unit, round) ?? lateBy(1)) : null,
    };
  },
};

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

const withoutRequest = (round: Round): Round => ({ ...round, request: null });

/** 撤回延期申请: as before. */
const extensionWithdrawn: EventEntry<OnUnit & ByUnit> = {
  words: text('撤回延期申请', 'request withdrawn'),
  apply: (state, { body }) => onUnitRound(state, body, (round) => lifted(withoutRequest(round))),
  tells: tellsRound,
};

const LAPSED_BY = {
  handIn: text('已报办结', 'the unit handed in'),
  cancel: text('事项已取消', 'the item was cancelled'),
  change: text('期限已调整', 'the date was changed'),
  close: text('事项已销号', 'the item was closed'),
} as const;

/** 延期申请失效, by other commands: what it held waits for the event that made it lapse. */
const extensionLapsed: EventEntry<OnUnit & { readonly by: keyof typeof LAPSED_BY }> = {
  words: text('延期申请失效', 'request lapsed'),
  apply: (state, { body }) => onUnitRound(state, body, withoutRequest),
  tells: ({ unit, round, by }, told) => {
    const { zh, en } = wordOfRound(told, round);
    return { units: [unit], what: text(`${zh}：${LAPSED_BY[by].zh}`, `${en}: ${LAPSED_BY[by].en}`) };
  },
};

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

/** 同意延期: the date moves, the days overdue before stay on record. */
const extensionGranted: EventEntry<DateSet & { readonly daysLateBefore: number }> = {
  words: text('同意延期', 'extension granted'),
  apply: (state, { body, at }) =>
    onUnitRound(state, body, (round) => ({
      ...withDate(withoutRequest(round), body, 'grant', at),
      grants: round.grants + 1,
      daysLateBefore: round.daysLateBefore + body.daysLateBefore,
    })),
  tells: (body, told) => ({
    ...tellsRound(body, told),
    changes: moves(told, [body]),
    late:
      body.daysLateBefore > 0
        ? text(`曾逾期${body.daysLateBefore}个工作日`, `was ${body.daysLateBefore} working days late`)
        : null,
  }),
  mails: (body) => answerMail(body, 'granted', '', body.due.date),
};

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

/** 不同意延期: B begins anew when the request had been made in time. */
const extensionRefused: EventEntry<OnUnit & { readonly reason: string; readonly backOn: CivilDate | null }> =
  {
    words: text('不同意延期', 'extension refused'),
    apply: (state, { body }) =>
      onUnitRound(state, body, (round) => {
        const without = withoutRequest(round);
        return body.backOn === null ? without : { ...unheld(without), backOn: body.backOn };
      }),
    tells: tellsRound,
    mails: (body) => answerMail(body, 'refused', body.reason),
  };

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
export const extensionCommands = { requestExtension, withdrawExtension, grant, refuse: refuseExtension };

export const extensionEvents = {
  extensionRequested,
  extensionWithdrawn,
  extensionLapsed,
  extensionGranted,
  extensionRefused,
};
