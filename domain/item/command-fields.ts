import { z } from 'zod';
import { commandTable, type CommandType } from './commands';
import { fieldWords, type FieldWords } from './commands/fields';

/** One field of a command, for whoever asks people for it. */
export interface CommandField extends FieldWords {
  readonly name: string;
  /** May be left out of the command altogether. */
  readonly optional: boolean;
}

/** The fields of a command in their order, `type` left out: what an option, a form or a script has to ask for. */
export function fieldsOf(type: CommandType): readonly CommandField[] {
  return Object.entries<z.core.$ZodType>(commandTable[type].schema.shape).flatMap(([name, schema]) => {
    const optional = schema instanceof z.ZodExactOptional;
    const words = fieldWords.get(optional ? schema.unwrap() : schema);
    return words ? [{ ...words, name, optional }] : [];
  });
}
