import { hint, refuse, type Result, text } from '../../problem';
import { nameOfUnit } from '../../roster/roster';
import type { UnitId } from '../../roster/types';
import { ROLE } from '../../words';
import type { DateSet, EventEntry, ToldAt } from '../event-entry';
import { inForce, roundOutcome } from '../outcome';
import { onUnit, onUnitRound, rearmed, unitTold, withDate } from '../reshape';
import { moves } from '../told';
import type { Assignment, FixedResult, ItemState, Round } from '../types';
import { isActive, isResponsible } from '../view';
import { okEvents, unitNameIn, type Case } from './case';
import { dueFor, lapses, nextDate } from './dates';
import { commandEntry } from './entry';
import { reasonField, unitField } from './fields';
import { activeUnit, dueDate, handedInRounds, handedInAmong, RETURN_FIRST, reviewable } from './find';

/** 解除责任单位: version + 1, so that nothing raised before is still current. */
const released: EventEntry<ToldAt & { readonly unit: UnitId; readonly reason: string }> = {
  words: text('解除责任单位', 'unit released'),
  apply: (state, { body, at }) =>
    onUnit(state, body.unit, (assignment) => ({
      ...unitTold(assignment),
      status: 'released',
      rounds: assignment.rounds.map((round) => (round.outcome ? round : rearmed(round, body.slot, at))),
    })),
  tells: ({ unit, reason }, { office }) => {
    const name = nameOfUnit(office.roster, unit);
    return { units: [unit], what: text(`解除${name}`, `${name} released`), reason };
  },
  change: ({ reason }, { role }) => ({ type: 'released', from: role, to: null, reason }),
};

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

interface LeadChange extends ToldAt {
  readonly unit: UnitId;
  /** The leads until now; they go on as support. */
  readonly from: readonly UnitId[];
  readonly reason: string;
  readonly dates: readonly DateSet[];
  /** State of the old leads on that day. */
  readonly results: readonly (FixedResult & { readonly unit: UnitId })[];
}

/** The new lead: of its open rounds those that got a date; the old leads have the others behind them. */
const leading = (assignment: Assignment, { unit, dates }: LeadChange): Assignment => ({
  ...unitTold(assignment),
  role: 'lead',
  rounds: assignment.rounds.filter(
    ({ no, outcome }) => outcome || dates.some((set) => set.unit === unit && set.round === no),
  ),
});

/** 变更牵头: the new lead answers for its date, the old ones support, their results as of that day on record. */
const leadChanged: EventEntry<LeadChange> = {
  words: text('变更牵头', 'lead changed'),
  apply: (state, { body, at }) => {
    const changed: ItemState = {
      ...state,
      assignments: state.assignments.map((assignment) => {
        if (assignment.unit === body.unit) return leading(assignment, body);
        if (!body.from.includes(assignment.unit)) return assignment;
        const results = body.results.filter(({ unit }) => unit === assignment.unit);
        const asLead = results.map(({ round, outcome }) => ({ round, outcome }));
        return { ...unitTold(assignment), role: 'support', asLead: [...assignment.asLead, ...asLead] };
      }),
    };
    return body.dates.reduce(
      (next, set) => onUnitRound(next, set, (round) => withDate(round, set, inForce(round).cause, at)),
      changed,
    );
  },
  tells: ({ unit, from, reason, dates }, told) => {
    const { roster } = told.office;
    const names = from.map((one) => nameOfUnit(roster, one)).join('、');
    const lead = { what: ROLE.lead, before: names === '' ? null : names, after: nameOfUnit(roster, unit) };
    return { units: [unit, ...from], changes: [lead, ...moves(told, dates)], reason };
  },
  change: ({ reason }, earlier, now) => ({ type: 'role', from: earlier.role, to: now.role, reason }),
};

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

/** Changes of roles (解除、换牵头). */
export const roleCommands = { release, changeLead };

export const roleEvents = { released, leadChanged };
