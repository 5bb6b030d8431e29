import { Option } from 'commander';
import { fieldsOf, type CommandField } from '../../domain/item/command-fields';
import type { CommandType } from '../../domain/item/commands';
import { flaggedBy, REASON_FLAG, TEXT_FLAG, UNIT_FLAG, type Flag } from './verb';

/** The options of the command line whose names differ from their fields'. */
const OPTIONS: Readonly<Record<string, Flag>> = {
  unit: UNIT_FLAG,
  units: UNIT_FLAG,
  round: flaggedBy('--round <n>', '期次（只用于多期事项）', 'the round of a recurring item'),
  date: flaggedBy('--to <日期>', '日期，如 2025-12-31', 'a date like 2025-12-31'),
  reason: REASON_FLAG,
  text: TEXT_FLAG,
  percentage: flaggedBy('--percent <n>', '进度 0…100', 'progress 0…100'),
  files: flaggedBy(
    '--file <文件...>',
    '佐证文件：只记名称和摘要，文件留在原处',
    'files as evidence: name and digest are kept, the file stays where it is',
  ),
  progress: flaggedBy('--progress <进展>', '现在的进展', 'the progress so far'),
  approver: flaggedBy('--approver <领导>', '批准申请的单位领导', 'the leader of the unit who approved it'),
  role: flaggedBy('--role <分工>', 'each 责任|lead 牵头|support 配合', 'each|lead|support'),
  outcome: flaggedBy('--outcome <结论>', 'accept 完成|carry 结转|stop 终止', 'accept|carry|stop'),
  carriedTo: flaggedBy('--carried-to <事项>', '结转到的新事项', 'the item that it is carried to'),
};

/** "deadline-change" of deadlineChange. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The option that asks for a field. */
export function optionOf({ name, kind, label, about }: CommandField): Flag {
  const own = OPTIONS[name];
  if (own) return own;
  const value = kind === 'flag' ? '' : kind === 'moment' ? ' <时刻>' : ` <${label.zh}>`;
  const { zh, en } = about ?? label;
  return flaggedBy(`--${kebab(name)}${value}`, zh, en);
}

/** What commander calls an option: --carried-to is carriedTo. */
export const attributeOf = ({ flags }: Flag): string => new Option(flags).attributeName();

/** The option as it is typed, without its value. */
export const typedFlag = ({ flags }: Flag): string => flags.split(' ')[0] ?? flags;

/** Fields of a command that options ask for; a task is named by its verb, a phone call by the verb `call`. */
export const askedFields = (type: CommandType): readonly CommandField[] =>
  fieldsOf(type).filter(({ kind }) => kind !== 'task' && kind !== 'phone');
