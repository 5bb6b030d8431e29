import type { Command } from '../item/commands';
import { dueBy, isDone } from '../item/dates';
import { inForce } from '../item/outcome';
import type { Assignment, DateCause, ItemState, Round } from '../item/types';
import { isActive, isResponsible } from '../item/view';
import type { Office } from '../office';
import { text } from '../problem';
import type { UnitId } from '../roster/types';
import type { CivilDate } from '../time';
import { byCommands, fixedChange, plannedUnitName, type PlanChange } from './changes';
import type { PlanItem } from './types';

/** What a date was planned to be: a grant or a rework moved it for one unit and stays when the plan says as before. */
const PLANNED: readonly DateCause[] = ['issue', 'assign', 'change', 'reopen'];

const plannedDate = (round: Round): CivilDate =>
  (round.versions.findLast(({ cause }) => PLANNED.includes(cause)) ?? inForce(round)).due.date;

/** A round of a unit whose date is not the plan's. */
interface MoveText {
  readonly assignment: Assignment;
  readonly round: Round;
  readonly to: CivilDate;
  /** As the plan writes it, before any roll rule. */
  readonly written: CivilDate;
}

/**
 * The dates of a running item that the plan wants otherwise, round by round: one command for all units when all move to
 * the same day, else one for each. A date that was granted or given for a rework is left alone while the plan says what
 * it said before; the number of rounds is fixed at issue.
 */
export function diffDates(
  state: ItemState,
  item: PlanItem,
  office: Office,
  reason: string,
): readonly PlanChange[] {
  if (state.kind === 'continuous') return [];
  const target = (date: CivilDate): CivilDate => dueBy(office, state, date).date;
  const rounds = Math.max(0, ...state.assignments.flatMap(({ rounds }) => rounds.map(({ no }) => no)));
  if (state.kind === 'recurring' && item.dates.length !== rounds) return [otherRounds(rounds, item)];
  const numbers = state.kind === 'recurring' ? item.dates.map((_, n) => n + 1) : [1];
  return numbers.flatMap((no) => {
    const moves = dateMoves(state, item, no, target);
    return moves.length === 0 ? [] : moveChanges(state, { no, moves, item, office, reason });
  });
}

const otherRounds = (rounds: number, item: PlanItem): PlanChange =>
  fixedChange(text(`期数 ${rounds} → ${item.dates.length}`, `rounds ${rounds} → ${item.dates.length}`), {
    code: 'rounds-fixed',
    message: text('多期事项的期数交办后不能增减', 'the number of rounds is fixed at issue'),
    hint: text(
      '请按原来的期数写；多出的期另立事项，不办的期由取消事项或年终处置了结',
      'write as many dates as before; more rounds are another item',
    ),
  });

function dateMoves(
  state: ItemState,
  item: PlanItem,
  no: number,
  target: (date: CivilDate) => CivilDate,
): readonly MoveText[] {
  const dues = new Map(item.units.map(({ unit, due }) => [unit, due]));
  return state.assignments.flatMap((assignment): MoveText[] => {
    const round = assignment.rounds.find((one) => one.no === no);
    const written = dues.get(assignment.unit) ?? item.dates[no - 1];
    if (!round || written === undefined || !dues.has(assignment.unit)) return [];
    if (assignment.status === 'released') return [];
    const to = target(written);
    const same = plannedDate(round) === to || inForce(round).due.date === to;
    return same ? [] : [{ assignment, round, to, written }];
  });
}

interface FoundMove {
  readonly no: number;
  readonly moves: readonly MoveText[];
  readonly item: PlanItem;
  readonly office: Office;
  readonly reason: string;
}

/** Units that have this round behind them do not count, unless all have: then the refusal says so. */
function moveChanges(
  state: ItemState,
  { no, moves, item, office, reason }: FoundMove,
): readonly PlanChange[] {
  const isOpen = ({ assignment, round }: MoveText): boolean => isActive(assignment) && !isDone(round);
  const open = moves.filter(isOpen);
  const meant = open.length > 0 ? open : moves.filter(({ assignment }) => isResponsible(assignment));
  const [first] = meant;
  if (!first) return [];
  const days = new Set(meant.map(({ to }) => to));
  // Units that leave the item may be moved with it: they are released behind.
  const planned = new Set(item.units.map(({ unit }) => unit));
  const standing = state.assignments.filter(
    (one) =>
      planned.has(one.unit) && isActive(one) && one.rounds.some((round) => round.no === no && !isDone(round)),
  );
  const whole = days.size === 1 && standing.every((one) => meant.some((move) => move.assignment === one));
  const command = (move: MoveText, unit?: UnitId): Command => ({
    type: 'changeDeadline',
    date: move.written,
    reason,
    ...(unit === undefined ? {} : { unit }),
    ...(state.kind === 'recurring' ? { round: no } : {}),
  });
  const round = state.kind === 'recurring' ? text(`第${no}期`, `round ${no} `) : text('', '');
  const said = (move: MoveText, of: string): PlanChange['what'] =>
    text(
      `${of}${round.zh}期限 ${inForce(move.round).due.date} → ${move.to}`,
      `${of === '' ? '' : `${of} `}${round.en}date ${inForce(move.round).due.date} → ${move.to}`,
    );
  if (whole) return [byCommands(said(first, ''), [command(first)])];
  return meant.map((move) => {
    const { unit } = move.assignment;
    return byCommands(said(move, plannedUnitName(office.roster, unit)), [command(move, unit)]);
  });
}
