import { firstOpen } from '../dates';
import type { RaisedBody, Recorded } from '../events';
import { onRound } from '../reshape';
import { rungId, type Assignment, type ItemState, type Round } from '../types';
import { roundNo } from '../view';
import { tasksDone, itemWithTasks } from './life';

/** Result of an R8 task that nobody approved within 5 working days. */
export const LAPSED_REASON = 'lapsed';

/**
 * 催办: the watermark moves to the slot. Hold that had been lifted is spent; what this raise held is added to its
 * round (R1 belongs to the assignment and is kept with the round being worked on), and what fired is remembered. Tasks open on the slot's day; letters and B as found.
 */
export function raised(state: ItemState, { body, at, actor }: Recorded<'raised'>): ItemState {
  const looked: ItemState = {
    ...state,
    raisedThrough: body.slot,
    assignments: state.assignments.map((assignment) => lookedAt(assignment, body)),
  };
  const lapsed = tasksDone(looked, body.lapsed, { at, by: actor, result: LAPSED_REASON });
  return itemWithTasks(lapsed, body.tasks, at, body.slot);
}

/** What is told of a unit, and nothing else, makes its assignment another one. */
const concerns = (body: RaisedBody, { unit, rounds }: Assignment): boolean =>
  rounds.some(({ holdLifted }) => holdLifted) ||
  [body.raised, body.dropped, body.held, body.letters, body.back].some((list) =>
    list.some((one) => one.unit === unit),
  );

function lookedAt(assignment: Assignment, body: RaisedBody): Assignment {
  if (!concerns(body, assignment)) return assignment;
  const letter = body.letters.find(({ unit }) => unit === assignment.unit);
  const fired = [...body.raised, ...body.dropped].filter(({ unit }) => unit === assignment.unit);
  const spent: Assignment = {
    ...assignment,
    fired: [...assignment.fired, ...fired.map(rungId)],
    letterOn: letter?.letterOn ?? assignment.letterOn,
    rounds: assignment.rounds.map((round) =>
      round.holdLifted ? { ...round, held: [], holdLifted: false } : round,
    ),
  };
  const working = firstOpen(assignment)?.no ?? 0;
  const hold = body.held
    .filter(({ unit }) => unit === assignment.unit)
    .reduce((next, entry) => {
      const no = entry.rung === 'R1' ? working : roundNo(entry.ordinal);
      return onRound(next, no, (round: Round) => ({ ...round, held: [...round.held, entry] }));
    }, spent);
  return body.back
    .filter(({ unit }) => unit === assignment.unit)
    .reduce((next, { round, backOn }) => onRound(next, round, (round) => ({ ...round, backOn })), hold);
}
