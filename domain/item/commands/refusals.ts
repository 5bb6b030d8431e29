import { hint, ok, refuse, text, type HintParts, type Result, type Text } from '../../problem';
import type { Account, UnitId } from '../../roster/types';
import type { HandIn } from '../types';

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
