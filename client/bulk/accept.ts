import type { Assignment, ItemState, Round } from '../../domain/item/types';
import { isHandedIn } from '../../domain/item/view';
import { ok } from '../../domain/problem';
import type { UnitId } from '../../domain/roster/types';
import type { BulkAsked, Planner, BulkStep } from './order';

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
