import { basename } from 'node:path';
import { z } from 'zod';
import { ok, type Result, type Text } from '../../../domain/problem';
import { isolated } from '../sources/isolated';
import { readRegular } from './regular';
import { parsedTree, YAML_LIMIT, yamlTree, type LineTree, type YamlTree } from './yaml-tree';

/** Keys and indexes from the top of a file. */
export type FilePath = readonly (string | number)[];

/** A YAML file that was read, with the line of each part. */
export interface YamlFile {
  readonly name: string;
  readonly value: unknown;
  /** Line (from 1) of a path, or of the nearest part above it that exists. */
  readonly lineOf: (path: FilePath) => number;
  /** For what was not read from YAML: the place of a path as people look it up, instead of file, line and key. */
  readonly placeOf?: (path: FilePath) => Text;
}

/** Bytes of a file on this machine up to which no thread is started: the worst YAML takes whoever names it a second. */
const READ_HERE_BYTES = 40 * 1024;

/**
 * Reads a YAML file of this machine, a large one in a thread of its own. Refuses `file-unreadable`, `file-too-large` (3 MB),
 * `not-text`, `empty-file`, `bad-yaml` with the line, `source-takes-too-much`, `source-too-slow`.
 */
export async function readYaml(path: string): Promise<Result<YamlFile>> {
  const bytes = readRegular(path, YAML_LIMIT);
  if (!bytes.ok) return bytes;
  const name = basename(path);
  if (bytes.value.length > READ_HERE_BYTES) return yamlGiven(bytes.value, name);
  const tree = yamlTree(bytes.value, name);
  return tree.ok ? ok(yamlFileOf(name, tree.value)) : tree;
}

/** Reads the bytes of a YAML file that came some other way, in a thread of its own. Refuses like readYaml. */
export async function yamlGiven(bytes: Uint8Array, name: string): Promise<Result<YamlFile>> {
  const tree = await isolated({ reader: 'yaml', path: name, bytes }, treeShape, () =>
    Promise.resolve(yamlTree(bytes, name)),
  );
  return tree.ok ? ok(yamlFileOf(name, tree.value)) : tree;
}

const lineTree: z.ZodType<LineTree> = z.object({
  line: z.number(),
  parts: z.map(
    z.string(),
    z.lazy(() => lineTree),
  ),
});
const treeShape: z.ZodType<YamlTree> = z.object({ value: z.unknown(), lines: lineTree });

const yamlFileOf = (name: string, { value, lines }: YamlTree): YamlFile => ({
  name,
  value,
  lineOf: (path) => {
    let at: LineTree | undefined = lines;
    let { line } = lines;
    for (const part of path) {
      at = at?.parts.get(String(part));
      line = at?.line ?? line;
    }
    return line;
  },
});

/** Reads YAML text. Refuses `empty-file` and `bad-yaml` with the line. */
export function parseYaml(source: string, name: string): Result<YamlFile> {
  const tree = parsedTree(source, name);
  return tree.ok ? ok(yamlFileOf(name, tree.value)) : tree;
}
