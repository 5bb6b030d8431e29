import type { Office } from '../../office';
import type { Policy } from '../../policy';
import { ok, type Result } from '../../problem';
import { unitOf } from '../../roster/roster';
import type { Account, AccountId, UnitId } from '../../roster/types';
import type { CivilDate, Instant } from '../../time';
import type { Source } from './envelope';
import type { ItemEvent } from '../events';
import type { ItemState } from '../types';

/** What a decision rests on beside the state: reference data, the workflow's clock, and the next slot (slotFor(now)). */
export interface DecideContext {
  readonly office: Office;
  readonly now: Instant;
  readonly slot: CivilDate;
}

/** One command before the rules: the item, the moment, who asks. */
export interface Case extends DecideContext {
  readonly state: ItemState;
  readonly actor: AccountId;
  /** Null: Temporal's own UI. */
  readonly account: Account | null;
  /** How the unit said it, when a coordinator enters it. */
  readonly source: Source | null;
  /** Civil date of `now` in the policy's zone. */
  readonly today: CivilDate;
  /** Policy in force for this item. */
  readonly policy: Policy;
}

/** What a command becomes: events, or a refusal. */
export type Decision = Result<readonly ItemEvent[]>;

/** The events of an accepted command; none: it has been so already. */
export const okEvents = (...made: readonly ItemEvent[]): Decision => ok(made);

/** A unit as people know it, with its id when the roster has no name for it. */
export const unitNameIn = (c: Case, unit: UnitId): string => unitOf(c.office.roster, unit)?.name ?? unit;
