import type { z } from 'zod';
import type { AccountId, UnitId } from '../roster/types';
import { assigningCommands } from './commands/assign';
import { dateCommands } from './commands/change';
import { handInCommands } from './commands/hand-in';
import type { CommandEntry } from './commands/entry';
import type { Source } from './commands/case';
import { extensionCommands } from './commands/extension';
import { lifeCycleCommands } from './commands/life-cycle';
import { reopeningCommands } from './commands/reopen';
import { reviewCommands } from './commands/review';
import { roleCommands } from './commands/roles';
import { signingCommands } from './commands/sign-report';
import { choreCommands } from './commands/tasks-urges';

const TABLE = {
  ...signingCommands,
  ...extensionCommands,
  ...handInCommands,
  ...reviewCommands,
  ...dateCommands,
  ...roleCommands,
  ...assigningCommands,
  ...choreCommands,
  ...lifeCycleCommands,
  ...reopeningCommands,
};

type CommandTable = typeof TABLE;

export type CommandType = keyof CommandTable;

type Commands = { readonly [T in CommandType]: z.output<CommandTable[T]['schema']> };

/** What may be asked of an issued item; dates and units are already resolved. Follows from the table. */
export type Command = Commands[CommandType];

/** A command of one type. */
export type CommandOf<T extends CommandType> = Commands[T];

/** Every command (命令) by its type: its words, who may give it, what it does. The only list of commands. */
export const commandTable: { readonly [T in CommandType]: CommandEntry<CommandTable[T]['schema']> } = TABLE;

/** Whether there is a command of this type. */
export function isCommandType(type: unknown): type is CommandType {
  return typeof type === 'string' && Object.hasOwn(TABLE, type);
}

/** A command on its way to an item: what, by whom, under which key. Holds no personal data. */
export interface Envelope {
  /** Request key chosen by the caller; the same key and content gives the same answer. */
  readonly key: string;
  /** sha256 of the canonical command, actor and onBehalf. */
  readonly digest: string;
  /** Who entered it: an account, or the reserved id `temporal` (Temporal's own UI). */
  readonly actor: AccountId;
  /** A coordinator enters for a unit. */
  readonly onBehalf: { readonly unit: UnitId; readonly source: Source } | null;
  readonly command: Command;
}
