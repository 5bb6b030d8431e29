import { hint, ok, refuse, type Result, text } from '../../problem';
import type { UnitId } from '../../roster/types';
import type { DateSet, EventEntry, ToldAt } from '../event-entry';
import { inForce } from '../outcome';
import { onUnit, onUnitRound, unitTold, withDate } from '../reshape';
import { moves } from '../told';
import type { Assignment } from '../types';
import { isActive, isResponsible } from '../view';
import { okEvents, type Case } from './case';
import { dueFor, lapses, nextDate, notPast } from './dates';
import { commandEntry } from './entry';
import { dateField, reasonField, round, unitField } from './fields';
import { activeUnit, dueDate, handedInRounds, handedInAmong, RETURN_FIRST, roundOf } from './find';

/** 调整期限: every date named moves. */
const deadlineChanged: EventEntry<ToldAt & { readonly reason: string; readonly dates: readonly DateSet[] }> =
  {
    words: text('调整期限', 'date changed'),
    apply: (state, { body, at }) => {
      const units = [...new Set(body.dates.map(({ unit }) => unit))];
      const announced = units.reduce((next, unit) => onUnit(next, unit, unitTold), state);
      return body.dates.reduce(
        (next, set) => onUnitRound(next, set, (round) => withDate(round, set, 'change', at)),
        announced,
      );
    },
    tells: ({ reason, dates }, told) => ({
      units: [...new Set(dates.map(({ unit }) => unit))],
      changes: moves(told, dates),
      reason,
    }),
    change: ({ reason, dates }, earlier, now) => {
      const set = dates.find(({ unit }) => unit === now.unit);
      const round = earlier.rounds.find(({ no }) => no === set?.round);
      if (!set || !round) return null;
      return { type: 'date', from: inForce(round).due.date, to: set.due.date, reason };
    },
  };

/**
 * 调整期限: moves every assignment not accepted, or one unit's. Refuses `handed-in`, naming the units whose hand-ins
 * wait, `continuous`, `which-round` (a recurring item whose units stand at different rounds), `too-soon`, `no-change`.
 */
const changeDeadline = commandEntry('changeDeadline', {
  words: text('改期', 'change the due date'),
  by: 'coordinator',
  fields: {
    date: dateField,
    reason: reasonField,
    unit: unitField.exactOptional(),
    round: round.exactOptional(),
  },

  decide(c, command) {
    const targets = toMove(c, command.unit);
    if (!targets.ok) return targets;
    const no = numberFor(targets.value, command.round);
    if (!no.ok) return no;
    const waiting = handedInAmong(targets.value, no.value);
    if (waiting.length > 0) return handedInRounds(c, waiting, RETURN_FIRST);
    const due = dueFor(c, command.date);
    const ahead = notPast(c, due.date);
    if (!ahead.ok) return ahead;
    const moves = targets.value.flatMap((assignment) =>
      assignment.rounds
        .filter((round) => round.no === no.value && round.outcome === null)
        .map((round) => ({ assignment, round })),
    );
    if (moves.every(({ round }) => dueDate(round) === due.date)) {
      return refuse(
        'no-change',
        text(`期限已经是 ${due.date}`, `the date is ${due.date} already`),
        text('请写一个不同的日期', 'give another date'),
      );
    }
    return okEvents(...lapses(targets.value, 'change', no.value), {
      type: 'deadlineChanged',
      body: {
        slot: c.slot,
        reason: command.reason,
        dates: moves.map(({ assignment, round }) => nextDate(c, assignment.unit, round, due)),
      },
    });
  },
});

function toMove(c: Case, unit: UnitId | undefined): Result<readonly Assignment[]> {
  if (c.state.kind === 'continuous') {
    return refuse(
      'continuous',
      text(
        `事项 ${c.state.key} 是全年事项，没有截止日期`,
        `item ${c.state.key} is continuous and has no due date`,
      ),
      hint('全年事项在年终处置', 'continuous items are decided at year-end', 'end-year'),
    );
  }
  if (unit !== undefined) {
    const found = activeUnit(c, unit);
    return found.ok ? ok([found.value]) : found;
  }
  const active = c.state.assignments.filter(isActive);
  return active.some(isResponsible)
    ? ok(active)
    : refuse(
        'wrong-state',
        text('各责任单位都已办结', 'all responsible units are accepted'),
        hint(
          '没有可以调整的期限；需要重办请先销号再恢复',
          'close and reopen the item to work on it again',
          'reopen',
        ),
      );
}

/** The round to move: the one named, else the one at which all responsible units stand. */
function numberFor(targets: readonly Assignment[], named: number | undefined): Result<number> {
  const answering = targets.some(isResponsible) ? targets.filter(isResponsible) : targets;
  const rounds = answering.map((assignment) => roundOf(assignment, named, () => true));
  const refused = rounds.find((round) => !round.ok);
  const open = rounds.flatMap((round) => (round.ok ? [round.value.no] : []));
  // Units that have this round behind them stay as they are; all of them: the refusal says so.
  if (refused && open.length === 0) return refused;
  const numbers = [...new Set(open)];
  const [no] = numbers;
  if (no !== undefined && numbers.length === 1) return ok(no);
  return refuse(
    'which-round',
    text(
      `各单位办理的期次不同：第${numbers.join('、')}期`,
      `the units stand at rounds ${numbers.join(', ')}`,
    ),
    hint('请指明期次', 'say which round', 'choose-round'),
  );
}

/** Changes of dates (改期). */
export const dateCommands = { changeDeadline };

export const dateEvents = { deadlineChanged };
