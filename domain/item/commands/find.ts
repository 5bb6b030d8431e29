import { hint, type HintParts, ok, refuse, type Result, text } from '../../problem';
import { canBeReviewed } from '../../roster/staffing';
import type { UnitId } from '../../roster/types';
import { inForce } from '../outcome';
import { ASSIGNMENT_STATUS, ITEM_STATUS } from '../../words';
import type { Assignment, ItemState, Round } from '../types';
import { isActive, isHandedIn, isResponsible, openHandIn } from '../view';
import { unitNameIn, type Case } from './case';

/** The refusal `wrong-state` of an item: what it is, and what can be done with it then. */
export function wrongItemState(state: ItemState, todo: HintParts): Result<never> {
  const { zh, en } = ITEM_STATUS[state.status];
  return refuse(
    'wrong-state',
    text(`事项 ${state.key}“${state.title}”${zh}`, `item ${state.key} is ${en}`),
    hint(...todo),
  );
}

/** The assignment of a unit; refuses `unit-not-found`. */
export function unitOn(c: Case, unit: UnitId): Result<Assignment> {
  const found = c.state.assignments.find((assignment) => assignment.unit === unit);
  if (found) return ok(found);
  const units = c.state.assignments.map((assignment) => unitNameIn(c, assignment.unit)).join('、');
  return refuse(
    'unit-not-found',
    text(
      `${unitNameIn(c, unit)}不在事项 ${c.state.key} 的责任单位中`,
      `${unitNameIn(c, unit)} has no part in item ${c.state.key}`,
    ),
    text(`本事项的单位：${units}`, `units of this item: ${units}`),
  );
}

/** The assignment of a unit that still has something to do; refuses `unit-not-found` and `wrong-state`. */
export function activeUnit(c: Case, unit: UnitId): Result<Assignment> {
  const found = unitOn(c, unit);
  if (!found.ok || isActive(found.value)) return found;
  const { zh, en } = ASSIGNMENT_STATUS[found.value.status];
  return refuse(
    'wrong-state',
    text(
      `${unitNameIn(c, unit)}在事项 ${c.state.key} 上${zh}`,
      `${unitNameIn(c, unit)} is ${en} on item ${c.state.key}`,
    ),
    hint('请先看这一事项的现状', 'see first where the item stands', 'look-at-item'),
  );
}

/** An active lead or each with dates; refuses also `support` (配合单位) and `continuous` (全年事项). */
export function answerableUnit(c: Case, unit: UnitId): Result<Assignment> {
  const found = activeUnit(c, unit);
  if (!found.ok) return found;
  if (!isResponsible(found.value)) {
    return refuse(
      'support',
      text(
        `${unitNameIn(c, unit)}是配合单位，不申请延期，也不报办结`,
        `${unitNameIn(c, unit)} supports only: it asks for no extension and hands in nothing`,
      ),
      hint(
        '由牵头或责任单位办理；配合单位上报进展',
        'the lead does this; a supporting unit reports',
        'report',
      ),
    );
  }
  if (c.state.kind !== 'continuous') return found;
  return refuse(
    'continuous',
    text(
      `事项 ${c.state.key} 是全年事项，没有截止日期`,
      `item ${c.state.key} is continuous and has no due date`,
    ),
    hint(
      '全年事项按季度上报进展，年终由督办员处置',
      'continuous items are reported on each quarter and decided at year-end',
      'end-year',
    ),
  );
}

/**
 * The round that a command is about: the one it names, else the first open one that `wanted` says it fits, else the
 * first open one. Refuses `round-not-found` and `wrong-state` (accepted already).
 */
export function roundOf(
  assignment: Assignment,
  no: number | undefined,
  wanted: (round: Round) => boolean,
): Result<Round> {
  const open = assignment.rounds.filter((round) => round.outcome === null);
  if (no === undefined) {
    const found = open.find(wanted) ?? open[0];
    if (found) return ok(found);
  }
  const named = assignment.rounds.find((round) => round.no === no);
  if (named?.outcome === null) return ok(named);
  const numbers = assignment.rounds.map((round) => round.no).join('、');
  return named
    ? refuse(
        'wrong-state',
        text(`第${named.no}期已办结`, `round ${named.no} is accepted`),
        hint('请选择未办结的一期', 'choose a round that is not accepted', 'choose-round'),
      )
    : refuse(
        'round-not-found',
        text(`没有第${no ?? 1}期`, `there is no round ${no ?? 1}`),
        text(`本事项的期次：${numbers}`, `rounds of this item: ${numbers}`),
      );
}

/** Every open round of the unit waits for review: nothing of it can be touched now. */
export const isFrozen = (assignment: Assignment): boolean => {
  const open = assignment.rounds.filter((round) => round.outcome === null);
  return open.length > 0 && open.every(isHandedIn);
};

/** The refusal `handed-in`, naming the units whose hand-ins wait. */
export function handedInRounds(c: Case, units: readonly UnitId[], todo: HintParts): Result<never> {
  const names = units.map((unit) => unitNameIn(c, unit)).join('、');
  return refuse(
    'handed-in',
    text(`${names}已报办结，等待审核`, `the hand-in of ${names} waits for review`),
    hint(...todo),
  );
}

/** Hint for what a coordinator wants to change while a hand-in waits. */
export const RETURN_FIRST: HintParts = ['请先退回办结', 'return the hand-in first', 'return-hand-in'];

/** Units among these with a hand-in that waits in any round, or in the one named. */
export const handedInAmong = (assignments: readonly Assignment[], no?: number): readonly UnitId[] =>
  assignments
    .filter(({ rounds }) =>
      rounds.some((round) => (no === undefined || round.no === no) && openHandIn(round)),
    )
    .map(({ unit }) => unit);

/** Present due date of a round. */
export const dueDate = (round: Round) => inForce(round).due.date;

/** A hand-in of the unit could be reviewed by someone other than who enters it; refuses `no-reviewer`. */
export function reviewable(c: Case, unit: UnitId): Result<null> {
  if (canBeReviewed(c.state, c.office.roster, unit)) return ok(null);
  return refuse(
    'no-reviewer',
    text(
      `${unitNameIn(c, unit)}报办结后没有人可以审核`,
      `nobody could review a hand-in of ${unitNameIn(c, unit)}`,
    ),
    text(
      '审核人是本通知的督办员或审核领导，不能是该单位的人，也不能是代录者：请增加帐号',
      'a reviewer is a coordinator of the notice or an 审核领导, not of that unit and not who entered it: add an account',
    ),
  );
}
