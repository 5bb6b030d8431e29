import { shift } from '../../domain/calendar/calendar';
import type { Command } from '../../domain/item/commands';
import { may } from '../../domain/item/may';
import type { Assignment, ItemState } from '../../domain/item/types';
import { isActive, isOpen, isResponsible } from '../../domain/item/view';
import { sha256 } from '../../domain/journal/canonical';
import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import type { Plan, PlanItem, PlanUnit } from '../../domain/plan/types';
import { resolveUnit } from '../../domain/roster/roster';
import type { AccountId, UnitId } from '../../domain/roster/types';
import { civilDate, instantAt, type CivilDate, type ClockTime, type Instant } from '../../domain/time';
import type { Habits, Script } from './script';

/** What somebody does, by whom. */
export interface Doing {
  readonly actor: AccountId;
  readonly command: Command;
}

/** One thing that somebody does in a rehearsal; what exactly is decided from the state at that moment. */
export interface RehearsedAct {
  readonly at: Instant;
  readonly stream: StreamId;
  /** Null: nothing to do any more. */
  readonly decide: (state: ItemState) => Doing | null;
}

/** One unit of one item, whose habits are asked for. */
interface Pair {
  readonly plan: Plan;
  readonly office: Office;
  readonly habits: Habits;
  readonly item: PlanItem;
  readonly unit: PlanUnit;
  readonly issueDay: CivilDate;
}

/**
 * Who does what by habit, spread by a hash of item and unit, the same in every run. What the script says of a unit of an
 * item takes the place of its habit of handing in.
 */
export function habitsOf(
  plan: Plan,
  office: Office,
  script: Script,
  issueDay: CivilDate,
): readonly RehearsedAct[] {
  const { habits } = script;
  if (!habits) return [];
  const scripted = pairsOf(office, script);
  return plan.items.flatMap((item) =>
    item.units.flatMap((unit) => {
      const pair: Pair = { plan, office, habits, item, unit, issueDay };
      const handsIn = scripted.has(`${item.key}|${unit.unit}`) ? [] : handingIn(pair);
      return [signingAct(pair), ...handsIn, ...reporting(pair), ...yearEndActs(pair)];
    }),
  );
}

/** "item|unit" of what the script names. */
function pairsOf({ roster }: Office, { events }: Script): ReadonlySet<string> {
  const pairs = events.flatMap(({ item, unit }) => {
    const found = unit === undefined ? null : resolveUnit(roster, unit);
    return found?.type === 'unit' ? [`${item}|${found.unit.id}`] : [];
  });
  return new Set(pairs);
}

/** A number in [0, n) that depends on item and unit only. */
const spread = ({ item, unit }: Pair, n: number, salt: string): number =>
  Number.parseInt(sha256(`${item.key}|${unit.unit}|${salt}`).slice(0, 8), 16) % n;

const rehearsedAct = (
  { plan, office, item }: Pair,
  day: CivilDate,
  time: ClockTime,
  decide: RehearsedAct['decide'],
): RehearsedAct => ({
  at: instantAt(day, time, office.calendar.zone),
  stream: itemStream(plan.notice, item.key),
  decide,
});

/** The working day n before (after) a date; for a day off T counts. */
const workingDay = ({ office }: Pair, date: CivilDate, n: number): CivilDate =>
  shift(office.calendar, shift(office.calendar, date, 0).date, n).date;

function byLiaison({ office, unit }: Pair, command: Command): Doing | null {
  const liaison = office.roster.accounts.find(
    (account) => account.role === 'liaison' && account.unit === unit.unit,
  );
  return liaison ? { actor: liaison.id, command } : null;
}

/** Somebody of the office who may give this command about a unit: not everyone may review everything. */
export const officer = (
  office: Office,
  state: ItemState,
  unit: UnitId,
  command: Command['type'],
): AccountId | undefined =>
  office.roster.accounts.find(
    (account) =>
      (account.role === 'coordinator' || account.role === 'reviewer') &&
      may(account, command, state, unit, false).ok,
  )?.id;

function byOfficer({ office, unit }: Pair, state: ItemState, command: Command): Doing | null {
  const actor = officer(office, state, unit.unit, command.type);
  return actor === undefined ? null : { actor, command };
}

const assignmentOf = ({ unit }: Pair, state: ItemState): Assignment | undefined =>
  state.assignments.find((assignment) => assignment.unit === unit.unit);

function signingAct(pair: Pair): RehearsedAct {
  const days = spread(pair, pair.habits.signWithin + 1, 'sign');
  const { unit } = pair.unit;
  return rehearsedAct(pair, workingDay(pair, pair.issueDay, days), '15:00', (state) =>
    assignmentOf(pair, state)?.status === 'issued' ? byLiaison(pair, { type: 'acknowledge', unit }) : null,
  );
}

function handingIn(pair: Pair): readonly RehearsedAct[] {
  const { item, unit } = pair;
  if (item.kind === 'continuous' || unit.role === 'support') return [];
  const dates = unit.due === null ? item.dates : [unit.due];
  return dates.flatMap((due, index) => finishing(pair, due, index + 1));
}

function finishing(pair: Pair, due: CivilDate, round: number): readonly RehearsedAct[] {
  const [low, high] = pair.habits.handInBefore;
  const { unit } = pair.unit;
  const handIn = workingDay(pair, due, -(low + spread(pair, high - low + 1, `submit${round}`)));
  const review = workingDay(pair, handIn, pair.habits.reviewAfter);
  return [
    rehearsedAct(pair, handIn, '14:00', (state) => {
      const assignment = assignmentOf(pair, state);
      return assignment && isActive(assignment) && isResponsible(assignment)
        ? byLiaison(pair, {
            type: 'handIn',
            unit,
            round,
            text: '已按要求完成',
            files: [],
          })
        : null;
    }),
    rehearsedAct(pair, review, '15:30', (state) => {
      const waits = assignmentOf(pair, state)?.rounds.find((one) => one.no === round);
      return waits?.handIns.at(-1)?.fate === 'open'
        ? byOfficer(pair, state, { type: 'accept', unit, round, text: '' })
        : null;
    }),
    rehearsedAct(pair, review, '16:30', (state) =>
      state.status === 'toBeClosed'
        ? { actor: state.coordinator, command: { type: 'close', reason: '各单位均已办结' } }
        : null,
    ),
  ];
}

function reporting(pair: Pair): readonly RehearsedAct[] {
  const { plan, item, unit, issueDay } = pair;
  if (item.kind !== 'continuous' || unit.role === 'support') return [];
  return ['03-31', '06-30', '09-30', '12-31']
    .map((end) => civilDate(`${plan.year}-${end}`))
    .filter((end) => end > issueDay)
    .map((end) =>
      rehearsedAct(pair, workingDay(pair, end, -pair.habits.reportBefore), '14:00', () =>
        byLiaison(pair, {
          type: 'report',
          unit: unit.unit,
          percentage: 100,
          text: '本季度持续推进',
          files: [],
        }),
      ),
    );
}

/** The coordinator reviews a continuous item once, on the last working day but one of the year. */
function yearEndActs(pair: Pair): readonly RehearsedAct[] {
  const { plan, item, unit } = pair;
  if (item.kind !== 'continuous' || item.units[0] !== unit) return [];
  return [
    rehearsedAct(pair, workingDay(pair, civilDate(`${plan.year}-12-31`), -1), '16:30', (state) =>
      isOpen(state)
        ? {
            actor: state.coordinator,
            command: { type: 'yearEnd', outcome: 'accept', reason: '年度任务完成' },
          }
        : null,
    ),
  ];
}
