import { refuse, text, type Problem, type Result, type Text } from '../../domain/problem';
import type { Output } from './output';
import { oneLine } from './printable';
import type { Session } from './session';

/** The options of one call as commander read them: strings, booleans, or lists of strings. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a verb does: arguments in order, options by name. */
export type Action = (
  session: Session,
  args: readonly (string | undefined)[],
  options: Options,
) => Promise<Result<Output>>;

/** An option of a verb as commander writes it, and what it means. */
export interface Flag {
  readonly flags: string;
  readonly about: Text;
  /** A call without it is refused; the help says so. */
  readonly required?: true;
}

/** A line that can be typed as it stands, and what it does. */
export interface Example {
  readonly line: string;
  readonly about: Text;
}

/** One verb (动词): everything that the program, its help and its documentation need. */
export interface Verb {
  /** Name and arguments, "report <事项>". */
  readonly usage: string;
  readonly about: Text;
  readonly flags: readonly Flag[];
  readonly examples: readonly Example[];
  readonly action: Action;
}

/** A noun (名词) and its verbs. */
export interface Noun {
  readonly name: string;
  readonly about: Text;
  /** Asked only for the noun that is called: its code is loaded with it. */
  readonly verbs: () => readonly Verb[];
}

/** An option with its sentence in both languages. */
export const flaggedBy = (flags: string, zh: string, en: string): Flag => ({ flags, about: text(zh, en) });

/** The same option where a call cannot do without it. */
export const requiredFlag = (option: Flag): Flag => ({ ...option, required: true });

/** An example with its sentence in both languages; the line begins after `duban `. */
export const example = (line: string, zh: string, en: string): Example => ({ line, about: text(zh, en) });

/** Only what a change would cause is shown. */
export const DRY_RUN = flaggedBy(
  '--dry-run',
  '只列出会产生的邮件和改变，不写入',
  'only show the mails and changes it would cause; write nothing',
);

/** The request key of a change. */
export const KEY_FLAG = flaggedBy(
  '--key <请求号>',
  '请求号：同号同内容只记一次',
  'request key: the same key and content is done once',
);

/** Only what is of one notice. */
export const OF_NOTICE = flaggedBy('--notice <通知>', '只看这份通知', 'of this notice');

/** Only what is of one unit. */
export const OF_UNIT = flaggedBy('--unit <单位>', '只看这个单位', 'of this unit');

/** The unit that is meant. */
export const UNIT_FLAG = flaggedBy('--unit <单位>', '单位名称、简称或代号', 'name, alias or id of the unit');

/** Why something is done. */
export const REASON_FLAG = flaggedBy('--reason <理由>', '理由', 'the reason');

/** What is said beside it. */
export const TEXT_FLAG = flaggedBy('--text <说明>', '说明', 'what is said');

/** Only some items of a plan. */
export const ONLY_ITEMS = flaggedBy(
  '--items <事项>',
  '只看这些事项，用逗号隔开',
  'only these items, separated by commas',
);

/** Characters of a request key that is chosen by hand: batches add the item and the part to it. */
const LONGEST_TYPED_KEY = 120;

/** What is wrong with --key, null when nothing is: empty, too long, line breaks or control characters. */
export function keyProblem(options: Options): Problem | null {
  const key = optionText(options, 'key');
  if (key === undefined || (key.length <= LONGEST_TYPED_KEY && /^[^\p{C}\p{Z}]+$/u.test(key))) return null;
  return refuse(
    'usage',
    text(`--key 的值不对（${key.length}个字符）`, `the value of --key is wrong (${key.length} characters)`),
    text(
      `请写 1 到 ${LONGEST_TYPED_KEY} 个字符，不含空格和控制字符，例：--key 2025-09-改期`,
      `1 to ${LONGEST_TYPED_KEY} characters without spaces or control characters, e.g. --key 2025-09-dates`,
    ),
  ).problem;
}

/** A text option as one line, undefined when absent. */
export function optionText(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? oneLine(value) : undefined;
}

/** Words of one text, separated by 、 or commas. */
export const commaWords = (words: string): readonly string[] =>
  words
    .split(/[、，,]/)
    .map((word) => word.trim())
    .filter(Boolean);

/** An option that names several, undefined when absent. */
export function listOption(options: Options, name: string): readonly string[] | undefined {
  const words = optionText(options, name);
  return words === undefined ? undefined : commaWords(words);
}

/** Whether a flag was given. */
export const flagOption = (options: Options, name: string): boolean => options[name] === true;

/** The name of a verb without its arguments. */
export const nameOfVerb = (verb: Pick<Verb, 'usage'>): string => verb.usage.split(' ')[0] ?? verb.usage;
