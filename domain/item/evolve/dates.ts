import type { Recorded } from '../events';
import { onUnitRound, onRound, onUnit, rearmed, unitTold, withDate } from '../reshape';
import type { Assignment, ItemState, Round } from '../types';
import { inForce } from '../outcome';

/** 调整期限: every date named moves. */
export function deadlineChanged(state: ItemState, { body, at }: Recorded<'deadlineChanged'>): ItemState {
  const units = [...new Set(body.dates.map(({ unit }) => unit))];
  const announced = units.reduce((next, unit) => onUnit(next, unit, unitTold), state);
  return body.dates.reduce(
    (next, set) => onUnitRound(next, set, (round) => withDate(round, set, 'change', at)),
    announced,
  );
}

/** 解除责任单位: version + 1, so that nothing raised before is still current. */
export const released = (state: ItemState, { body, at }: Recorded<'released'>): ItemState =>
  onUnit(state, body.unit, (assignment) => ({
    ...unitTold(assignment),
    status: 'released',
    rounds: assignment.rounds.map((round) => (round.outcome ? round : rearmed(round, body.slot, at))),
  }));

/** The new lead: of its open rounds those that got a date; the old leads have the others behind them. */
const leading = (assignment: Assignment, { unit, dates }: Recorded<'leadChanged'>['body']): Assignment => ({
  ...unitTold(assignment),
  role: 'lead',
  rounds: assignment.rounds.filter(
    ({ no, outcome }) => outcome || dates.some((set) => set.unit === unit && set.round === no),
  ),
});

/** 变更牵头: the new lead answers for its date, the old ones support, their results as of that day on record. */
export const leadChanged = (state: ItemState, { body, at }: Recorded<'leadChanged'>): ItemState => {
  const roles: ItemState = {
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
    roles,
  );
};

/** 日历更新: the instant from which the date in force is late is set again; no new version. */
export const calendarApplied = (state: ItemState, { body }: Recorded<'calendarApplied'>): ItemState =>
  body.dues.reduce(
    (next, { unit, round: no, due }) =>
      onUnit(next, unit, (assignment) =>
        onRound(assignment, no, (round: Round) => ({
          ...round,
          versions: [...round.versions.slice(0, -1), { ...inForce(round), due }],
        })),
      ),
    state,
  );
