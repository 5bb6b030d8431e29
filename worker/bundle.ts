import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bundleWorkflowCode, type Logger, type WorkerOptions } from '@temporalio/worker';

export type Bundle = NonNullable<WorkerOptions['workflowBundle']>;

/** What a source takes in from beside it that is more than types: its imports, `export … from` and `require(…)`. */
const IMPORTS =
  /(?:\b(?:import|export)\s+(type\s)?(?:[^'"`;]*?\bfrom\s*)?|\b(?:require|import)\()['"](\.[^'"]+)['"]/g;

const SOURCE_FILE = /\.(js|tsx?)$/;

/** The file of a relative import: of its own name, with an ending, or the index of a folder; null: there is none. */
function sourceAt(path: string): string | null {
  const names = ['.ts', '.tsx', '.js'].flatMap((ending) => [
    `${path}${ending}`,
    join(path, `index${ending}`),
  ]);
  return [path, ...names].find((name) => statSync(name, { throwIfNoEntry: false })?.isFile()) ?? null;
}

/** The sources of a folder with all that they take in from elsewhere, in a fixed order. */
function sourcesOf(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ahead = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE_FILE.test(name))
    .sort()
    .map((name) => join(folder, name));
  for (const file of ahead) {
    if (found.has(file)) continue;
    const text = readFileSync(file, 'utf8');
    found.set(file, text);
    for (const [, type, path = ''] of text.matchAll(IMPORTS)) {
      const other = type === undefined ? sourceAt(resolve(dirname(file), path)) : null;
      if (other !== null) ahead.push(other);
    }
  }
  return found;
}

/** Changes with any source that a folder of workflows is bundled from, and with the SDK. */
export function bundleDigest(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(require.resolve('@temporalio/worker/package.json')));
  for (const text of sourcesOf(folder).values()) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * The bundle of a folder of workflows (its index), made again only when a source of it has changed: bundling takes
 * seconds. Taken from beside the folder, where a packed product has it, else kept in the cache folder, which is made
 * when missing.
 */
export async function bundleOf(folder: string, cache: string, logger: Logger): Promise<Bundle> {
  const name = `workflows-${bundleDigest(folder)}.js`;
  const packed = join(dirname(folder), name);
  if (existsSync(packed)) return { codePath: packed };
  const codePath = join(cache, name);
  if (!existsSync(codePath)) {
    const interceptors = sourceAt(join(folder, 'interceptors'));
    const { code } = await bundleWorkflowCode({
      workflowsPath: sourceAt(folder) ?? folder,
      workflowInterceptorModules: interceptors === null ? [] : [interceptors],
      logger,
    });
    mkdirSync(cache, { recursive: true });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  }
  return { codePath };
}
