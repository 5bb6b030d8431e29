import { dueOn, roll } from '../calendar/calendar';
import type { Due } from '../calendar/types';
import type { Office } from '../office';
import type { Policy, PolicyOverride } from '../policy';
import type { CivilDate } from '../time';
import { inForce } from './outcome';
import type { Assignment, ItemState, Round } from './types';
import { isHandedIn, isResponsible } from './view';

/** The one meaning of dates: which round counts, what its date is, and by which policy a date is rolled. */

/** Nothing more is asked of the unit for this round (期次已了): accepted, or for a supporting unit ended with the lead's. */
export const isDone = (round: Round): boolean => round.outcome !== null || round.over;

/** Rounds for which something is still asked of the unit or of its reviewer. */
export const openRounds = (assignment: Assignment): readonly Round[] =>
  assignment.rounds.filter((round) => !isDone(round));

/** The unit has to work on it: neither done nor handed in. */
export const isPending = (round: Round): boolean => !isDone(round) && !isHandedIn(round);

/** The first round that is not done, handed in or not; undefined for continuous items and when all are. */
export const firstOpen = (assignment: Assignment): Round | undefined =>
  assignment.rounds.find((round) => !isDone(round));

/** The earliest date first, then the lower number: a round moved behind the next one does not hide that one. */
const byDate = (a: Round, b: Round): number => {
  const [one, other] = [inForce(a).due.date, inForce(b).due.date];
  return one < other ? -1 : one > other ? 1 : a.no - b.no;
};

const earliest = (rounds: readonly Round[]): Round | undefined =>
  rounds.reduce<Round | undefined>((best, one) => (best && byDate(best, one) <= 0 ? best : one), undefined);

/**
 * The round at work (当期): the first neither done nor handed in; when all are, the first that waits for review, else the
 * last. Null for continuous items. Every row that no rung has raised speaks of this round, and every state of the unit.
 */
export const roundAtWork = (assignment: Assignment): Round | null =>
  earliest(assignment.rounds.filter(isPending)) ??
  earliest(openRounds(assignment)) ??
  assignment.rounds.at(-1) ??
  null;

/** The round with a number; null when the assignment has none. */
export const roundNumbered = (assignment: Assignment, no: number): Round | null =>
  assignment.rounds.find((round) => round.no === no) ?? null;

/** The due date in force of the round at work; null for continuous items. */
export function dueAtWork(assignment: Assignment): Due | null {
  const round = roundAtWork(assignment);
  return round && inForce(round).due;
}

/** Answers for the item's date: a lead or each that was not released. */
const answersForItem = (assignment: Assignment): boolean =>
  isResponsible(assignment) && assignment.status !== 'released';

/** The item's date (事项期限): the latest of its leads and eaches that were not released; null when it has none. */
export const itemDue = (assignments: readonly Assignment[]): Due | null =>
  assignments
    .filter(answersForItem)
    .flatMap(({ rounds }) => rounds.map((round) => inForce(round).due))
    .reduce<Due | null>((latest, due) => (latest === null || due.date > latest.date ? due : latest), null);

/**
 * Ends the rounds of supporting units with those of the leads and eaches: a round is over when all of them that have it
 * are accepted, or none has it any more.
 */
export function withSupportsEnded(state: ItemState): ItemState {
  const standing = state.assignments.filter(answersForItem);
  const isOver = ({ role }: Assignment, no: number): boolean =>
    role === 'support' &&
    standing.every(({ rounds }) => rounds.every((one) => one.no !== no || one.outcome !== null));
  const settle = (assignment: Assignment): Assignment => {
    const moved = assignment.rounds.some((round) => round.over !== isOver(assignment, round.no));
    if (!moved) return assignment;
    return {
      ...assignment,
      rounds: assignment.rounds.map((round) => ({ ...round, over: isOver(assignment, round.no) })),
    };
  };
  return state.assignments.some((one) => settle(one) !== one)
    ? { ...state, assignments: state.assignments.map(settle) }
    : state;
}

/** One override over another: what the inner one does not say, the outer one does; null when neither says anything. */
export const overrides = (
  outer: PolicyOverride | null,
  inner: PolicyOverride | null,
): PolicyOverride | null => (outer || inner ? { ...outer, ...inner } : null);

/** The policy in force (现行规则): the office's, over it the notice's and item's own. */
export const policyFor = (
  { policy }: Pick<Office, 'policy'>,
  of: { readonly policy: PolicyOverride | null },
): Policy => (of.policy ? { ...policy, ...of.policy } : policy);

/** A due date as it will stand: rolled by the policy in force, with the instant from which it is late. */
export const dueBy = (
  office: Office,
  of: { readonly policy: PolicyOverride | null },
  written: CivilDate,
): Due => dueOn(office.calendar, roll(office.calendar, written, policyFor(office, of).roll));
