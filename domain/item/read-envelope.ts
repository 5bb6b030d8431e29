import type { z } from 'zod';
import { ok, refuse, text, type Result, type Text } from '../problem';
import { commandTable, isCommandType, type Command, type Envelope } from './commands';
import { envelopeShape } from './commands/case';
import { LONGEST_TEXT, type FieldWords } from './commands/fields';
import { fieldsOf } from './command-fields';

/** A value as people may be shown it: nothing in it steers a terminal, and it is short. */
function shownValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `“${value.slice(0, 40).replace(/[\p{C}\u2028\u2029]/gu, '\ufffd')}”`;
    case 'number':
    case 'boolean':
      return `“${value}”`;
    case 'undefined':
      return '（空）';
    default:
      return value === null ? '“null”' : Array.isArray(value) ? '[…]' : '{…}';
  }
}

const invalidCommand = (message: Text, hint: Text): Result<never> => refuse('invalid-command', message, hint);

const AS_SCHEMA_SAYS = text('字段以该命令所有的为准', 'give the fields that this command has');

/** The first thing wrong with a value, as a refusal that names the field, its value and the legal ones. */
function refusal(
  error: z.ZodError,
  value: unknown,
  wordsOf: (name: string) => FieldWords | undefined,
): Result<never> {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? '');
  const given: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : value;
  const words = wordsOf(name);
  if (!issue || !words) {
    const keys =
      issue?.code === 'unrecognized_keys' ? issue.keys.map(shownValue).join('、') : shownValue(given);
    return invalidCommand(
      text(`命令的写法不对：${name} ${keys}`, `the command is not well formed: ${name} ${keys}`),
      AS_SCHEMA_SAYS,
    );
  }
  const length = typeof given === 'string' ? Array.from(given).length : 0;
  if (words.kind === 'text' && length > LONGEST_TEXT) {
    const message = text(`${words.label.zh}长${length}个字符`, `${words.label.en}: ${length} characters`);
    return refuse('too-long', message, words.right);
  }
  return refuse(
    words.kind === 'percent' ? 'bad-percentage' : 'invalid-command',
    text(`${words.label.zh}${shownValue(given)}不对`, `${words.label.en} ${shownValue(given)} is wrong`),
    words.right,
  );
}

/**
 * Reads a command from whatever came. Refuses `invalid-command` (no such command, a field that is missing, unknown or
 * wrong, control characters), `too-long` and `bad-percentage`, naming the field and what would be right. Never throws.
 */
export function readCommand(input: unknown): Result<Command> {
  const type: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'type') : input;
  if (!isCommandType(type))
    return invalidCommand(
      text(`没有命令${shownValue(type)}`, `there is no command ${shownValue(type)}`),
      AS_SCHEMA_SAYS,
    );
  const read = commandTable[type].schema.safeParse(input);
  if (read.success) return ok(read.data);
  return refusal(read.error, input, (name) => fieldsOf(type).find((field) => field.name === name));
}

/** Reads an envelope from whatever came; refuses as `readCommand`, and `invalid-command` for key, digest, actor and source. */
export function readEnvelope(input: unknown): Result<Envelope> {
  const read = envelopeShape.safeParse(input);
  if (!read.success) return refusal(read.error, input, () => undefined);
  const command = readCommand(read.data.command);
  return command.ok ? ok({ ...read.data, command: command.value }) : command;
}
