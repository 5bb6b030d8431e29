import { hint, ok, refuse, type Result, text } from '../../problem';
import type { UnitId } from '../../roster/types';
import { roundOutcome } from '../outcome';
import type { Assignment, Round } from '../types';
import { isActive, isResponsible } from '../view';
import { okEvents, unitNameIn, type Case } from './case';
import { dueFor, lapses, nextDate, notPast } from './dates';
import { commandEntry } from './entry';
import { dateField, reasonField, round, unitField } from './fields';
import {
  activeUnit,
  dueDate,
  handedInRounds,
  handedInAmong,
  RETURN_FIRST,
  reviewable,
  roundOf,
} from './find';

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
        `事项 ${c.state.no} 是全年事项，没有截止日期`,
        `item ${c.state.no} is continuous and has no due date`,
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

/** 解除责任单位. Refuses `handed-in`, and `last-unit` when nobody would answer for the item any more. */
const release = commandEntry('release', {
  words: text('解除单位', 'release a unit'),
  by: 'coordinator',
  fields: { unit: unitField, reason: reasonField },

  decide(c, command) {
    const found = activeUnit(c, command.unit);
    if (!found.ok) return found;
    const waiting = handedInAmong([found.value]);
    if (waiting.length > 0) return handedInRounds(c, waiting, RETURN_FIRST);
    const { unit, reason } = command;
    const others = c.state.assignments.some(
      (assignment) =>
        assignment.unit !== unit &&
        isResponsible(assignment) &&
        (isActive(assignment) || assignment.status === 'accepted'),
    );
    if (isResponsible(found.value) && !others) {
      return refuse(
        'last-unit',
        text(`${unitNameIn(c, unit)}是唯一的责任单位`, `${unitNameIn(c, unit)} is the only responsible unit`),
        hint('请取消事项，或先增加责任单位', 'cancel the item, or assign another unit first', 'assign'),
      );
    }
    return okEvents(...lapses([found.value], 'change'), {
      type: 'released',
      body: { unit, reason, slot: c.slot },
    });
  },
});

/**
 * 变更牵头: the unit, on the item already, becomes the lead of its own date; the leads until now go on as support,
 * their results fixed as of today. A recurring item's new lead takes the rounds that the old ones have not finished.
 * Refuses `handed-in`, `no-change` and `no-reviewer`.
 */
const changeLead = commandEntry('changeLead', {
  words: text('更换牵头单位', 'change the lead'),
  by: 'coordinator',
  fields: { unit: unitField, reason: reasonField },

  decide(c, command) {
    const found = activeUnit(c, command.unit);
    if (!found.ok) return found;
    const old = c.state.assignments.filter(
      (assignment) => assignment.role === 'lead' && isActive(assignment) && assignment.unit !== command.unit,
    );
    const possible = mayLead(c, found.value, old);
    if (!possible.ok) return possible;
    const touched = [found.value, ...old];
    const { unit, reason } = command;
    const moved = roundsToChange(touched).filter(
      ({ unit: of, round }) => of !== unit || !isBehind(round, old),
    );
    return okEvents(...lapses(touched, 'change'), {
      type: 'leadChanged',
      body: {
        unit,
        from: old.map((assignment) => assignment.unit),
        reason,
        slot: c.slot,
        dates: moved.map(({ unit: of, round }) => nextDate(c, of, round, dueFor(c, dueDate(round)))),
        results: roundsToChange(old).map(({ unit: of, round }) => ({
          unit: of,
          round: round.no,
          outcome: roundOutcome(round, c.now, c.office),
        })),
      },
    });
  },
});

function mayLead(c: Case, next: Assignment, old: readonly Assignment[]): Result<null> {
  if (next.role === 'lead' && old.length === 0) {
    return refuse(
      'no-change',
      text(`${unitNameIn(c, next.unit)}已经是牵头单位`, `${unitNameIn(c, next.unit)} is the lead already`),
      text('请写另一个单位', 'name another unit'),
    );
  }
  const waiting = handedInAmong([next, ...old]);
  if (waiting.length > 0) return handedInRounds(c, waiting, RETURN_FIRST);
  return reviewable(c, next.unit);
}

/** All leads until now have finished this round. */
const isBehind = ({ no }: Round, old: readonly Assignment[]): boolean =>
  old.length > 0 &&
  old.every(({ rounds }) => rounds.some((round) => round.no === no && round.outcome !== null));

const roundsToChange = (
  assignments: readonly Assignment[],
): readonly { readonly unit: UnitId; readonly round: Round }[] =>
  assignments.flatMap(({ unit, rounds }) =>
    rounds.filter((round) => round.outcome === null).map((round) => ({ unit, round })),
  );

/** Changes of dates and roles (改期、解除、换牵头). */
export const changeCommands = { changeDeadline, release, changeLead };
