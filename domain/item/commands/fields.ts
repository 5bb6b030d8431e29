import { z } from 'zod';
import { text, type Text } from '../../problem';
import type { UnitId } from '../../roster/types';
import { parseDate, type CivilDate } from '../../time';

/** How a front end presents a field: as an option of the command line, an input of a form, a key of a script. */
export type FieldKind =
  | 'unit'
  | 'units'
  | 'round'
  | 'date'
  | 'moment'
  | 'percent'
  | 'line'
  | 'text'
  | 'files'
  | 'choice'
  | 'flag'
  | 'keys'
  | 'task'
  | 'phone';

/** One choice of a field of kind `choice`. */
export interface Choice {
  readonly value: string;
  readonly label: Text;
}

/** What front ends need to know of a field beside its schema. */
export interface FieldWords {
  readonly kind: FieldKind;
  readonly label: Text;
  /** What would be right. */
  readonly right: Text;
  readonly example: string;
  /** What it is for, where the label does not say it. */
  readonly about?: Text;
  /** A text that must not be blank. */
  readonly said?: true;
  /** Of kind `choice`. */
  readonly choices?: readonly Choice[];
}

/** The words of every field, by its schema. */
export const fieldWords = z.registry<FieldWords>();

/** Characters that a text of a command may have. */
export const LONGEST_TEXT = 4_000;

// Line breaks and tabs are text; what steers a terminal or the direction of writing is not.
const STEERING_TYPED = /(?![\n\r\t])[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** No lone surrogate, no control characters but line breaks and tabs. */
const isPlainText = (input: string): boolean => !STEERING_TYPED.test(input);

const wordsField = z
  .string()
  .refine((input) => Array.from(input).length <= LONGEST_TEXT)
  .refine(isPlainText);

/** One line of text up to a number of characters, not empty. */
export const lineField = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((input) => isPlainText(input) && !/[\n\r\t]/.test(input));

const idField = lineField(100);

const textField = (zh: string, en: string, example: string, said?: true) =>
  wordsField.clone().register(fieldWords, {
    kind: 'text',
    label: text(zh, en),
    right: text(
      `每段最多${LONGEST_TEXT}个字符，其余请作为附件`,
      `at most ${LONGEST_TEXT} characters; put the rest into a file`,
    ),
    example,
    ...(said ? { said } : {}),
  });

/** A text that must be said: blank is refused as `incomplete`. */
export const saidText = (zh: string, en: string, example: string) => textField(zh, en, example, true);

/** A text that may be empty. */
export const freeText = (zh: string, en: string, example: string) => textField(zh, en, example);

/** Why it is done (理由). */
export const reasonField = saidText('理由', 'reason', '上级调整了安排');

/** The unit that a command is about. */
export const unitField: z.ZodType<UnitId> = idField.clone().register(fieldWords, {
  kind: 'unit',
  label: text('单位', 'unit'),
  right: text('单位名称、简称或代号，例：区数据局', 'name, alias or id of a unit'),
  example: '区数据局',
});

/** Several units; none: all that it fits. */
export const unitsField = z
  .array(idField)
  .max(1_000)
  .readonly()
  .register(fieldWords, {
    kind: 'units',
    label: text('单位', 'units'),
    right: text('几个单位用、隔开；不写即全部', 'several are separated by commas; none means all'),
    example: '区数据局',
  });

/** Round of a recurring item (期次). */
export const round = z
  .int()
  .min(1)
  .max(999_999)
  .register(fieldWords, {
    kind: 'round',
    label: text('期次', 'round'),
    right: text('正整数，例：2；只用于分期事项', 'a positive whole number like 2, for recurring items only'),
    example: '2',
  });

const isDateText = (input: unknown): boolean => typeof input === 'string' && parseDate(input).ok;

/** An existing day. */
export const dateField = z.custom<CivilDate>(isDateText).register(fieldWords, {
  kind: 'date',
  label: text('日期', 'date'),
  right: text('写成 2025-12-31 的样子', 'write it like 2025-12-31'),
  example: '2025-12-31',
});

/** Progress in per cent (完成比例). */
export const percentage = z
  .custom<number>((input) => typeof input === 'number' && isPercentage(input))
  .register(fieldWords, {
    kind: 'percent',
    label: text('完成比例', 'percentage'),
    right: text('请写 0 到 100 的整数', 'a whole number from 0 to 100'),
    example: '60',
  });

const isPercentage = (input: number): boolean => Number.isInteger(input) && input >= 0 && input <= 100;

const fileRef = z.strictObject({ name: lineField(255), sha256: z.hash('sha256') }).readonly();

/** A file named in a report or hand-in: its name and sha256; the file itself stays where it is. */
export type FileRef = z.output<typeof fileRef>;

/** Files as evidence (佐证). */
export const files = z
  .array(fileRef)
  .max(40)
  .readonly()
  .register(fieldWords, {
    kind: 'files',
    label: text('佐证文件', 'files'),
    right: text('至多 40 个文件，只记名称和摘要', 'at most 40 files; name and digest are kept'),
    example: '验收单.pdf',
  });

/** One of some values. */
export const choice = <const V extends readonly [string, ...string[]]>(
  values: V,
  label: Text,
  labels: readonly Text[],
) => {
  const choices = values.map((value, index) => ({ value, label: labels[index] ?? text(value, value) }));
  const list = (lang: 'zh' | 'en') => choices.map((one) => `${one.value} ${one.label[lang]}`);
  return z.enum(values).register(fieldWords, {
    kind: 'choice',
    label,
    right: text(list('zh').join('、'), list('en').join(', ')),
    example: values[0],
    choices,
  });
};

/** Yes or no. */
export const flagField = (zh: string, en: string) =>
  z.boolean().register(fieldWords, {
    kind: 'flag',
    label: text(zh, en),
    right: text('是或否', 'yes or no'),
    example: '',
  });

/** An open task of the item. */
export const task = lineField(400).register(fieldWords, {
  kind: 'task',
  label: text('任务', 'task'),
  right: text('事项的一件未办结的待办', 'an open task of the item'),
  example: '',
});

const phoneRecord = z
  .strictObject({ whoRef: lineField(400), answer: wordsField.refine((said) => said.trim() !== '') })
  .readonly();

/** A phone record; who was spoken to is kept in an erasable side table under `whoRef`. */
export type PhoneRecord = z.output<typeof phoneRecord>;

/** A phone call: with whom, and what was answered. */
export const phone = phoneRecord.register(fieldWords, {
  kind: 'phone',
  label: text('通话', 'phone call'),
  right: text('与谁通话、对方的答复', 'who was spoken to, and the answer'),
  example: '',
});
