import { shift } from '../../calendar/calendar';
import { hint, ok, refuse, type Result, text } from '../../problem';
import type { UnitId } from '../../roster/types';
import { yearOf, type CivilDate } from '../../time';
import { dueAtWork, roundAtWork } from '../dates';
import type { DateSet, EventEntry, ToldAt } from '../event-entry';
import { inForce } from '../outcome';
import { onUnitRound, unitTold, withDate } from '../reshape';
import { moves } from '../told';
import type { Assignment, ItemState, Round } from '../types';
import { isHandedIn, isOpen, isResponsible } from '../view';
import { okEvents, unitNameIn, type Case } from './case';
import { dueFor, nextDate, tooSoon } from './dates';
import { commandEntry } from './entry';
import { dateField, reasonField, unitsField } from './fields';
import { unitOn, wrongItemState } from './find';

/** Working days that a reopened item has at least. */
const REOPENED_AHEAD = 5;

/** 恢复: these units go on, 待签收 who never signed, with a new date and B not before this day. */
const reopened: EventEntry<
  ToldAt & {
    readonly reason: string;
    readonly dates: readonly DateSet[];
    /** Those that go on: the named ones, and all that support. */
    readonly units: readonly UnitId[];
  }
> = {
  words: text('恢复办理', 'reopened'),
  apply: (state, { body, at }) => {
    const again = new Set(body.units);
    const underway: ItemState = {
      ...state,
      status: 'underway',
      yearEnd: null,
      closedAt: null,
      assignments: state.assignments.map((assignment) =>
        again.has(assignment.unit)
          ? { ...unitTold(assignment), status: assignment.acknowledgedAt === null ? 'issued' : 'underway' }
          : assignment,
      ),
    };
    return body.dates.reduce(
      (next, set) =>
        onUnitRound(next, set, (round) => ({
          ...withDate(round, set, 'reopen', at),
          outcome: null,
          backOn: set.startDay,
        })),
      underway,
    );
  },
  tells: ({ units, dates, reason }, told) => ({ units, changes: moves(told, dates), reason }),
  change: ({ reason }, _earlier, now) => ({
    type: 'reopened',
    from: null,
    to: dueAtWork(now)?.date ?? null,
    reason,
  }),
};

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

/** The round being worked on, and open ones that would stand before it, get the new date; a hand-in stays as it was made. */
function reopenedDates(c: Case, date: CivilDate, assignment: Assignment): readonly DateSet[] {
  const due = dueFor(c, date);
  const first = roundAtWork(assignment);
  const moves = (round: Round): boolean =>
    round.no === first?.no ||
    (round.outcome === null && !isHandedIn(round) && inForce(round).due.date < due.date);
  return assignment.rounds.filter(moves).map((round) => nextDate(c, assignment.unit, round, due));
}

/** The return of an item that had ended (恢复). */
export const reopeningCommands = { reopen };

export const reopeningEvents = { reopened };
