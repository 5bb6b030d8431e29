import { Command, CommanderError } from 'commander';
import { readConfig } from '../config';
import { refuse, text, type Problem, type Result } from '../../domain/problem';
import { EXIT } from './exit';
import { langOf, type Io } from './io';
import { openSession } from './open';
import { printFault, printOutput, printProblem, type Output, type Style } from './output';
import type { Session } from './session';
import { textOf, type Action, type On, type Options } from './verb';
import { auditVerbs } from './verbs/audit';
import { itemVerbs } from './verbs/item';
import { ledgerVerbs } from './verbs/ledger';
import { lookVerbs } from './verbs/look';
import { mailVerbs } from './verbs/mail';
import { taskVerbs } from './verbs/task';

/** Commands that need workers, handed over by the composition root. */
export interface Starters {
  start(session: Session, options: Options): Promise<Result<Output>>;
  worker(session: Session, options: Options): Promise<Result<Output>>;
  rehearse(session: Session, folder: string, options: Options): Promise<Result<Output>>;
}

const ABOUT = `督办 duban:把工作要点的每一项变成会自己等到期、按级催办、留下可核验记录的长期工作流。

例:
  duban start                                     启动;空台账会交办示例通知(演示)
  duban item list --open                          未结事项
  duban item acknowledge 13 --as ll-sjj           签收
  duban plan preview seeds/qingpu-2025            一年的邮件,交办之前就能看
  duban rehearse seeds/qingpu-2025                把一年跑一遍
  duban audit verify                              核验台账`;

/**
 * Runs one call of `duban` and gives its exit code (docs/cli.md): 0 ok, 1 unexpected, 2 usage, 3 not found, 4 refused,
 * 5 invalid input, 6 findings, 69 a service is not there or the outcome is unknown.
 */
export async function runCli(argv: readonly string[], starters: Starters, io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const on: On = (command, action) => {
    command.action(async (...given: unknown[]) => {
      const called = given.at(-1);
      if (!(called instanceof Command)) return;
      code = await perform(action, called, io);
    });
  };
  const program = programOf(starters, on, io);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode === 0) return EXIT.ok;
    return printProblem(usageOf(fault), styleOf(program.opts(), io), io);
  }
  return code;
}

function programOf(starters: Starters, on: On, io: Io): Command {
  const program = new Command('duban')
    .description(ABOUT)
    .option('--json', '结果写成 {ok, data | error: {code, message, hint}}')
    .option('--lang <语言>', 'zh 或 en')
    .option('--as <帐号>', '以谁的身份')
    .option('--home <目录>', '数据目录,默认 DUBAN_HOME 或 ./var')
    .exitOverride()
    .configureOutput({
      writeOut: (line) => {
        io.out(line.trimEnd());
      },
      writeErr: () => undefined,
    });
  const noun = (name: string, about: string): Command => program.command(name).description(about);
  const item = noun('item', '事项:签收、报告、延期、办结、改期、催办、取消……');
  lookVerbs(item, on);
  itemVerbs(item, on);
  taskVerbs(noun('task', '督办员的待办'), on);
  mailVerbs(noun('mail', '邮件:查看、暂停、恢复、重发'), on);
  auditVerbs(noun('audit', '审计:核验、查看、锚点'), on);
  ledgerVerbs(noun('ledger', '台账:建表、备份、核对、恢复'), on);
  starterVerbs(program, starters, on);
  for (const command of everyCommand(program))
    command.exitOverride().configureOutput(program.configureOutput());
  return program;
}

function starterVerbs(program: Command, starters: Starters, on: On): void {
  on(
    program.command('start').description('启动引擎、工作进程和沙箱邮箱;Ctrl-C 停止'),
    (session, _args, options) => starters.start(session, options),
  );
  on(program.command('worker').description('只启动工作进程(正式环境)'), (session, _args, options) =>
    starters.worker(session, options),
  );
  on(
    program
      .command('rehearse <目录>')
      .description('在会跳时间的服务器上把一年跑一遍,每封邮件都真的经过 SMTP')
      .option('--smtp <url>', '收信的服务器,默认自带一个')
      .option('--script <文件>', '众人怎么做;none:谁都不动')
      .option('--until <日期>', '演练到哪一天'),
    (session, [folder], options) => starters.rehearse(session, folder ?? '', options),
  );
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

const styleOf = (options: Options, io: Io): Style => ({
  lang: langOf(textOf(options, 'lang'), io.env),
  json: options['json'] === true,
});

async function perform(action: Action, called: Command, io: Io): Promise<number> {
  const options: Options = called.optsWithGlobals();
  const style = styleOf(options, io);
  const home = textOf(options, 'home');
  const config = readConfig(home === undefined ? io.env : { ...io.env, DUBAN_HOME: home }, io.cwd);
  if (!config.ok) return printProblem(config.problem, style, io);
  const as = textOf(options, 'as') ?? config.value.account;
  if (config.value.production && textOf(options, 'as') !== undefined) {
    return printProblem(asRefused, style, io);
  }
  const opened = openSession(io, style, config.value, as);
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
  'not_allowed',
  text('正式环境不能用 --as 换身份', 'no --as in production'),
  text('由 DUBAN_ACCOUNT 指明操作帐号', 'DUBAN_ACCOUNT names the acting account'),
).problem;

function usageOf(fault: CommanderError): Problem {
  const said = fault.message.replace(/^error: /, '');
  return refuse(
    'usage',
    text(`命令写法不对:${said}`, said),
    text('用 duban --help 或 duban <名词> --help 查看写法和例子', 'see duban --help or duban NOUN --help'),
  ).problem;
}
