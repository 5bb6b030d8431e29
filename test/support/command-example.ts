import { fieldsOf, type CommandField } from '../../domain/item/command-fields';
import { commandTable, isCommandType, type CommandType } from '../../domain/item/commands';

/** The types of all commands. */
export const commandTypes: readonly CommandType[] = Object.keys(commandTable).filter(isCommandType);

const valueOf = ({ kind, example, choices }: CommandField, unit: string): unknown => {
  switch (kind) {
    case 'unit':
      return unit;
    case 'units':
      return [unit];
    case 'round':
    case 'percent':
      return Number(example);
    case 'files':
      return [];
    case 'flag':
      return true;
    case 'choice':
      return choices?.[0]?.value;
    case 'task':
      return 'phone|sjj|R7|1.1|1';
    case 'phone':
      return { whoRef: 'phone-k1', answer: '本周五报' };
    default:
      return example;
  }
};

/** A command of a type with every field said, as the entry of the table gives examples. */
export const exampleOf = (type: CommandType, unit = 'sjj'): Readonly<Record<string, unknown>> => ({
  type,
  ...Object.fromEntries(fieldsOf(type).map((field) => [field.name, valueOf(field, unit)])),
});

/** An envelope as front ends make it, with parts of it changed. */
export const rawEnvelope = (command: unknown, changed: object = {}): object => ({
  key: 'k1',
  digest: 'a'.repeat(64),
  actor: 'ddy',
  onBehalf: null,
  command,
  ...changed,
});
