import type { StreamId } from '../../domain/journal/types';
import { messageOf, text, type Problem, type Text } from '../../domain/problem';
import { LedgerFault } from '../../ledger/database/faults';
import { EXIT, exitOf } from './exit';
import type { Io, Lang } from './io';
import { jsonForm } from './json-form';
import { brokenText } from './listing';
import { painted, printable, printableJson } from './printable';
import { problemData } from './ways';

/** What a verb gives back: data for scripts, a text for people, and findings raise the exit code to 6. */
export interface Output {
  readonly data: unknown;
  readonly text: string;
  /** Printed first, where a terminal shows colours; made of printable text only. */
  readonly coloured?: string | undefined;
  readonly findings?: boolean;
  /** Items that are left out because their stored state is broken: named on stderr, and findings too. */
  readonly broken?: readonly StreamId[];
}

/** How to answer: language, and JSON or text. */
export interface Style {
  readonly lang: Lang;
  readonly json: boolean;
}

/** Prints a result on stdout and gives the exit code; instants in `zone`. */
export function printOutput(output: Output, style: Style & { readonly zone: string }, io: Io): number {
  const { broken = [] } = output;
  const named = broken.length > 0 && { broken };
  if (style.json)
    io.out(printableJson(JSON.stringify({ ok: true, data: jsonForm(output.data, style), ...named })));
  else {
    if (output.coloured !== undefined) io.out(`${output.coloured}\n`);
    if (output.text !== '') io.out(shownText(output.text, io));
  }
  if (named) io.err(printable(brokenText(broken)[style.lang]));
  return output.findings || named ? EXIT.findings : EXIT.ok;
}

const shownText = (text: string, io: Io): string =>
  io.screen?.colour ? painted(printable(text)) : printable(text);

/** Prints a refusal: in JSON on stdout, for people on stderr with its hint. */
export function printProblem(problem: Problem, style: Style, io: Io): number {
  // Whoever pressed Ctrl-C needs no message.
  if (problem.code === 'interrupted') return exitOf(problem);
  const error = problemData(problem, style.lang);
  const { message, hint } = error;
  if (style.json) io.out(printableJson(JSON.stringify({ ok: false, error })));
  else
    io.err(
      printable(
        style.lang === 'zh'
          ? `未完成（${problem.code}）：${message}\n  → ${hint}`
          : `not done (${problem.code}): ${message}\n  → ${hint}`,
      ),
    );
  return exitOf(problem);
}

/** What Node says of a native module that is not for it, and the loaders of packages when they find none. */
const NO_NATIVE = /No native build was found|Cannot find native binding/;

/** The problem of packages that were installed for another machine or are not whole; null for any other fault. */
function packagesProblem(fault: unknown): Problem | null {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : null;
  const [message = ''] = messageOf(fault).split('\n');
  if (code !== 'ERR_DLOPEN_FAILED' && !NO_NATIVE.test(message)) return null;
  const here = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return {
    code: 'packages-unusable',
    message: text(
      `node_modules 里的程序在这里（${here}）装不进：${message}`,
      `the programs in node_modules do not load here (${here}): ${message}`,
    ),
    hint: text(
      '它们是给别的机器装的，或没有装完整。删去 node_modules，再运行一次，会重新安装',
      'they were installed for another machine, or not wholly. Remove node_modules and run it again: it installs them anew',
    ),
  };
}

/** A fault that was thrown: packages and the ledger say what it is, any other is a defect and how to report it. */
export function printFault(fault: unknown, style: Style, io: Io): number {
  if (fault instanceof LedgerFault) return printProblem(fault.problem, style, io);
  const packages = packagesProblem(fault);
  if (packages) return printProblem(packages, style, io);
  const message = messageOf(fault);
  const hint: Text = {
    zh: '这是程序缺陷。请附上 duban doctor --json 的输出报告给维护者',
    en: 'this is a defect; report it with the output of duban doctor --json',
  };
  printProblem({ code: 'unexpected', message: { zh: message, en: message }, hint }, style, io);
  return EXIT.unexpected;
}
