import type { Finding } from '../../../domain/journal/types';
import type { PlanProblem } from '../../../domain/plan/problems';
import type { YamlFile } from '../../../office/intake/files/yaml-file';
import type { Lang } from '../io';
import { problemData, type ProblemData } from '../ways';

/** A problem of a plan with its line in the file, for scripts. */
export interface LocatedProblem extends ProblemData {
  readonly line: number;
  readonly severity: PlanProblem['severity'];
  readonly item: string | null;
}

/** Problems in the order of the file's lines, errors and warnings mixed. */
export const located = (
  file: YamlFile,
  problems: readonly PlanProblem[],
  lang: Lang,
): readonly LocatedProblem[] =>
  problems
    .map(({ path, severity, item, problem }) => ({
      line: file.lineOf(path),
      severity,
      item,
      ...problemData(problem, lang),
    }))
    .sort((a, b) => a.line - b.line);

const PROBLEM_MARK = { error: '■', warning: '▲' } as const;

/** One problem a line: mark, file and line, item, code, what is wrong, what would be right. */
export const problemLines = (name: string, found: readonly LocatedProblem[], lang: Lang): string =>
  found
    .map(({ line, severity, item, code, message, hint }) => {
      const where = lang === 'zh' ? `${name} 第 ${line} 行` : `${name} line ${line}`;
      const what = item === null ? '' : lang === 'zh' ? ` 事项 ${item}` : ` item ${item}`;
      return `${PROBLEM_MARK[severity]} ${where}${what} [${code}] ${message}\n    → ${hint}`;
    })
    .join('\n');

/** Findings, a line each: code, stream and seq, sentence. */
export const findingLines = (findings: readonly Finding[], lang: Lang): string =>
  findings
    .map(
      (one) => `${one.code} ${one.stream ?? ''}${one.seq === null ? '' : `#${one.seq}`} ${one.message[lang]}`,
    )
    .join('\n');
