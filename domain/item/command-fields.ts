import { z } from 'zod';
import { commandTable, type CommandOf, type CommandType } from './commands';
import { fieldWords, type FieldWords } from './commands/fields';

/** One field of a command, for whoever asks people for it. */
export interface CommandField extends FieldWords {
  readonly name: string;
  /** May be left out of the command altogether. */
  readonly optional: boolean;
}

/** The fields of a schema in their order: what an option, a form or a script has to ask for. */
export const fieldsIn = (shape: Readonly<Record<string, z.core.$ZodType>>): readonly CommandField[] =>
  Object.entries(shape).flatMap(([name, schema]) => {
    const optional = schema instanceof z.ZodExactOptional;
    const words = fieldWords.get(optional ? schema.unwrap() : schema);
    return words ? [{ ...words, name, optional }] : [];
  });

/** The fields of a command, `type` left out. */
export const fieldsOf = (type: CommandType): readonly CommandField[] =>
  fieldsIn(commandTable[type].schema.shape);

/** True for a value that says nothing: no text, or one of spaces alone. */
export const isBlank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

/** Fields of a command whose texts must be said and are not, in their order. */
export function unsaidIn<T extends CommandType>(type: T, command: CommandOf<T>): readonly CommandField[] {
  const needed = commandTable[type].needs(command);
  const said = new Map<string, unknown>(Object.entries(command));
  return fieldsOf(type).filter(
    ({ name, said: always }) => (always || needed.includes(name)) && isBlank(said.get(name)),
  );
}
