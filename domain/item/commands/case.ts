import { z } from 'zod';
import type { Office } from '../../office';
import type { Policy } from '../../policy';
import { ok, type Result, hint, refuse, text, type HintParts, type Text } from '../../problem';
import { unitOf } from '../../roster/roster';
import type { Account, AccountId, UnitId } from '../../roster/types';
import type { CivilDate, Instant } from '../../time';
import type { ItemEvent } from '../events';
import type { ItemState, HandIn } from '../types';
import { lineField } from './fields';

/** How a unit said what a coordinator enters for it (代录来源). */
export const SOURCES = ['mail', 'phone', 'paper'] as const;

export type Source = (typeof SOURCES)[number];

/** Longest request key; with its digest it still fits into an id of Temporal. */
const LONGEST_KEY = 300;

/** A command on its way to an item, before its command has been looked at: by whom, for whom, under which key. */
export const envelopeShape = z.strictObject({
  key: lineField(LONGEST_KEY),
  digest: lineField(LONGEST_KEY),
  actor: lineField(100),
  onBehalf: z.strictObject({ unit: lineField(100), source: z.enum(SOURCES) }).nullable(),
  command: z.unknown(),
});

/** What a decision rests on beside the state: reference data, the workflow's clock, and the next slot (slotFor(now)). */
export interface DecideContext {
  readonly office: Office;
  readonly now: Instant;
  readonly slot: CivilDate;
  /** Units whose urge of this day has gone, whatever it was about, and when: a second one is asked about first. */
  readonly urged: ReadonlyMap<UnitId, Instant>;
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

/** The refusal `not-allowed`, with who would be allowed. */
export const notAllowed = (message: readonly [string, string], todo: HintParts): Result<never> =>
  refuse('not-allowed', text(...message), hint(...todo));

/** The refusal `incomplete`: which field is empty. */
export const incompleteCommand = ({ zh, en }: Text): Result<never> =>
  refuse(
    'incomplete',
    text(`没有写${zh}`, `the ${en} is missing`),
    text(`请补上${zh}再提交`, `give the ${en} and try again`),
  );

/** Whether an account may judge this hand-in of a unit; refuses with `not-allowed` its own entry and its own unit. */
export function refuseReviewer(
  account: Account,
  unit: UnitId | null,
  handIn: HandIn | undefined,
): Result<null> {
  if (unit !== null && account.unit === unit) {
    return notAllowed(
      [`“${account.id}”属于该单位，不能审核`, `"${account.id}" belongs to that unit and may not review it`],
      ['请由另一位督办员或审核领导审核', 'ask another coordinator or a reviewer'],
    );
  }
  if (handIn?.by === account.id) {
    return notAllowed(
      [
        `这份办结由“${account.id}”代录，不能自己审核`,
        `"${account.id}" entered this hand-in and may not review it`,
      ],
      ['请由另一位督办员或审核领导审核', 'ask another coordinator or a reviewer'],
    );
  }
  return ok(null);
}
