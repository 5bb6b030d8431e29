import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isCollection, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { ok, refuse, text, type Result, type Text } from '../../domain/problem';

/** Keys and indexes from the top of a file. */
export type FilePath = readonly (string | number)[];

/** A YAML file that was read, and where each part of it stands. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  /** Line (from 1) of a path, or of the nearest part above it that exists. */
  readonly lineOf: (path: FilePath) => number;
  /** For what was not read from YAML: the place of a path as people look it up, instead of file, line and key. */
  readonly placeOf?: (path: FilePath) => Text;
}

const LIMIT = 5 * 1024 * 1024;

/** Reads a YAML file. Refuses `file-unreadable`, `file-too-large` (5 MB), `not-text`, `empty-file`, `bad-yaml` with the line. */
export function readYaml(path: string): Result<YamlFile> {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  const name = basename(path);
  const source = decode(bytes.value, name);
  return source.ok ? parseYaml(source.value, name) : source;
}

function readBytes(path: string): Result<Buffer> {
  try {
    if (statSync(path).size > LIMIT)
      return refuse(
        'file-too-large',
        text(`${path} 超过 5 MB`, `${path} is larger than 5 MB`),
        text('这不像一份手写的配置,请核对文件', 'this does not look like a file written by hand; check it'),
      );
    return ok(readFileSync(path));
  } catch {
    return refuse(
      'file-unreadable',
      text(`读不出文件 ${path}`, `cannot read ${path}`),
      text('检查路径和权限', 'check path and permissions'),
    );
  }
}

function decode(bytes: Buffer, name: string): Result<string> {
  try {
    const source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!source.includes('\0')) return ok(source);
  } catch {
    // not UTF-8: refused below
  }
  return refuse(
    'not-text',
    text(`${name} 不是 UTF-8 文本`, `${name} is not UTF-8 text`),
    text('请存为 UTF-8 编码的 YAML 文本', 'save it as YAML text in UTF-8'),
  );
}

/** Reads YAML text. Refuses `empty-file` and `bad-yaml` with the line. */
export function parseYaml(source: string, name: string): Result<YamlFile> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line ?? 1;
    return badYaml(name, line, error.message.split('\n')[0] ?? error.code);
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return refuse(
      'empty-file',
      text(`${name} 是空的`, `${name} is empty`),
      text('样例见 seeds/qingpu-2025', 'seeds/qingpu-2025 has examples'),
    );
  try {
    const value: unknown = document.toJS();
    return ok({ name, value, lineOf: (path) => lineOf(document, lines, path) });
  } catch (cause) {
    return badYaml(name, 1, cause instanceof Error ? cause.message : String(cause));
  }
}

const badYaml = (name: string, line: number, detail: string): Result<never> =>
  refuse(
    'bad-yaml',
    text(`${name} 第 ${line} 行不是合法的 YAML:${detail}`, `${name} line ${line} is not YAML: ${detail}`),
    text('检查缩进、冒号后的空格和重复的键', 'check indents, the space after a colon and repeated keys'),
  );

/** The part of a document at a path; a key of digits (2025) is a number in YAML. */
function nodeAt(document: Document, path: FilePath): unknown {
  return path.reduce<unknown>((node, part) => {
    if (!isCollection(node)) return undefined;
    return node.get(part, true) ?? (typeof part === 'string' ? node.get(Number(part), true) : undefined);
  }, document.contents);
}

function lineOf(document: Document, lines: LineCounter, path: FilePath): number {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
