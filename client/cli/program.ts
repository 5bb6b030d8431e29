import { Command, Option } from 'commander';
import stringWidth from 'string-width';
import type { Lang } from './io';
import { text, type Text } from '../../domain/problem';
import type { Example, Flag, Noun, Verb } from './verb';

/** Ties a commander command to its verb. */
export type On = (command: Command, verb: Verb) => void;

/** What the program is made of. */
export interface ProgramParts {
  readonly about: string;
  readonly version: string;
  /** The call: of the nouns only the one in it is loaded. */
  readonly argv: readonly string[];
  readonly nouns: readonly Noun[];
  /** Verbs without a noun: start, worker, rehearse, doctor. */
  readonly verbs: readonly Verb[];
  readonly lang: Lang;
  readonly on: On;
  readonly write: (text: string) => void;
}

const GROUP_TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Global Options:': '通用选项：',
  'Commands:': '命令：',
};

/** Placeholders of arguments and options for English readers. */
const PLACES: Readonly<Record<string, string>> = {
  事项: 'ITEM',
  单位: 'UNIT',
  通知: 'NOTICE',
  文件: 'FILE',
  目录: 'FOLDER',
  文件或目录: 'FILE|FOLDER',
  日期: 'DATE',
  时刻: 'TIME',
  理由: 'REASON',
  说明: 'TEXT',
  内容: 'TEXT',
  结果: 'RESULT',
  答复: 'ANSWER',
  姓名: 'NAME',
  电话: 'PHONE',
  领导: 'LEADER',
  进展: 'TEXT',
  来源: 'SOURCE',
  请求号: 'KEY',
  分工: 'ROLE',
  结论: 'OUTCOME',
  角色: 'ROLE',
  邮箱: 'ADDRESS',
  编号: 'ID',
  键: 'KEY',
  状态: 'STATE',
  流或事项: 'STREAM|ITEM',
  年: 'YEAR',
  代号: 'ID',
  外壳: 'SHELL',
  列: 'COLUMNS',
  帐号: 'ACCOUNT',
  语言: 'LANG',
  路径: 'PATH',
  文件夹: 'FOLDER',
  事件: 'EVENT',
  序: 'SEQ',
  记录: 'EVENT',
  证明: 'PROOF',
  公钥: 'KEY',
  格式: 'FORMAT',
  全宗号: 'FONDS',
  期限: 'PERIOD',
  地址: 'URL',
  算法: 'HASH',
  模板: 'TEMPLATE',
};

/** How it is written in the language of the reader: <单位>, <UNIT>. */
export const placedUsage = (usage: string, lang: Lang): string =>
  lang === 'zh'
    ? usage
    : usage.replace(
        /([<[])([^\]>.]+)(\.{3})?([\]>])/g,
        (_, open: string, name: string, more: string | undefined, close: string) =>
          `${open}${PLACES[name] ?? name}${more ?? ''}${close}`,
      );

function examplesText(examples: readonly Example[], lang: Lang): string {
  if (examples.length === 0) return '';
  const title = lang === 'zh' ? '例：' : 'Examples:';
  const width = Math.max(...examples.map(({ line }) => stringWidth(line)));
  const lines = examples.map(
    ({ line, about }) => `  duban ${line}${' '.repeat(width - stringWidth(line))}   ${about[lang]}`,
  );
  return `\n${title}\n${lines.join('\n')}`;
}

const aboutOf = ({ about, required }: Flag): Text =>
  required ? text(`${about.zh}（必填）`, `${about.en} (required)`) : about;

/** The options that a call cannot do without and lacks, as they are written. */
export const lacking = (verb: Verb, options: Readonly<Record<string, unknown>>): readonly string[] =>
  verb.flags
    .filter(({ flags, required }) => required && options[new Option(flags).attributeName()] === undefined)
    .map(({ flags }) => flags);

function addVerb(parent: Command, verb: Verb, { lang, on }: ProgramParts): void {
  const command = parent.command(placedUsage(verb.usage, lang)).description(verb.about[lang]);
  for (const one of verb.flags) {
    const option = new Option(placedUsage(one.flags, lang), aboutOf(one)[lang]);
    // Commander sees the three dots only behind a Latin letter.
    option.variadic = /\.{3}[>\]]$/.test(one.flags);
    command.addOption(option);
  }
  command.addHelpText('after', examplesText(verb.examples, lang));
  on(command, verb);
}

/** The program as a tree of commander's commands, in the language of the reader; every command has its examples. */
export function makeProgram(parts: ProgramParts): Command {
  const { about, version, argv, nouns, verbs, lang } = parts;
  const zh = lang === 'zh';
  const program = new Command('duban')
    .description(about)
    .version(version, '-V, --version', zh ? '版本' : 'the version')
    .option(
      '--json',
      zh
        ? '结果写成 {ok, data | error: {code, message, hint}}'
        : 'answer {ok, data | error: {code, message, hint}}',
    )
    .option(placedUsage('--lang <语言>', lang), zh ? 'zh 或 en' : 'zh or en')
    .option(
      placedUsage('--as <帐号>', lang),
      zh ? '以谁的身份（正式环境用 duban login）' : 'who acts (production: duban login)',
    )
    .option(
      placedUsage('--home <目录>', lang),
      zh ? '数据目录，默认 DUBAN_HOME 或 ./var' : 'data, by default DUBAN_HOME or ./var',
    );
  for (const { name, about: aboutNoun, verbs: ofNoun } of nouns) {
    const noun = program.command(name).description(aboutNoun[lang]);
    if (!argv.includes(name)) continue;
    const own = ofNoun();
    for (const verb of own) addVerb(noun, verb, parts);
    const first = own.flatMap(({ examples }) => examples.slice(0, 1));
    noun.addHelpText('after', examplesText(first, lang));
  }
  for (const verb of verbs) addVerb(program, verb, parts);
  for (const command of everyCommand(program)) dress(command, parts);
  return program;
}

/** Every command of a program, itself first. */
export const everyCommand = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(everyCommand),
];

function dress(command: Command, { lang, write }: ProgramParts): void {
  command
    .helpCommand(false)
    .helpOption('-h, --help', lang === 'zh' ? '帮助' : 'this help')
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
    .configureHelp({
      helpWidth: 110,
      showGlobalOptions: command.parent !== null,
      displayWidth: stringWidth,
      ...(lang === 'zh' ? { styleTitle: (title: string) => GROUP_TITLES[title] ?? title } : {}),
    });
}
