import type { Command, CommanderError } from 'commander';
import { refuse, text, type Problem, type Text } from '../../domain/problem';
import { placedUsage } from './program';

const quotedWord = (said: string): string => /'([^']*)'/.exec(said)?.[1] ?? '';

/** "(Did you mean x?)", "(Did you mean one of a, b?)". */
const suggested = (said: string): string | undefined => /Did you mean (?:one of )?([^?]+)\?/.exec(said)?.[1];

function usageMessage(fault: CommanderError, said: string): Text {
  const what = quotedWord(said);
  switch (fault.code) {
    case 'commander.unknownCommand':
      return text(`没有命令“${what}”`, `there is no command "${what}"`);
    case 'commander.unknownOption':
      return text(`没有选项“${what}”`, `there is no option "${what}"`);
    case 'commander.missingArgument':
      return text(`缺少 <${what}>`, `<${what}> is missing`);
    case 'commander.optionMissingArgument':
      return text(`选项 ${what} 后面缺少值`, `the option ${what} needs a value`);
    case 'commander.excessArguments':
      return text('参数太多；含空格的文字要加引号', 'too many arguments; put quotes around text with spaces');
    case 'commander.help':
      return text('命令没有写完', 'the command is not complete');
    default:
      return text(`命令写法不对：${said}`, said);
  }
}

/** Verbs beside this one that take an option, "item release". */
function takersOf(at: Command, option: string): readonly string[] {
  const beside = at.parent?.commands ?? [];
  const takes = beside.filter((one) => one !== at && one.options.some(({ long }) => long === option));
  return takes.map((one) => commandPath(one).replace(/^duban /, ''));
}

/** What somebody who gives this option to this verb most likely wants. */
const INSTEAD: Readonly<Record<string, Text>> = {
  'item cancel --unit': text(
    '取消的是整个事项；解除其中一个单位用 item release',
    'cancels the whole item; item release takes one unit out of it',
  ),
  'item close --unit': text(
    '销号的是整个事项；一个单位办结用 item review --accept',
    'closes the whole item; item review --accept is for one unit',
  ),
};

/** The hint for an option that another verb takes; null when none does. */
function elsewhere(fault: CommanderError, at: Command): Text | null {
  if (fault.code !== 'commander.unknownOption') return null;
  const option = quotedWord(fault.message);
  const own = INSTEAD[`${commandPath(at).replace(/^duban /, '')} ${option}`];
  if (own) return own;
  const takers = takersOf(at, option);
  if (takers.length === 0) return null;
  return text(`适用于 ${takers.join('、')}`, `it applies to ${takers.join(', ')}`);
}

/** The command as it is typed: "duban item report". */
function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function rightOf(at: Command): string {
  const path = commandPath(at);
  if (at.commands.length === 0) return `${path} ${at.usage()}`.trim();
  return `${path} ${at.commands.map((one) => one.name()).join(' | ')}`;
}

/**
 * Wrong usage: what was wrong, the nearest name there is, and how the command is written. `at` is the command that
 * commander stopped at.
 */
export function usageProblem(fault: CommanderError, at: Command): Problem {
  const said = fault.message
    .replace(/^error: /, '')
    .split('\n')
    .join(' ');
  const near = suggested(said);
  const right = rightOf(at);
  const help = `${commandPath(at)} --help`;
  const other = elsewhere(fault, at);
  if (other)
    return refuse(
      'usage',
      text(
        `${quotedWord(said)} 不适用于 ${commandPath(at).replace(/^duban /, '')}`,
        `${quotedWord(said)} does not apply to ${commandPath(at).replace(/^duban /, '')}`,
      ),
      other,
    ).problem;
  return refuse(
    'usage',
    usageMessage(fault, said),
    text(
      `${near === undefined ? '' : `是不是 ${near}？`}写法：${right}；例子见 ${help}`,
      `${near === undefined ? '' : `did you mean ${near}? `}write: ${right}; examples: ${help}`,
    ),
  ).problem;
}

/** Options that a call cannot do without, all of them named at once. */
export function incompleteCall(missing: readonly string[], at: Command): Problem {
  const help = `${commandPath(at)} --help`;
  const en = missing.map((flags) => placedUsage(flags, 'en'));
  return refuse(
    'usage',
    text(`缺少 ${missing.join('、')}`, `missing: ${en.join(', ')}`),
    text(`写法：${rightOf(at)}；例子见 ${help}`, `write: ${rightOf(at)}; examples: ${help}`),
  ).problem;
}
