import { Command, CommanderError } from 'commander';
import { readConfig, type Config } from '../config';
import { refuse, text, type Problem, type Result } from '../../domain/problem';
import { plusMs } from '../../domain/time';
import { EXIT } from './exit';
import { langOf, type Io } from './io';
import { nounsOf, topVerbs } from './nouns';
import { openSession } from './open';
import { printFault, printOutput, printProblem, type Output, type Style } from './output';
import { everyCommand, makeProgram } from './program';
import type { Session } from './session';
import { usageProblem } from './usage';
import { textOf, type Action, type Options } from './verb';

/** Commands that need workers, handed over by the composition root. */
export interface Starters {
  start(session: Session, options: Options): Promise<Result<Output>>;
  worker(session: Session, options: Options): Promise<Result<Output>>;
  rehearse(session: Session, folder: string, options: Options): Promise<Result<Output>>;
}

const ABOUT = {
  zh: `督办 duban:把工作要点的每一项变成会自己等到期、按级催办、留下可核验记录的长期工作流。

例:
  duban start                                     启动;空台账会交办示例通知(演示)
  duban item list --open                          未结事项
  duban item acknowledge 10 --as ll-sjj           签收
  duban plan preview seeds/qingpu-2025            一年的邮件,交办之前就能看
  duban rehearse seeds/qingpu-2025                把一年跑一遍
  duban audit verify                              核验台账
  duban <名词> <动词> --help                      写法和例子`,
  en: `duban (督办): every item of a work plan becomes a workflow that waits for its date, reminds step by step, and
leaves a record that can be checked.

Examples:
  duban start                                     start; an empty ledger gets the sample notice (demonstration)
  duban item list --open                          open items
  duban item acknowledge 10 --as ll-sjj           sign for an item
  duban plan preview seeds/qingpu-2025            a year of mails, before anything is issued
  duban rehearse seeds/qingpu-2025                run the whole year
  duban audit verify                              verify the ledger
  duban NOUN VERB --help                          how it is written, with examples`,
} as const;

/**
 * Runs one call of `duban` and gives its exit code (docs/cli.md): 0 ok, 1 unexpected, 2 usage, 3 not found, 4 refused,
 * 5 invalid input, 6 findings, 69 a service is not there or the outcome is unknown.
 */
export async function runCli(argv: readonly string[], starters: Starters, io: Io): Promise<number> {
  const style = styleOf(argv, io);
  let code: number = EXIT.ok;
  const program = makeProgram({
    about: ABOUT[style.lang],
    nouns: nounsOf(),
    verbs: topVerbs(starters),
    lang: style.lang,
    write: (line) => {
      io.out(line.trimEnd());
    },
    on: (command, action) => {
      command.action(async (...given: unknown[]) => {
        const called = given.at(-1);
        if (called instanceof Command) code = await perform(action, called, style, io);
      });
    },
  });
  if (argv.length === 0) {
    io.out(program.helpInformation().trimEnd());
    return EXIT.ok;
  }
  let stoppedAt: Command = program;
  for (const command of everyCommand(program))
    command.exitOverride((fault) => {
      stoppedAt = command;
      throw fault;
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode === 0) return EXIT.ok;
    return printProblem(usageProblem(fault, stoppedAt), style, io);
  }
  return code;
}

/** Language and form of the answer, read before commander so that a wrong call is answered in them too. */
function styleOf(argv: readonly string[], io: Io): Style {
  const at = argv.indexOf('--lang');
  const joined = argv.find((one) => one.startsWith('--lang='))?.slice('--lang='.length);
  return { lang: langOf(at < 0 ? joined : argv[at + 1], io.env), json: argv.includes('--json') };
}

function configOf(options: Options, io: Io): Result<Config> {
  const home = textOf(options, 'home');
  return readConfig(home === undefined ? io.env : { ...io.env, DUBAN_HOME: home }, io.cwd);
}

async function perform(action: Action, called: Command, style: Style, io: Io): Promise<number> {
  const options: Options = called.optsWithGlobals();
  const config = configOf(options, io);
  if (!config.ok) return printProblem(config.problem, style, io);
  const { production, account, clockShift } = config.value;
  const as = textOf(options, 'as');
  if (production && as !== undefined) return printProblem(asRefused, style, io);
  const opened = openSession({
    io,
    style,
    config: config.value,
    as: as ?? account,
    now: () => plusMs(io.now(), clockShift),
  });
  try {
    const result = await action(opened.session, called.processedArgs.flat().map(argument), options);
    return result.ok ? printOutput(result.value, style, io) : printProblem(result.problem, style, io);
  } catch (fault) {
    return printFault(fault, style, io);
  } finally {
    await opened.close();
  }
}

const argument = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const asRefused: Problem = refuse(
  'not-allowed',
  text('正式环境不能用 --as 换身份', 'no --as in production'),
  text('由 DUBAN_ACCOUNT 指明操作帐号', 'DUBAN_ACCOUNT names the acting account'),
).problem;
