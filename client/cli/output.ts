import type { StreamId } from '../../domain/journal/types';
import { messageOf, type Problem, type Text } from '../../domain/problem';
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

/** A fault that was thrown: one of the ledger says what it is, any other is a defect and how to report it. */
export function printFault(fault: unknown, style: Style, io: Io): number {
  if (fault instanceof LedgerFault) return printProblem(fault.problem, style, io);
  const message = messageOf(fault);
  const hint: Text = {
    zh: '这是程序缺陷。请附上 duban doctor --json 的输出报告给维护者',
    en: 'this is a defect; report it with the output of duban doctor --json',
  };
  printProblem({ code: 'unexpected', message: { zh: message, en: message }, hint }, style, io);
  return EXIT.unexpected;
}
