import type { z } from 'zod';
import { refuse, text, type Result, type Text } from '../../../domain/problem';
import type { ProblemCode } from '../../../domain/problem-codes';
import type { FilePath, YamlFile } from './yaml-file';

/** Something wrong at a place of a file; the text names what would be right. */
export interface Fault {
  readonly path: FilePath;
  readonly message: Text;
}

/** More faults than this are only counted. */
const SHOWN_FAULTS = 20;

const pathText = (path: FilePath): string =>
  path.reduce<string>(
    (all, part) => (typeof part === 'number' ? `${all}[${part}]` : all === '' ? part : `${all}.${part}`),
    '',
  );

/** Refuses with all faults, each with file, line and key, in the order of lines. */
export function refuseFaults(
  code: ProblemCode,
  file: YamlFile,
  faults: readonly Fault[],
  hint: Text = fileExample(file),
): Result<never> {
  const located = faults
    .map((fault) => ({ ...fault, line: file.lineOf(fault.path) }))
    .sort((a, b) => a.line - b.line);
  const shown = located.slice(0, SHOWN_FAULTS);
  const rest = located.length - shown.length;
  const key = (path: FilePath): string => (path.length > 0 ? ` ${pathText(path)}` : '');
  const placeOf = file.placeOf ?? (() => null);
  const zh = shown.map(
    (f) => `${placeOf(f.path)?.zh ?? `${file.name} 第 ${f.line} 行${key(f.path)}`}：${f.message.zh}`,
  );
  const en = shown.map(
    (f) => `${placeOf(f.path)?.en ?? `${file.name} line ${f.line}${key(f.path)}`}: ${f.message.en}`,
  );
  if (rest > 0) {
    zh.push(`另有 ${rest} 处`);
    en.push(`${rest} more`);
  }
  return refuse(code, text(zh.join('\n'), en.join('\n')), hint);
}

/** Where to see how such a file is written. */
const fileExample = (file: YamlFile): Text =>
  file.placeOf
    ? text('改正后再试；写法见 duban unit export', 'correct it; duban unit export shows how it is written')
    : text(
        `改正后再试；样例见 seeds/qingpu-2025/${file.name}`,
        `correct it; see seeds/qingpu-2025/${file.name}`,
      );

/** Both languages of a message in the one string that zod carries. */
export const both = (zh: string, en: string): string => `${zh}\u0000${en}`;

function splitMessage(message: string): Text {
  const [zh = '', en] = message.split('\u0000');
  return text(zh, en ?? zh);
}

const TYPES: Readonly<Record<string, Text>> = {
  string: text('文字', 'text'),
  number: text('数字', 'a number'),
  int: text('整数', 'a whole number'),
  boolean: text('true 或 false', 'true or false'),
  array: text('列表 […]', 'a list […]'),
  object: text('“键: 值”', '"key: value"'),
  record: text('“键: 值”', '"key: value"'),
};

const shownFault = (value: unknown): string => {
  const json = JSON.stringify(value) as string | undefined;
  return (json ?? String(value)).slice(0, 80);
};

/** What zod found, as faults that name the value and the legal ones. */
export function faultsOf(error: z.ZodError, value: unknown): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code !== 'unrecognized_keys') return [{ path, message: explain(issue, at(value, path)) }];
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: text(`不认识这个键，可用的键：${issue.message}`, `unknown key; legal keys: ${issue.message}`),
    }));
  });
}

function at(value: unknown, path: FilePath): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (Reflect.get(inner, part) as unknown) : undefined,
    value,
  );
}

function explain(issue: z.core.$ZodIssue, value: unknown): Text {
  const given = shownFault(value);
  switch (issue.code) {
    case 'invalid_type': {
      if (value === undefined) return text('缺少这个键', 'missing');
      const type = TYPES[issue.expected] ?? text(issue.expected, issue.expected);
      return issue.message.includes('\u0000')
        ? splitMessage(issue.message)
        : text(`${given} 应为${type.zh}`, `${given} should be ${type.en}`);
    }
    case 'invalid_value': {
      if (value === undefined) return text('缺少这个键', 'missing');
      const legal = issue.values.map(String);
      return text(
        `${given} 不对，可用的值：${legal.join('、')}`,
        `${given} is not legal; legal values: ${legal.join(', ')}`,
      );
    }
    case 'invalid_key':
      return splitMessage(issue.issues[0]?.message ?? issue.message);
    case 'too_small':
      return text(
        `${given} 太小，至少 ${String(issue.minimum)}`,
        `at least ${String(issue.minimum)}, not ${given}`,
      );
    case 'too_big':
      return text(
        `${given} 太大，至多 ${String(issue.maximum)}`,
        `at most ${String(issue.maximum)}, not ${given}`,
      );
    default:
      return splitMessage(issue.message);
  }
}
