import type { RecordedItemEvent } from '../item/events';
import { evolve } from '../item/evolve';
import { lampOf } from '../item/lamp';
import { inForce, judgedBy, lateBy, outcomeText, roundOutcome } from '../item/outcome';
import type { Assignment, DateVersion, ItemState, Round, RoundOutcome } from '../item/types';
import { acceptedHandIn, isResponsible, openHandIn } from '../item/view';
import type { Office } from '../office';
import { text, type Text } from '../problem';
import { nameOfUnit } from '../roster/roster';
import type { UnitId } from '../roster/types';
import { dateOf, type CivilDate, type Instant } from '../time';
import { newMoves, type DateMove } from './date-moves';

/** Lateness that a later event put behind the unit (曾逾期): a new date, a reopening, a release, another lead. */
interface PastLateness {
  readonly days: number;
  /** The date that had been missed. */
  readonly due: CivilDate;
  readonly seq: number;
  readonly on: CivilDate;
}

/** One round of a unit with both dates side by side, and how it stands against each. */
export interface OnTimeRow {
  readonly unit: UnitId;
  readonly unitName: string;
  readonly round: number;
  /** 原定时限: the first date since the item was issued, or since it was last reopened. */
  readonly firstDue: CivilDate;
  /** 现行时限. */
  readonly due: CivilDate;
  /** Day of the hand-in that was accepted; null: none was. */
  readonly finished: CivilDate | null;
  /** The event that accepted it or released the unit, and its day; null: neither. */
  readonly settled: { readonly seq: number; readonly on: CivilDate } | null;
  /** Working days late against the first date, up to the hand-in, the end or now; 0: not late. */
  readonly daysLateFirst: number;
  /** Working days late against the date by which it is judged, up to the hand-in, the end or now; 0: not late. */
  readonly daysLate: number;
  /** 曾逾期, summed: what new dates, reopenings, releases and changes of lead put behind it. */
  readonly daysLateBefore: number;
  /** 按期 | 按期（退回1次）| 逾期3个工作日 | 解除前已逾期3个工作日; of what is neither late nor accepted its lamp's reason. */
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

/** Until when lateness counts: the hand-in accepted or in review, the unit's release, the item's end, or now. */
function countedTo({ state, assignment, now }: Part, round: Round): Instant {
  const handIn = acceptedHandIn(round) ?? openHandIn(round);
  if (handIn) return handIn.at;
  // Releasing makes the last version.
  return assignment.status === 'released' ? inForce(round).setAt : (state.closedAt ?? now);
}

/** How a round stands: as recorded when it was accepted, else as if its hand-in, or the end of counting, were accepted. */
const standing = (part: Part, round: Round): RoundOutcome =>
  round.outcome ?? roundOutcome(round, countedTo(part, round), part.office);

/**
 * Working days for which a unit is late with a round (逾期工作日), the one count of registers, papers, scores and pages:
 * from the due date to the hand-in, also while it waits for review; to the release or the item's end; else to now. What
 * was accepted late stays late. 0 for units that support.
 */
export const daysLateOf = (
  state: ItemState,
  assignment: Assignment,
  round: Round,
  { office, now }: Pick<Part, 'office' | 'now'>,
): number =>
  isResponsible(assignment) && !isLeftCancelled(state, assignment)
    ? standing({ state, assignment, office, now }, round).daysLate
    : 0;

/** Cancelled with an item that was then reopened without it: what it was late by then is behind it. */
const isLeftCancelled = (state: ItemState, { status }: Assignment): boolean =>
  status === 'cancelled' && state.status !== 'cancelled';

/** Whether a unit is late with any round of an item (慢于序时进度). */
export const isLateUnit = (
  state: ItemState,
  assignment: Assignment,
  from: Pick<Part, 'office' | 'now'>,
): boolean => assignment.rounds.some((round) => daysLateOf(state, assignment, round, from) > 0);

/** The versions of a round since it was last reopened: those before belong to what was finished then. */
const presentLife = ({ versions }: Round): readonly DateVersion[] =>
  versions.slice(
    Math.max(
      0,
      versions.findLastIndex(({ cause }) => cause === 'reopen'),
    ),
  );

/** 原定时限 of a round. */
export const firstVersion = (round: Round): DateVersion => presentLife(round)[0] ?? inForce(round);

/** The same round, had its first date never been moved but by a rework. */
const asFirstDated = (round: Round): Round => ({
  ...round,
  versions: presentLife(round).filter(({ cause }, n) => n === 0 || cause === 'rework'),
});

const lateWords = ({ assignment, state }: Part, round: Round, days: number): Text => {
  const { zh, en } = lateBy(days);
  if (openHandIn(round)) return text(`${zh}，办结待审`, `${en}, hand-in in review`);
  if (assignment.role === 'support') return text(`改任配合前已${zh}`, `${en} when another took the lead`);
  if (assignment.status === 'released') return text(`解除前已${zh}`, `${en} when released`);
  return state.status === 'cancelled' ? text(`取消前已${zh}`, `${en} when cancelled`) : text(zh, en);
};

/** How a round stands, in words. */
function resultOf(part: Part, round: Round, daysLateBefore: number): Text {
  if (round.outcome) return outcomeText({ ...round.outcome, daysLateBefore });
  const { state, assignment, office, now } = part;
  const days = standing(part, round).daysLate;
  const words =
    days > 0 ? lateWords(part, round, days) : lampOf(state, assignment, office, now, round).reason;
  return daysLateBefore > 0
    ? text(
        `${words.zh}，曾逾期${daysLateBefore}个工作日`,
        `${words.en}, was ${daysLateBefore} working days late before`,
      )
    : words;
}

const roundKey = ({ unit }: Assignment, { no }: Pick<Round, 'no'>): string => `${unit}|${no}`;

type PlacedRound = readonly [assignment: Assignment, round: Round];

const roundsBy = (state: ItemState | null): ReadonlyMap<string, PlacedRound> =>
  new Map(
    state?.assignments.flatMap((one) =>
      one.rounds.map((round) => [roundKey(one, round), [one, round]] as const),
    ),
  );

/** What the events say of a round beside its state. */
interface RoundStory {
  readonly moves: readonly DateMove[];
  readonly past: readonly PastLateness[];
  readonly settled: OnTimeRow['settled'];
}

const NO_STORY: RoundStory = { moves: [], past: [], settled: null };

/** The matter begins anew for the unit: another date, assigned again after a release, or no longer to answer for it. */
function beginsAnew([before, old]: PlacedRound, after: PlacedRound | undefined): boolean {
  if (!after) return true;
  const [assignment, round] = after;
  return (
    judgedBy(old).due.date !== judgedBy(round).due.date ||
    (before.status === 'released' && assignment.status !== 'released') ||
    !isResponsible(assignment)
  );
}

/** What an event adds to the story of a round. */
function storyAfter(
  told: RoundStory,
  event: RecordedItemEvent,
  [before, after]: readonly [PlacedRound | undefined, PlacedRound | undefined],
  from: { readonly state: ItemState | null; readonly office: Office },
): RoundStory {
  const isLeft = event.type === 'reopened' && after?.[0].status === 'cancelled';
  if (before && after && before[0] === after[0] && !isLeft) return told;
  const { office, state } = from;
  const { at: now, seq } = event;
  const on = dateOf(now, office.calendar.zone);
  const days = state && before ? daysLateOf(state, ...before, { office, now }) : 0;
  const past =
    before && days > 0 && (isLeft || beginsAnew(before, after))
      ? [...told.past, { days, due: judgedBy(before[1]).due.date, seq, on }]
      : told.past;
  if (!after) return { ...told, past };
  const [assignment, round] = after;
  const isSettled = round.outcome !== null || assignment.status === 'released';
  return {
    moves: [...told.moves, ...newMoves(before?.[1], round, event, office)],
    past,
    settled: isSettled ? (told.settled ?? { seq, on }) : null,
  };
}

/**
 * Whether units that answer for a date were on time, from the events of an item alone: every round with its first date
 * and the one in force, how it stands against each, and who moved the date. Of units that were released, or support
 * since another took the lead, only those that were late.
 */
export function onTimeOf(
  stream: string,
  events: readonly RecordedItemEvent[],
  office: Office,
  now: Instant,
): readonly OnTimeRow[] {
  const stories = new Map<string, RoundStory>();
  let state: ItemState | null = null;
  for (const event of events) {
    const before = roundsBy(state);
    const next: ItemState = evolve(state, event, stream);
    const after = roundsBy(next);
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const pair = [before.get(key), after.get(key)] as const;
      stories.set(key, storyAfter(stories.get(key) ?? NO_STORY, event, pair, { state, office }));
    }
    state = next;
  }
  if (!state) return [];
  const final: ItemState = state;
  return final.assignments.flatMap((assignment) => {
    const answers = isResponsible(assignment) && assignment.status !== 'released';
    const gone = pastOfGone(stories, assignment);
    return assignment.rounds
      .map((round, n) => {
        const told = stories.get(roundKey(assignment, round)) ?? NO_STORY;
        const story = n === 0 ? { ...told, past: [...gone, ...told.past] } : told;
        return onTimeRow({ state: final, assignment, office, now }, round, story);
      })
      .filter(({ daysLate, daysLateBefore }) => answers || daysLate + daysLateBefore > 0);
  });
}

/** Lateness with rounds that a unit no longer has: it was assigned again, from a later round on. */
function pastOfGone(
  stories: ReadonlyMap<string, RoundStory>,
  assignment: Assignment,
): readonly PastLateness[] {
  const kept = new Set(assignment.rounds.map((round) => roundKey(assignment, round)));
  return [...stories]
    .filter(([key]) => key.startsWith(`${assignment.unit}|`) && !kept.has(key))
    .flatMap(([, { past }]) => past);
}

function onTimeRow(part: Part, round: Round, { moves, past, settled }: RoundStory): OnTimeRow {
  const { state, assignment, office } = part;
  const { unit } = assignment;
  const finish = acceptedHandIn(round);
  const first = asFirstDated(round);
  const isAnswering = isResponsible(assignment);
  const daysLate = daysLateOf(state, assignment, round, part);
  // A date that is missed still, or again, is not counted twice.
  const behind = past.filter(({ due }) => daysLate === 0 || due !== judgedBy(round).due.date);
  const daysLateBefore = behind.reduce((sum, { days }) => sum + days, 0);
  return {
    ...{ unit, round: round.no, moves, settled, daysLate, daysLateBefore },
    unitName: nameOfUnit(office.roster, unit),
    firstDue: firstVersion(round).due.date,
    due: inForce(round).due.date,
    finished: finish ? dateOf(finish.at, office.calendar.zone) : null,
    daysLateFirst: isAnswering ? roundOutcome(first, countedTo(part, round), office).daysLate : 0,
    result: isAnswering ? resultOf(part, round, daysLateBefore) : lateWords(part, round, daysLateBefore),
  };
}

/** How late against the first date. */
export const againstFirst = ({ daysLateFirst }: OnTimeRow): Text =>
  daysLateFirst === 0
    ? text('按期', 'on time')
    : text(`逾期${daysLateFirst}个工作日`, `${daysLateFirst} working days late`);
