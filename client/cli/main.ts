import { Command, CommanderError } from 'commander';
import { clockOfAccessIsRight } from '../../office/running/clock-right';
import { readConfig, type Config } from '../../office/config';
import { openAccess } from '../../office/open';
import { ok, refuse, text, type Problem, type Result } from '../../domain/problem';
import { DEFAULT_POLICY } from '../../domain/policy';
import { plusMs } from '../../domain/time';
import { EXIT } from './exit';
import { isLang, cliLang, type Io } from './io';
import { holdsInstant } from './json-form';
import { nounsOf, topVerbs } from './nouns';
import { keysOfCall } from './on-ledger';
import { version } from '../../package.json';
import { printFault, printOutput, printProblem, type Style } from './output';
import { zoneOf } from './session';
import { everyCommand, lacking, makeProgram } from './program';
import { noteSystemUser } from './system-user';
import { incompleteCall, usageProblem } from './usage';
import { flagOption, keyProblem, KEY_FLAG, optionText, type Options, type Verb } from './verb';
import type { Starters } from './verbs/start';

const ABOUT = {
  zh: `督办 duban：把工作要点的每一项变成会自己等到期、按级催办、留下可核验记录的长期工作流。

例：
  duban start                                     启动；空台账会交办示例通知（演示）
  duban item list --open                          未结事项
  duban item acknowledge 10 --as ll-sjj           签收
  duban plan preview seeds/qingpu-2025            一年的邮件，交办之前就能看
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
  const asked = withHelp(argv);
  const style = styleOf(asked, io);
  if (!style.ok) return printProblem(style.problem, { lang: cliLang(undefined, io.env), json: false }, io);
  return callCommand(asked, starters, style.value, io);
}

/** `duban help item date` is `duban item date --help`. */
const withHelp = ([first, ...rest]: readonly string[]): readonly string[] =>
  first === 'help' ? [...rest, '--help'] : first === undefined ? [] : [first, ...rest];

async function callCommand(
  argv: readonly string[],
  starters: Starters,
  style: Style,
  io: Io,
): Promise<number> {
  let code: number = EXIT.ok;
  const program = makeProgram({
    about: ABOUT[style.lang],
    version,
    argv,
    nouns: nounsOf(),
    verbs: topVerbs(starters),
    lang: style.lang,
    write: (line) => {
      io.out(line.trimEnd());
    },
    on: (command, verb) => {
      command.action(async (...given: unknown[]) => {
        const called = given.at(-1);
        if (called instanceof Command) code = await performVerb(verb, called, style, io);
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

/** Language and form of the answer, read before commander so that a wrong call is answered in them too. Refuses `usage`. */
function styleOf(argv: readonly string[], io: Io): Result<Style> {
  const at = argv.indexOf('--lang');
  const joined = argv.find((one) => one.startsWith('--lang='))?.slice('--lang='.length);
  const lang = at < 0 ? joined : argv[at + 1];
  if (lang !== undefined && !isLang(lang))
    return refuse(
      'usage',
      text(`没有语言“${lang}”`, `there is no language "${lang}"`),
      text('--lang zh 或 --lang en', '--lang zh or --lang en'),
    );
  return ok({ lang: cliLang(lang, io.env), json: argv.includes('--json') });
}

function configOf(options: Options, io: Io): Result<Config> {
  const home = optionText(options, 'home');
  return readConfig(home === undefined ? io.env : { ...io.env, DUBAN_HOME: home }, io.cwd);
}

async function performVerb(verb: Verb, called: Command, style: Style, io: Io): Promise<number> {
  const options: Options = called.optsWithGlobals();
  const missing = lacking(verb, options);
  if (missing.length > 0) return printProblem(incompleteCall(missing, called), style, io);
  const wrongKey = keyProblem(options);
  if (wrongKey) return printProblem(wrongKey, style, io);
  const config = configOf(options, io);
  if (!config.ok) return printProblem(config.problem, style, io);
  const { production, account, clockShift } = config.value;
  const as = optionText(options, 'as');
  if (production && as !== undefined) return printProblem(asRefused, style, io);
  const access = openAccess({ config: config.value, now: () => plusMs(io.now(), clockShift) });
  const session = { ...access, io, style, as: as ?? account };
  try {
    const keys = new Set<string>();
    const args = called.processedArgs.flat().map(argument);
    const right = isWriting(verb, options) ? await clockOfAccessIsRight(access) : ok(null);
    if (!right.ok) return printProblem(right.problem, style, io);
    const result = await keysOfCall.run(keys, () => verb.action(session, args, options));
    await noteSystemUser(session, { verb: nameOfCalled(called), keys, options, result });
    if (!result.ok) return printProblem(result.problem, style, io);
    const asked = style.json && holdsInstant(result.value.data);
    const zone = asked ? await zoneOf(session) : DEFAULT_POLICY.zone;
    return printOutput(result.value, { ...style, zone }, io);
  } catch (fault) {
    return printFault(fault, style, io);
  } finally {
    await access.close();
  }
}

/** Whether a call writes to the ledger under a request key. */
const isWriting = ({ flags }: Verb, options: Options): boolean =>
  flags.includes(KEY_FLAG) && !flagOption(options, 'dryRun');

const nameOfCalled = (called: Command): string =>
  [called.parent?.parent ? called.parent.name() : '', called.name()].join(' ').trim();

const argument = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const asRefused: Problem = refuse(
  'not-allowed',
  text('正式环境不能用 --as 换身份', 'no --as in production'),
  text('用 duban login 帐号 登录', 'sign in with duban login ACCOUNT'),
).problem;
