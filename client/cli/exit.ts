import type { Problem } from '../../domain/problem';

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

const NOT_FOUND = /not-found|^unknown-(item|notice|account|task|mail|stream)/;
const INVALID =
  /^(bad-|invalid-|empty-|too-large|binary|not-text|unknown-(key|unit|field|command)|plan-|file-|broken-|yaml)/;
const UNAVAILABLE =
  /^(no-temporal|no-smtp|no-engine|engine-|temporal-|outcome-unknown|ledger-|turning-over|home-in-use|database-)/;

/** The exit code of a refusal: by the family of its code; anything the rules refuse is 4. */
export function exitOf(problem: Problem): number {
  if (problem.code === 'usage') return EXIT.usage;
  if (NOT_FOUND.test(problem.code)) return EXIT.notFound;
  if (INVALID.test(problem.code)) return EXIT.invalid;
  if (UNAVAILABLE.test(problem.code)) return EXIT.unavailable;
  return EXIT.refused;
}
