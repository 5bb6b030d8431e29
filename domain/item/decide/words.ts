import { ok, refuse, text, type Result } from '../../problem';
import type { Command } from '../commands';

/** Characters that a text of a command may have. */
export const LONGEST = 4_000;

const NAMES = {
  reason: ['理由', 'reason'],
  progress: ['进展', 'progress'],
  approver: ['批准领导', 'approving leader'],
  text: ['正文', 'text'],
  result: ['办理结果', 'result'],
  carriedTo: ['结转到的事项', 'item carried to'],
} as const;

type Field = keyof typeof NAMES;

/** Texts of a command that must not be empty. */
function needed(command: Command): Partial<Record<Field, string>> {
  switch (command.type) {
    case 'requestExtension':
      return { reason: command.reason, progress: command.progress, approver: command.approver };
    case 'returnReport':
    case 'refuse':
    case 'return':
    case 'changeDeadline':
    case 'assign':
    case 'release':
    case 'changeLead':
    case 'cancel':
    case 'close':
    case 'reopen':
      return { reason: command.reason };
    case 'urge':
      return { text: command.text };
    case 'submitCompletion':
      return command.files.length > 0 ? {} : { text: command.text };
    case 'yearEnd':
      if (command.outcome === 'stop') return { reason: command.reason };
      return command.outcome === 'carry' ? { carriedTo: command.carriedTo ?? '' } : {};
    default:
      return {};
  }
}

/** All texts of a command, nested ones too. */
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
};

/**
 * The words of a command: what must be said is said (`incomplete`, naming the field), nothing is longer than 4,000
 * characters (`too-long`), a percentage is a whole number from 0 to 100 (`bad-percentage`).
 */
export function checkWords(command: Command): Result<null> {
  const missing = missingField(needed(command));
  if (missing) return incomplete(missing);
  const longest = Math.max(0, ...textsOf(command).map((words) => Array.from(words).length));
  if (longest > LONGEST) {
    return refuse(
      'too-long',
      text(`有一段文字长${longest}个字符`, `a text has ${longest} characters`),
      text(
        `每段最多${LONGEST}个字符，其余请作为附件`,
        `at most ${LONGEST} characters; put the rest into a file`,
      ),
    );
  }
  return command.type === 'report' && !isPercentage(command.percentage)
    ? refuse(
        'bad-percentage',
        text(`完成比例“${command.percentage}”不对`, `percentage "${command.percentage}" is wrong`),
        text('请写 0 到 100 的整数', 'a whole number from 0 to 100'),
      )
    : ok(null);
}

const isPercentage = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 100;

const FIELDS: readonly Field[] = ['reason', 'progress', 'approver', 'text', 'result', 'carriedTo'];

const missingField = (fields: Partial<Record<Field, string>>): Field | undefined =>
  FIELDS.find((field) => fields[field]?.trim() === '');

/** The refusal `incomplete`: which field is empty. */
export function incomplete(field: Field): Result<never> {
  const [zh, en] = NAMES[field];
  return refuse(
    'incomplete',
    text(`没有写${zh}`, `the ${en} is missing`),
    text(`请补上${zh}再提交`, `give the ${en} and try again`),
  );
}
