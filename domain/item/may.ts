import { ok, type HintParts, type Result } from '../problem';
import type { Account, UnitId } from '../roster/types';
import { ACCOUNT_ROLE } from '../words';
import { commandTable, type CommandType } from './commands';
import { refuseReviewer, notAllowed } from './commands/case';
import type { ItemState } from './types';

/** An act of a unit (签收、上报、申请延期、报办结 and their withdrawals). */
export const isUnitCommand = (command: CommandType): boolean => commandTable[command].by === 'unit';

/**
 * Whether an account may give a command about a unit of an item: the one table for every front end. Judging a
 * hand-in also asks that the account belongs to another unit and did not enter the hand-in itself.
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
        `${ACCOUNT_ROLE[account.role].zh}“${account.id}”不能做这件事`,
        `${ACCOUNT_ROLE[account.role].en} "${account.id}" may not do this`,
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
  const { judges } = commandTable[command];
  if (!judges) return ok(null);
  const waiting = (state.assignments.find((assignment) => assignment.unit === unit)?.rounds ?? [])
    .map(judges)
    .filter((handIn) => handIn !== undefined);
  // Of several rounds that wait, one that another entered is enough here; the command itself looks at its round.
  return refuseReviewer(account, unit, waiting.find(({ by }) => by !== account.id) ?? waiting[0]);
}

function roleMay(account: Account, command: CommandType, unit: UnitId | null, onBehalf: boolean): boolean {
  switch (account.role) {
    case 'liaison':
      return isUnitCommand(command) && !onBehalf && unit !== null && account.unit === unit;
    case 'coordinator':
      return isUnitCommand(command) === onBehalf;
    case 'reviewer':
      return commandTable[command].by === 'reviewer' && !onBehalf;
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
    : commandTable[command].by === 'reviewer'
      ? ['由本通知的督办员或审核领导办理', 'a coordinator or reviewer of the notice does this']
      : ['由本通知的督办员办理', 'a coordinator of the notice does this'];
