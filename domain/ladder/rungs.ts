import type { Audience, Role, Rung } from '../item/types';

/** One rung (催办级别) as data: the ladder's table of rules.md. */
export interface RungRule {
  readonly rung: Rung;
  /** What its days are counted from: the letter's acceptance, T, B, or the last working day of a quarter. */
  readonly from: 'letter' | 'T' | 'B' | 'quarter';
  /** Working days from there, one for each n-th. */
  readonly days: readonly number[];
  readonly roles: readonly Role[];
  /** Editions for each n-th; the last holds for all further. */
  readonly audiences: readonly (readonly Audience[])[];
  /** Shortest term to which it applies, working days. */
  readonly minTerm: number;
  /** Opens a phone task (电话催办) beside the mail. */
  readonly phone: boolean;
}

/** "Lead" in the ladder means whoever answers for the date. */
const ANSWERING_ROLES: readonly Role[] = ['lead', 'each'];
const EVERYONE: readonly Role[] = ['lead', 'each', 'support'];
const LIAISON: readonly Audience[] = ['liaison'];

const rule = (
  rung: Rung,
  from: RungRule['from'],
  days: readonly number[],
  rest: Partial<RungRule> = {},
): RungRule => ({
  rung,
  from,
  days,
  roles: ANSWERING_ROLES,
  audiences: [LIAISON],
  minTerm: 0,
  phone: false,
  ...rest,
});

/** All rungs that are raised. The letter R0 is composed at issue and F at the slot; C is a change line. */
export const RUNGS: readonly RungRule[] = [
  rule('Q', 'quarter', [-10, -1]),
  // 未上报: on the first working day after the quarter, to the liaison only, nothing more.
  rule('R6', 'quarter', [1]),
  rule('R1', 'letter', [2, 4], {
    roles: EVERYONE,
    audiences: [LIAISON, ['liaison', 'supervisor']],
    minTerm: 10,
  }),
  rule('R2', 'T', [-10], { roles: EVERYONE, minTerm: 20 }),
  rule('R3', 'T', [-5], { roles: EVERYONE }),
  rule('R4', 'T', [-3]),
  rule('R5', 'T', [-1, 0]),
  rule('R6', 'B', [1], { audiences: [['liaison', 'supervisor']] }),
  rule('R7', 'B', [3], { phone: true }),
  rule('R8', 'B', [5], { audiences: [['chief']] }),
  rule('R9', 'B', [10, 15, 20, 25], { audiences: [['liaison', 'coordinator']] }),
];

/** Working days that belong to rungs without being one. */
export const LADDER = {
  /** Working days after the letter from which an unsigned unit gets a phone task and no more R1. */
  phoneUnsigned: 6,
  /** The same where the term is too short for R1. */
  phoneUnsignedShort: 1,
  /** No second R1 so near to T. */
  signBeforeT: 3,
  /** Working days after which a chief's edition that was not approved is not sent. */
  approveR8: 5,
} as const;

/** Rungs from the lowest to the highest (rules.md, Ladder: Rank). */
const RANKED: readonly Rung[] = ['C', 'Q', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'];

/** Rank of a rung, C < Q < R1 < … < R9. */
export const rankOf = (rung: Rung): number => RANKED.indexOf(rung);

/** The audiences of the n-th (from 1) of a rung. */
export const audiencesOf = (of: RungRule, nth: number): readonly Audience[] =>
  of.audiences[Math.min(nth, of.audiences.length) - 1] ?? [];
