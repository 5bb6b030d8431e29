import type { Command as Commander } from 'commander';
import type { Result } from '../../domain/problem';
import type { Output } from './output';
import type { Session } from './session';

/** The options of one call as commander read them: strings, booleans, or lists of strings. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a verb does: arguments in order, options by name. */
export type Action = (
  session: Session,
  args: readonly (string | undefined)[],
  options: Options,
) => Promise<Result<Output>>;

/** Ties a commander command to its action. */
export type On = (command: Commander, action: Action) => void;

/** A text option, undefined when absent. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a flag was given. */
export const flag = (options: Options, name: string): boolean => options[name] === true;
