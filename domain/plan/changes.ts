import type { Command } from '../item/commands';
import { unitOf } from '../roster/roster';
import type { Roster, UnitId } from '../roster/types';
import type { Problem, Text } from '../problem';

/** One thing in which the plan and a running item differ. */
export interface PlanChange {
  readonly what: Text;
  /** `roster`: nobody wrote it, a group has other members since the issue. */
  readonly cause: 'plan' | 'roster';
  /** What makes it so, in order; a refusal of one leaves out those behind it. Empty: no command can. */
  readonly commands: readonly Command[];
  /** Why no command can make it so. */
  readonly problem: Problem | null;
}

/** A unit as people know it. */
export const plannedUnitName = (roster: Roster, unit: UnitId): string => unitOf(roster, unit)?.name ?? unit;

/** A difference that commands can make good. */
export const byCommands = (
  what: Text,
  commands: readonly Command[],
  cause: PlanChange['cause'] = 'plan',
): PlanChange => ({ what, cause, commands, problem: null });

/** A difference that stays until the plan or the item is changed by hand. */
export const fixedChange = (what: Text, problem: Problem): PlanChange => ({
  what,
  cause: 'plan',
  commands: [],
  problem,
});
