import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Scalar,
} from 'yaml';
import { messageOf, ok, refuse, text, type Result } from '../../../domain/problem';

/** Ten thousand items take 2 MB; the tree of a larger file would not fit into the memory that a reading may take. */
export const YAML_LIMIT = 3 * 1024 * 1024;

/** What a YAML text says, and the line of each part. */
export interface YamlTree {
  readonly value: unknown;
  readonly lines: LineTree;
}

/** The line of a part, and the parts in it by key. */
export interface LineTree {
  readonly line: number;
  readonly parts: ReadonlyMap<string, LineTree>;
}

/** Reads the bytes of a YAML file. Refuses like readYaml. */
export function yamlTree(bytes: Uint8Array, name: string): Result<YamlTree> {
  if (bytes.length > YAML_LIMIT) return yamlTooLarge(name);
  const source = decodeYaml(bytes, name);
  return source.ok ? parsedTree(source.value, name) : source;
}

const yamlTooLarge = (name: string): Result<never> =>
  refuse(
    'file-too-large',
    text(`${name} 超过 3 MB`, `${name} is larger than 3 MB`),
    text('请核对文件', 'check the file'),
  );

function decodeYaml(bytes: Uint8Array, name: string): Result<string> {
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
export function parsedTree(source: string, name: string): Result<YamlTree> {
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
    if (countParts(value) > MOST_PARTS)
      return badYaml(name, 1, `aliases (*) make more than ${MOST_PARTS} parts of it`);
    return ok({ value, lines: linesIn(document.contents, lines, 1) });
  } catch (cause) {
    return badYaml(name, 1, messageOf(cause));
  }
}

/** No text of 3 MB has more parts by itself: each takes two characters at least. */
const MOST_PARTS = YAML_LIMIT / 2;

/** How many parts a value has when all that stands in it by its alias is written out, as its readers go through it. */
function countParts(value: unknown, known = new Map<object, number>()): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  let parts = 1;
  for (const part of Object.values(value)) parts += countParts(part, known);
  known.set(value, parts);
  return parts;
}

/** The first key that occurs twice in its map. */
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
    text(`${name} 第 ${line} 行不是合法的 YAML：${detail}`, `${name} line ${line} is not YAML: ${detail}`),
    text('检查缩进、冒号后的空格和重复的键', 'check indents, the space after a colon and repeated keys'),
  );

/** The lines of a part and of all that is in it; one without a place stands where the part around it does. */
function linesIn(node: unknown, lines: LineCounter, around: number): LineTree {
  const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : around;
  const parts = new Map<string, LineTree>();
  if (isMap(node))
    for (const { key, value } of node.items)
      parts.set(String(isScalar(key) ? key.value : key), linesIn(value, lines, line));
  if (isSeq(node))
    for (const [n, item] of node.items.entries()) parts.set(String(n), linesIn(item, lines, line));
  return { line, parts };
}
