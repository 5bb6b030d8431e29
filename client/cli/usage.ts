import type { Command, CommanderError } from 'commander';
import { refuse, text, type Problem, type Text } from '../../domain/problem';
import { placed } from './program';

const quoted = (said: string): string => /'([^']*)'/.exec(said)?.[1] ?? '';

/** "(Did you mean x?)", "(Did you mean one of a, b?)". */
const suggested = (said: string): string | undefined => /Did you mean (?:one of )?([^?]+)\?/.exec(said)?.[1];

function messageOf(fault: CommanderError, said: string): Text {
  const what = quoted(said);
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
      return text('参数太多;含空格的文字要加引号', 'too many arguments; put quotes around text with spaces');
    case 'commander.help':
      return text('命令没有写完', 'the command is not complete');
    default:
      return text(`命令写法不对:${said}`, said);
  }
}

/** The command as it is typed: "duban item report". */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function rightOf(at: Command): string {
  const path = pathOf(at);
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
  const help = `${pathOf(at)} --help`;
  return refuse(
    'usage',
    messageOf(fault, said),
    text(
      `${near === undefined ? '' : `是不是 ${near}?`}写法:${right};例子见 ${help}`,
      `${near === undefined ? '' : `did you mean ${near}? `}write: ${right}; examples: ${help}`,
    ),
  ).problem;
}

/** Options that a call cannot do without, all of them named at once. */
export function incomplete(missing: readonly string[], at: Command): Problem {
  const help = `${pathOf(at)} --help`;
  const en = missing.map((flags) => placed(flags, 'en'));
  return refuse(
    'usage',
    text(`缺少 ${missing.join('、')}`, `missing: ${en.join(', ')}`),
    text(`写法：${rightOf(at)}；例子见 ${help}`, `write: ${rightOf(at)}; examples: ${help}`),
  ).problem;
}
