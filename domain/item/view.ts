import type { Instant } from '../time';
import { inForce } from './outcome';
import type { Assignment, HandIn, ItemState, Round } from './types';

/** Open (在办): issued, underway or to be closed. */
export const isOpen = (state: ItemState): boolean =>
  state.status !== 'closed' && state.status !== 'cancelled';

/** The unit still has something to do: neither accepted, cancelled nor released. */
export const isActive = (assignment: Assignment): boolean =>
  assignment.status === 'issued' || assignment.status === 'underway';

/** Answers for a date: lead or each (牵头、责任单位). */
export const isResponsible = (assignment: Assignment): boolean => assignment.role !== 'support';

/** The hand-in that waits for review; undefined when none does. */
export const openHandIn = (round: Round): HandIn | undefined =>
  round.handIns.find((handIn) => handIn.fate === 'open');

/** Handed in (办结待审): a hand-in waits for review. */
export const isHandedIn = (round: Round): boolean => openHandIn(round) !== undefined;

/** The hand-in by which a round is accepted (已办结); undefined when it is not. */
export const acceptedHandIn = (round: Round): HandIn | undefined =>
  round.outcome ? round.handIns.findLast((handIn) => handIn.fate === 'accepted') : undefined;

/** Overdue (逾期): neither accepted nor handed in, and now ≥ lateFrom of the date in force. */
export const isLate = (round: Round, now: Instant): boolean =>
  round.outcome === null && !isHandedIn(round) && now >= inForce(round).due.lateFrom;

/** Unsigned (未签收): neither acknowledged, reported nor handed in. */
export const isUnsigned = (assignment: Assignment): boolean => assignment.status === 'issued';

/** Returned (退回): the last hand-in was returned and nothing was handed in since. */
export const isReturned = (round: Round): boolean =>
  round.outcome === null &&
  round.handIns.findLast((handIn) => handIn.fate !== 'withdrawn')?.fate === 'returned';

/** Number of the round to which an entry of the ladder belongs ("2.1" → 2); 0 for a quarter ("2025Q3.1"). */
export const roundNo = (ordinal: string): number => {
  const [, no] = /^(\d+)\./.exec(ordinal) ?? [];
  return Number(no ?? 0);
};

/** The round that people are told the number of: of a recurring item each, also where it is a unit's only one. */
export const numberedRound = ({ kind }: Pick<ItemState, 'kind'>, round: Round | null): number | null =>
  kind === 'recurring' && round ? round.no : null;

/** Version for the keys of an assignment: the highest of its dates, 1 for continuous items. */
export const versionOf = (assignment: Assignment): number =>
  Math.max(1, ...assignment.rounds.map((round) => inForce(round).version));
