import { shift } from '../../calendar/calendar';
import { hint, type HintParts, ok, refuse, type Result, text } from '../../problem';
import type { UnitId } from '../../roster/types';
import { yearOf, type CivilDate } from '../../time';
import type { DateSet } from '../events';
import { roundAtWork } from '../dates';
import { inForce } from '../outcome';
import type { Assignment, Round } from '../types';
import { isActive, isOpen, isResponsible } from '../view';
import { okEvents, unitNameIn, type Case } from './case';
import { dueFor, lapses, nextDate, tooSoon } from './dates';
import { commandEntry } from './entry';
import { choice, dateField, freeText, reasonField, unitsField } from './fields';
import { handedInRounds, handedInAmong, unitOn, wrongItemState } from './find';

const outcome = choice(['accept', 'carry', 'stop'], text('结论', 'outcome'), [
  text('完成', 'done'),
  text('结转', 'carried over'),
  text('终止', 'stopped'),
]);

/** Working days that a reopened item has at least. */
const REOPENED_AHEAD = 5;

/** 取消: requests lapse, every unit reads it once in the next digest; also from Temporal's own UI. */
const cancel = commandEntry('cancel', {
  words: text('取消事项', 'cancel the item'),
  by: 'coordinator',
  fields: { reason: reasonField },
  decide: (c, { reason: why }) =>
    okEvents(...lapses(c.state.assignments, 'cancel'), {
      type: 'cancelled',
      body: { reason: why, slot: c.slot },
    }),
});

/** 销号 of an item 待销号; refuses `wrong-state` before. */
const close = commandEntry('close', {
  words: text('销号', 'close the item'),
  by: 'reviewer',
  fields: { reason: reasonField },

  decide(c, { reason }) {
    if (c.state.status === 'toBeClosed') {
      return okEvents(...lapses(c.state.assignments, 'close'), {
        type: 'closed',
        body: { reason, automatic: false },
      });
    }
    const pending = c.state.assignments
      .filter((assignment) => isResponsible(assignment) && isActive(assignment))
      .map((assignment) => unitNameIn(c, assignment.unit))
      .join('、');
    return wrongItemState(c.state, [
      `尚未办结：${pending}；全部办结或解除后才能销号`,
      `not accepted yet: ${pending}; close it when all are accepted or released`,
    ]);
  },
});

/**
 * 恢复 a closed or cancelled item: the named units (none named: all leads and eaches not released) and all supporting
 * ones are 办理中 with this date. Refuses `wrong-state`, `too-soon` (under 5 working days), `beyond-year`.
 */
const reopen = commandEntry('reopen', {
  words: text('重新办理', 'reopen the item'),
  by: 'coordinator',
  fields: { date: dateField, units: unitsField, reason: reasonField },
  afterEnd: true,
  decide(c, command) {
    if (isOpen(c.state)) {
      return wrongItemState(c.state, ['在办的事项不必恢复', 'an open item need not be reopened']);
    }
    const named = reopenedUnits(c, command.units);
    if (!named.ok) return named;
    const continuous = c.state.kind === 'continuous';
    const fits = continuous ? ok(null) : reopenedDate(c, command.date);
    if (!fits.ok) return fits;
    const supporting = c.state.assignments.filter(
      (assignment) => !isResponsible(assignment) && assignment.status !== 'released',
    );
    const again = [...named.value, ...supporting];
    return okEvents({
      type: 'reopened',
      body: {
        slot: c.slot,
        reason: command.reason,
        dates: again.flatMap((assignment) => reopenedDates(c, command.date, assignment)),
        units: again.map(({ unit }) => unit),
      },
    });
  },
});

function reopenedUnits(c: Case, named: readonly UnitId[]): Result<readonly Assignment[]> {
  const standing = c.state.assignments.filter(
    (assignment) => isResponsible(assignment) && assignment.status !== 'released',
  );
  if (named.length === 0) return ok(standing);
  for (const unit of named) {
    const found = unitOn(c, unit);
    if (!found.ok) return found;
    if (!standing.includes(found.value)) {
      return refuse(
        'wrong-state',
        text(
          `${unitNameIn(c, unit)}不是在任的责任单位`,
          `${unitNameIn(c, unit)} is no responsible unit of the item now`,
        ),
        hint(
          '配合单位随事项恢复；其他单位恢复后再增加',
          'supporting units come back by themselves; assign others after reopening',
          'assign',
        ),
      );
    }
  }
  return ok(standing.filter(({ unit }) => named.includes(unit)));
}

function reopenedDate(c: Case, date: CivilDate): Result<null> {
  const first = shift(c.office.calendar, c.today, REOPENED_AHEAD).date;
  const rolled = dueFor(c, date).date;
  if (date < first || rolled < first) {
    return tooSoon(date, first, [
      `恢复的事项至少留${REOPENED_AHEAD}个工作日`,
      `a reopened item has at least ${REOPENED_AHEAD} working days`,
    ]);
  }
  if (yearOf(rolled) <= c.state.year) return ok(null);
  return refuse(
    'beyond-year',
    text(`${rolled} 在计划年度 ${c.state.year} 之后`, `${rolled} is after the plan's year, ${c.state.year}`),
    text('跨年的工作请列入下一年度的计划', 'put work beyond the year into the next plan'),
  );
}

/** The round being worked on, and open later ones that would stand before it, get the new date. */
function reopenedDates(c: Case, date: CivilDate, assignment: Assignment): readonly DateSet[] {
  const due = dueFor(c, date);
  const first = roundAtWork(assignment);
  const moves = (round: Round): boolean =>
    round.no === first?.no || (round.outcome === null && inForce(round).due.date < due.date);
  return assignment.rounds.filter(moves).map((round) => nextDate(c, assignment.unit, round, due));
}

/**
 * 年终处置 of a continuous item, or of a recurring one with rounds that are not accepted: 完成, 结转 to a new item, 终止;
 * never by itself. Open requests lapse. Refuses `not-continuous`, and `handed-in` for 完成 and 结转 while a hand-in waits.
 */
const yearEnd = commandEntry('yearEnd', {
  words: text('年终处置', 'the year-end review'),
  by: 'coordinator',
  fields: {
    outcome,
    carriedTo: freeText('结转到的事项', 'item carried to', '2026/8').exactOptional(),
    reason: freeText('理由', 'reason', '全年达标'),
  },
  needs: (command) =>
    command.outcome === 'stop' ? ['reason'] : command.outcome === 'carry' ? ['carriedTo'] : [],
  decide(c, command) {
    if (c.state.kind === 'dated') {
      return refuse(
        'not-continuous',
        text(
          `事项 ${c.state.no} 只有一个截止日期，不作年终处置`,
          `item ${c.state.no} has one due date and no year-end review`,
        ),
        text('办结后用 item close 销号，不办了用 item cancel 取消', 'close it when accepted, or cancel it'),
      );
    }
    const { outcome, carriedTo = null, reason } = command;
    const waiting = outcome === 'stop' ? [] : handedInAmong(c.state.assignments.filter(isActive));
    if (waiting.length > 0) return handedInRounds(c, waiting, REVIEW_FIRST);
    return okEvents(...lapses(c.state.assignments, outcome === 'stop' ? 'cancel' : 'close'), {
      type: 'yearEnded',
      body: { slot: c.slot, outcome, carriedTo, reason },
    });
  },
});

const REVIEW_FIRST: HintParts = ['请先审核办结', 'review the hand-in first', 'review'];

/** The item's end and return (取消、销号、恢复、年终). */
export const lifeCycle = { cancel, close, reopen, yearEnd };
