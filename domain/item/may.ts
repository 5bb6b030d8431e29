import { hint, type HintParts, ok, refuse, type Result, text } from '../problem';
import type { Account, AccountRole, UnitId } from '../roster/types';
import type { CommandType } from './commands';
import type { HandIn, ItemState } from './types';
import { openHandIn } from './view';

/** What a unit says for itself; a coordinator may enter it on its behalf. */
const UNIT_COMMANDS: ReadonlySet<CommandType> = new Set([
  'acknowledge',
  'report',
  'requestExtension',
  'withdrawExtension',
  'submitCompletion',
  'withdrawCompletion',
]);

/** What 审核领导 decide; refusing an extension belongs to granting one. */
const REVIEWER_COMMANDS: ReadonlySet<CommandType> = new Set(['accept', 'return', 'grant', 'refuse', 'close']);

const ROLES: Readonly<Record<AccountRole, string>> = {
  liaison: '联络员',
  unitLeader: '单位领导',
  coordinator: '督办员',
  reviewer: '审核领导',
  admin: '管理员',
  auditor: '审计',
};

/** An act of a unit (签收、上报、申请延期、报办结 and their withdrawals). */
export const isUnitCommand = (command: CommandType): boolean => UNIT_COMMANDS.has(command);

/** The refusal `not-allowed`, with who would be allowed. */
export const notAllowed = (message: readonly [string, string], todo: HintParts): Result<never> =>
  refuse('not-allowed', text(...message), hint(...todo));

/**
 * Whether an account may give a command about a unit of an item: the one table for every front end. Reviewing
 * (accept, return) also asks that the account belongs to another unit and did not enter the hand-in itself.
 * Refuses with `not-allowed`. Rule: "Who".
 */
export function may(
  account: Account,
  command: CommandType,
  state: ItemState,
  unit: UnitId | null,
  onBehalf: boolean,
): Result<null> {
  if (!roleMay(account, command, unit, onBehalf)) {
    return notAllowed(
      [
        `${ROLES[account.role]}“${account.id}”不能做这件事`,
        `${account.role} "${account.id}" may not do this`,
      ],
      whoMay(command),
    );
  }
  if (account.notices && account.role !== 'liaison' && !account.notices.includes(state.notice)) {
    return notAllowed(
      [
        `“${account.id}”不负责通知 ${state.notice}`,
        `"${account.id}" is not in charge of notice ${state.notice}`,
      ],
      ['请由该通知的督办员或审核领导办理', 'ask a coordinator or reviewer of that notice'],
    );
  }
  if (command !== 'accept' && command !== 'return') return ok(null);
  const waiting = (state.assignments.find((assignment) => assignment.unit === unit)?.occurrences ?? [])
    .map(openHandIn)
    .filter((handIn) => handIn !== undefined);
  // Of several rounds that wait, one that another entered is enough here; the command itself looks at its round.
  return mayReview(account, unit, waiting.find(({ by }) => by !== account.id) ?? waiting[0]);
}

function roleMay(account: Account, command: CommandType, unit: UnitId | null, onBehalf: boolean): boolean {
  switch (account.role) {
    case 'liaison':
      return isUnitCommand(command) && !onBehalf && unit !== null && account.unit === unit;
    case 'coordinator':
      return isUnitCommand(command) === onBehalf;
    case 'reviewer':
      return REVIEWER_COMMANDS.has(command) && !onBehalf;
    case 'unitLeader':
    case 'admin':
    case 'auditor':
      return false;
  }
}

const whoMay = (command: CommandType): HintParts =>
  isUnitCommand(command)
    ? [
        '由本单位联络员办理，或由督办员代录',
        "the unit's liaison does this, or a coordinator enters it on the unit's behalf",
        'record-for-unit',
      ]
    : REVIEWER_COMMANDS.has(command)
      ? ['由本通知的督办员或审核领导办理', 'a coordinator or reviewer of the notice does this']
      : ['由本通知的督办员办理', 'a coordinator of the notice does this'];

/** Whether an account may review this hand-in of a unit; refuses with `not-allowed` its own entry and its own unit. */
export function mayReview(account: Account, unit: UnitId | null, handIn: HandIn | undefined): Result<null> {
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
