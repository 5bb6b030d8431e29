import { basename } from 'node:path';
import {
  isCollection,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Scalar,
} from 'yaml';
import { ok, refuse, text, type Result, type Text } from '../../domain/problem';
import { readRegular } from './regular';

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

/** Ten thousand items take 2 MB; the tree of a larger file would not fit into the memory that a reading may take. */
const LIMIT = 3 * 1024 * 1024;

/** Reads a YAML file. Refuses `file-unreadable`, `file-too-large` (3 MB), `not-text`, `empty-file`, `bad-yaml` with the line. */
export function readYaml(path: string): Result<YamlFile> {
  const bytes = readRegular(path, LIMIT);
  return bytes.ok ? yamlOf(bytes.value, basename(path)) : bytes;
}

/** Reads the bytes of a YAML file that came some other way. Refuses like readYaml. */
export function yamlOf(bytes: Uint8Array, name: string): Result<YamlFile> {
  if (bytes.length > LIMIT) return yamlTooLarge(name);
  const source = decode(bytes, name);
  return source.ok ? parseYaml(source.value, name) : source;
}

const yamlTooLarge = (name: string): Result<never> =>
  refuse(
    'file-too-large',
    text(`${name} 超过 3 MB`, `${name} is larger than 3 MB`),
    text('请核对文件', 'check the file'),
  );

function decode(bytes: Uint8Array, name: string): Result<string> {
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
  // the library compares every key with every other one: a file of many keys would take minutes
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: false });
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
  const twice = repeatedKey(document);
  if (twice !== null) {
    const line = lines.linePos(twice.range?.[0] ?? 0).line;
    return badYaml(name, line, `the key "${String(twice.value)}" stands twice`);
  }
  try {
    const value: unknown = document.toJS();
    return ok({ name, value, lineOf: (path) => lineNumberOf(document, lines, path) });
  } catch (cause) {
    return badYaml(name, 1, cause instanceof Error ? cause.message : String(cause));
  }
}

/** The first key that stands twice in its map. */
function repeatedKey(document: Document): Scalar | null {
  let found: Scalar | null = null;
  visit(document, {
    Map: (_, map) => {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) {
          found = key;
          return visit.BREAK;
        }
        keys.add(key.value);
      }
      return undefined;
    },
  });
  return found;
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

function lineNumberOf(document: Document, lines: LineCounter, path: FilePath): number {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
