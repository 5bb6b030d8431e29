import { shift } from '../../domain/calendar/calendar';
import { dueBy, openRounds } from '../../domain/item/dates';
import { inForce } from '../../domain/item/outcome';
import type { ItemState, Assignment, Round, Task } from '../../domain/item/types';
import { isActive, isHandedIn } from '../../domain/item/view';
import type { Office } from '../../domain/office';
import { hint, ok, refuse, text } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate } from '../../domain/time';
import type { BulkAsked, IsDone, Planner, BulkStep } from './order';

type AskedMove = Extract<BulkAsked, { readonly type: 'move' }>;

/** One date of a unit, and where it goes. */
interface MovedDate {
  readonly no: number;
  readonly unit: UnitId;
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** Dates that are still ahead of units which have something to do. */
function bulkMoves(state: ItemState, office: Office, { move, of }: AskedMove): readonly MovedDate[] {
  const { calendar } = office;
  const moved = (from: CivilDate): CivilDate =>
    move.type === 'to' ? dueBy(office, state, move.date).date : shift(calendar, from, move.days).date;
  const meant = state.assignments.filter((one) => isActive(one) && (of === undefined || one.unit === of));
  return meant.flatMap((assignment) =>
    openRounds(assignment).map((round) => {
      const from = inForce(round).due.date;
      return { no: round.no, unit: assignment.unit, from, to: moved(from) };
    }),
  );
}

/**
 * One command for a round when all its units go to one day, else one for each unit. Parts done before are left out; a
 * round of which some units were moved goes on unit by unit, as it began.
 */
async function moveSteps(
  moves: readonly MovedDate[],
  {
    asked: { reason, of },
    recurring,
    isDone,
  }: { readonly asked: AskedMove; readonly recurring: boolean; readonly isDone: IsDone },
): Promise<readonly BulkStep[]> {
  const [first] = moves;
  if (!first || (await isDone(String(first.no)))) return [];
  const base = { type: 'changeDeadline', reason, ...(recurring ? { round: first.no } : {}) } as const;
  const left: MovedDate[] = [];
  for (const one of moves) if (!(await isDone(`${one.no}/${one.unit}`))) left.push(one);
  const together =
    of === undefined && left.length === moves.length && moves.every(({ to }) => to === first.to);
  if (together && moves.every(({ from, to }) => from === to)) return [];
  if (together) return [{ part: String(first.no), command: { ...base, date: first.to } }];
  return left
    .filter(({ from, to }) => from !== to)
    .map(({ no, unit, to }) => ({ part: `${no}/${unit}`, command: { ...base, unit, date: to } }));
}

const moveNotBegun = refuse(
  'not-begun',
  text('已交办，事项尚未登记，期限还不知道', 'it was issued and has not begun; its date is not known yet'),
  text('请稍后再做一次', 'do it again in a moment'),
);

const manyRounds = refuse(
  'which-round',
  text(
    '分期事项有几个期限，不能都改到同一天',
    'a recurring item has several dates; they cannot all be one day',
  ),
  hint('请各期同移几天，或逐期改', 'move all by as many days, or one by one', 'move-rounds'),
);

/**
 * Moves the dates of an item (整体改期): every round that is not accepted, each unit from its own date. Items without a
 * date are not concerned. Refuses `not-begun`, and `which-round` for one day for several rounds.
 */
export const moveDates =
  (office: Office, asked: AskedMove): Planner =>
  async (state, isDone) => {
    if (!state) return moveNotBegun;
    const moves = bulkMoves(state, office, asked);
    const rounds = [...new Set(moves.map(({ no }) => no))];
    if (asked.move.type === 'to' && rounds.length > 1) return manyRounds;
    const recurring = state.kind === 'recurring';
    const steps: BulkStep[] = [];
    for (const no of rounds)
      steps.push(
        ...(await moveSteps(
          moves.filter((one) => one.no === no),
          { asked, recurring, isDone },
        )),
      );
    return ok(steps);
  };

type AskedAccept = Extract<BulkAsked, { readonly type: 'accept' }>;

/** A hand-in that waits: whose it is, and of which round. */
interface Waiting {
  readonly unit: UnitId;
  readonly round: Round;
}

const waitingRounds = ({ unit, rounds }: Assignment): readonly Waiting[] =>
  rounds.filter(isHandedIn).map((round) => ({ unit, round }));

/** Hand-ins of an item that wait for review (办结待审), of one unit or of all. */
export const waitingIn = ({ assignments }: Pick<ItemState, 'assignments'>, of?: UnitId): readonly Waiting[] =>
  assignments.filter(({ unit }) => of === undefined || unit === of).flatMap(waitingRounds);

/**
 * Accepts what was handed in (一并通过办结): one command for each unit and round that waits. Items where nothing waits are
 * not concerned; under a key a round is accepted once, so a later hand-in of it waits for a reader.
 */
export const acceptHandIns =
  ({ text, of }: AskedAccept): Planner =>
  async (state, isDone) => {
    const steps: BulkStep[] = [];
    for (const { unit, round } of state ? waitingIn(state, of) : []) {
      const part = `${round.no}/${unit}`;
      if (await isDone(part)) continue;
      const which = state?.kind === 'recurring' ? { round: round.no } : {};
      steps.push({ part, command: { type: 'accept', unit, text, ...which } });
    }
    return ok(steps);
  };

type AskedCalls = Extract<BulkAsked, { readonly type: 'calls' }>;

/** Phone calls of an item that are still to be made (电话催办), to one unit or to all. */
export const callsIn = ({ tasks }: Pick<ItemState, 'tasks'>, of?: UnitId): readonly Task[] =>
  tasks.filter(
    ({ kind, done, unit }) => kind === 'phone' && done === null && (of === undefined || unit === of),
  );

/**
 * Finishes the phone tasks of items with one result (一并办结电话催办): who is called about several items says it once.
 * Items without such a task are not concerned; under a key a task is finished once.
 */
export const finishCalls =
  ({ result, of }: AskedCalls): Planner =>
  async (state, isDone) => {
    const steps: BulkStep[] = [];
    for (const { id } of state ? callsIn(state, of) : [])
      if (!(await isDone(id))) steps.push({ part: id, command: { type: 'taskDone', task: id, result } });
    return ok(steps);
  };
