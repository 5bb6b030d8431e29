import type { Problem } from '../../domain/problem';
import { kindOf, type ProblemKind } from '../../domain/problem-codes';

/** Exit codes of `duban` (docs/cli.md): what a script can rely on. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  invalid: 5,
  findings: 6,
  unavailable: 69,
  interrupted: 130,
} as const;

const EXITS: Readonly<Record<ProblemKind, number>> = {
  unexpected: EXIT.unexpected,
  interrupted: EXIT.interrupted,
  warning: EXIT.findings,
  usage: EXIT.usage,
  'not-found': EXIT.notFound,
  refused: EXIT.refused,
  invalid: EXIT.invalid,
  unavailable: EXIT.unavailable,
};

/** The exit code of a problem. */
export const exitOf = ({ code }: Pick<Problem, 'code'>): number => EXITS[kindOf(code)];
