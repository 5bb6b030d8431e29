import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
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

/** sha256 of a file, in hex. */
export async function sha256(path: string): Promise<string> {
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

/** Puts a finished program into the cache in one step and returns its place; the last of two racers wins. */
export async function install(file: string, binary: Binary, env: Environment): Promise<string> {
  const target = cachedPath(binary, env);
  await chmod(file, 0o755);
  await rename(file, target);
  return target;
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
