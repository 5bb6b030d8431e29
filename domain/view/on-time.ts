import { countDays } from '../calendar/calendar';
import type { RecordedItemEvent } from '../item/events';
import { evolve } from '../item/evolve';
import { lampOf } from '../item/lamp';
import { inForce, roundOutcome, outcomeText } from '../item/outcome';
import type { Assignment, DateCause, DateVersion, HandIn, ItemState, Round } from '../item/types';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import { dateOf, type CivilDate, type Instant } from '../time';
import { actorName } from './history';

/** A date that a round was given after its first one, by whom and on what day; `asked`: on a unit's request (延期). */
export interface DateMove {
  readonly cause: DateCause;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly on: CivilDate;
  readonly by: Text;
  /** Of a grant: what was asked, when, and who of the unit had agreed. */
  readonly asked: {
    readonly date: CivilDate;
    readonly on: CivilDate;
    readonly late: boolean;
    readonly approver: string;
  } | null;
  /** Seq of the event. */
  readonly seq: number;
}

/** One round of a unit with both dates side by side, and how it stands against each. */
export interface OnTimeRow {
  readonly unit: UnitId;
  readonly unitName: string;
  readonly round: number;
  /** 原定时限. */
  readonly firstDue: CivilDate;
  /** 现行时限. */
  readonly due: CivilDate;
  /** Day of the hand-in that was accepted; null: none was. */
  readonly finished: CivilDate | null;
  /** Working days late against the first date, up to the finish or to now; 0: not late. */
  readonly daysLateFirst: number;
  /** Working days late against the date by which it is judged; 0: not late. */
  readonly daysLate: number;
  /** 按期 | 按期（退回1次）| 逾期3个工作日; of one not accepted what its lamp says. */
  readonly result: Text;
  readonly moves: readonly DateMove[];
}

/** A unit of an item, and from where it is looked at. */
interface Part {
  readonly state: ItemState;
  readonly assignment: Assignment;
  readonly office: Office;
  readonly now: Instant;
}

const daysAfter = ({ due }: DateVersion, at: Instant, { calendar }: Office): number =>
  at < due.lateFrom ? 0 : Math.max(1, countDays(calendar, due.date, dateOf(at, calendar.zone)).days);

const acceptedOf = ({ handIns }: Round): HandIn | null =>
  handIns.findLast(({ fate }) => fate === 'accepted') ?? null;

/** The outcome of a round, computed again from its hand-ins and dates, else what its lamp says. */
function onTimeStanding(part: Part, round: Round): Pick<OnTimeRow, 'daysLate' | 'result'> {
  const { state, assignment, office, now } = part;
  const finish = acceptedOf(round);
  if (!finish || !round.outcome) {
    const { daysLate, reason } = lampOf(state, assignment, office, now, round);
    return { daysLate, result: reason };
  }
  const outcome = roundOutcome(round, finish.at, office);
  return { daysLate: outcome.daysLate, result: outcomeText(outcome) };
}

/** The dates that a round got by one event, after the first. */
function newMoves(
  before: Round | undefined,
  after: Round,
  event: RecordedItemEvent,
  office: Office,
): readonly DateMove[] {
  const day = (at: Instant): CivilDate => dateOf(at, office.calendar.zone);
  const known = before?.versions.length ?? 0;
  const request = before?.request ?? null;
  return after.versions.slice(known).flatMap((version, n) => {
    const previous = after.versions[known + n - 1];
    if (!previous) return [];
    const asked =
      version.cause === 'grant' && request
        ? {
            date: request.asked,
            on: day(request.at),
            late: request.late,
            approver: request.approver,
          }
        : null;
    const { cause, due } = version;
    const by = actorName(event.actor, office);
    return [{ cause, from: previous.due.date, to: due.date, on: day(event.at), by, asked, seq: event.seq }];
  });
}

const roundKey = ({ unit }: Assignment, { no }: Round): string => `${unit}|${no}`;

const roundsBy = (state: ItemState | null): ReadonlyMap<string, Round> =>
  new Map(
    state?.assignments.flatMap((one) => one.rounds.map((round) => [roundKey(one, round), round] as const)),
  );

/**
 * Whether units that answer for a date were on time, from the events of an item alone: every round with its first date
 * and the one in force, how it stands against each, and who moved the date. Released units are left out.
 */
export function onTimeOf(
  stream: string,
  events: readonly RecordedItemEvent[],
  office: Office,
  now: Instant,
): readonly OnTimeRow[] {
  const moves = new Map<string, DateMove[]>();
  let state: ItemState | null = null;
  for (const event of events) {
    const before = roundsBy(state);
    state = evolve(state, event, stream);
    for (const [key, round] of roundsBy(state))
      moves.set(key, [...(moves.get(key) ?? []), ...newMoves(before.get(key), round, event, office)]);
  }
  if (!state) return [];
  const final = state;
  return final.assignments
    .filter(({ role, status }) => role !== 'support' && status !== 'released')
    .flatMap((assignment) =>
      assignment.rounds.map((round) =>
        onTimeRow(
          { state: final, assignment, office, now },
          round,
          moves.get(roundKey(assignment, round)) ?? [],
        ),
      ),
    );
}

/** Until when lateness counts: the accepted hand-in, the one in review, the cancellation, or now. */
const countedTo = ({ state, assignment, now }: Part, { handIns }: Round): Instant =>
  handIns.findLast(({ fate }) => fate === 'accepted' || fate === 'open')?.at ??
  (assignment.status === 'cancelled' ? (state.closedAt ?? now) : now);

function onTimeRow(part: Part, round: Round, moves: readonly DateMove[]): OnTimeRow {
  const { office, assignment } = part;
  const { unit } = assignment;
  const finish = round.outcome ? acceptedOf(round) : null;
  const [first = inForce(round)] = round.versions;
  return {
    ...{ unit, round: round.no, moves },
    unitName: nameOfUnit(office.roster, unit),
    firstDue: first.due.date,
    due: inForce(round).due.date,
    finished: finish && dateOf(finish.at, office.calendar.zone),
    daysLateFirst: daysAfter(first, countedTo(part, round), office),
    ...onTimeStanding(part, round),
  };
}

const CAUSE: Readonly<Record<DateCause, Text>> = {
  issue: text('交办', 'issued'),
  assign: text('增加单位', 'assigned'),
  grant: text('准予延期', 'extension granted'),
  change: text('调整期限', 'date changed'),
  reopen: text('重新办理', 'reopened'),
  rework: text('退回改期', 'returned with a new date'),
};

/** "2025-08-18 审核员 准予延期：2025-08-29 → 2025-09-19（2025-08-15 申请，局长同意）". */
export function moveText({ cause, from, to, on, by, asked }: DateMove): Text {
  const zh = asked
    ? `（${asked.on}申请${asked.late ? '，已逾期' : ''}${asked.approver === '' ? '' : `，${asked.approver}同意`}）`
    : '';
  const en = asked
    ? ` (asked on ${asked.on}${asked.late ? ', late' : ''}${asked.approver === '' ? '' : `, agreed by ${asked.approver}`})`
    : '';
  return text(
    `${on} ${by.zh} ${CAUSE[cause].zh}：${from} → ${to}${zh}`,
    `${on} ${by.en} ${CAUSE[cause].en}: ${from} → ${to}${en}`,
  );
}

/** How late against the first date. */
export const againstFirst = ({ daysLateFirst }: OnTimeRow): Text =>
  daysLateFirst === 0
    ? text('按期', 'on time')
    : text(`逾期${daysLateFirst}个工作日`, `${daysLateFirst} working days late`);
