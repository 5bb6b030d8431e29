import { fieldsOf, unsaidIn, type CommandField, isBlank } from '../../../domain/item/command-fields';
import { commandTable, type Command, type CommandType } from '../../../domain/item/commands';
import { spokenToRef, type SpokenTo } from '../../../office/acts/spoken-to';
import type { FieldFault } from '../web/form';
import { postedList, postedWords } from '../web/posted';
import type { Ctx } from '../web/route';
import type { Visit } from '../web/visit';
import type { FileRef } from '../../../domain/item/commands/fields';

/** A command as a form brought it, or what is wrong with the form. */
export type Brought =
  | { readonly ok: true; readonly command: Command; readonly spokenTo: SpokenTo | null }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

/** Values of a form by field, as they are shown again after a fault. */
export type Values = Readonly<Record<string, string | undefined>>;

async function inputValue(
  c: Ctx,
  field: CommandField,
  words: Values,
  files: readonly FileRef[],
  spokenTo: SpokenTo | null,
): Promise<unknown> {
  const { name, kind } = field;
  const said = words[name];
  switch (kind) {
    case 'units':
      return postedList(c, name);
    case 'files':
      return files;
    case 'flag':
      // A box that is not ticked says no; where it may be left out, nothing is said without a word.
      return said === 'yes' || (said === undefined && field.optional ? undefined : false);
    case 'percent':
    case 'round':
      return said === undefined || said.trim() === '' ? undefined : Number(said);
    case 'phone':
      return spokenTo && { whoRef: spokenTo.ref, answer: words['phone-answer'] ?? '' };
    case 'text':
      return said ?? '';
    default:
      return said === '' ? undefined : said;
  }
}

/** Only a command that records a call names whom it was with. */
function spokenToIn(type: CommandType, words: Values, key: string): SpokenTo | null {
  const name = words['phone-who']?.trim().slice(0, 100) ?? '';
  return name === '' || !hasPhone(type) ? null : { ref: spokenToRef(key), name };
}

const hasPhone = (type: CommandType): boolean => fieldsOf(type).some(({ kind }) => kind === 'phone');

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** Reads the command of a form by the fields of its entry in the table of commands. Never throws. */
export async function broughtFiles(
  c: Ctx,
  type: CommandType,
  files: readonly FileRef[],
  key: string,
): Promise<Brought> {
  const visit = c.get('visit');
  const words = await postedWords(c);
  const spokenTo = spokenToIn(type, words, key);
  const input: Record<string, unknown> = { type };
  for (const field of fieldsOf(type)) {
    const value = await inputValue(c, field, words, files, spokenTo);
    if (!isAbsent(value) && !(field.optional && value === '')) input[field.name] = value;
  }
  const read = commandTable[type].schema.safeParse(input);
  const wrong = read.success ? [] : read.error.issues.map(({ path }) => String(path[0] ?? ''));
  const blank = fieldsOf(type).filter(({ name, said }) => said === true && isBlank(input[name]));
  const names = new Set([...wrong, ...blank.map(({ name }) => name)]);
  if (read.success) for (const { name } of unsaidIn(type, read.data)) names.add(name);
  if (!read.success || names.size > 0) return { ok: false, faults: fieldFaults(type, names, input, visit) };
  return { ok: true, command: read.data, spokenTo };
}

const fieldFaults = (
  type: CommandType,
  names: ReadonlySet<string>,
  input: Readonly<Record<string, unknown>>,
  { say }: Visit,
): readonly FieldFault[] =>
  fieldsOf(type)
    .filter(({ name }) => names.has(name))
    .map(({ name, label, right }) => {
      const given = input[name];
      const missing = given === undefined || given === '' || (Array.isArray(given) && given.length === 0);
      const message = missing
        ? say(`请填写${label.zh}`, `Enter: ${label.en}`)
        : say(`${label.zh}不对：${right.zh}`, `${label.en} is wrong: ${right.en}`);
      return { field: name, message };
    });
