import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { messageOf, ok, refuse, text, type Result } from '../domain/problem';

/** The right to be the one `duban start` of a home; it ends with `release` or with the process. */
export interface HomeLock {
  readonly home: string;
  release(): void;
}

/** SQLITE_BUSY: another process has the lock. */
const BUSY = 5;

const busy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === BUSY;

type Lock = InstanceType<typeof DatabaseSync>;

function holderOf(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return '?';
  }
}

function homeInUse(home: string, pid: string): Result<never> {
  return refuse(
    'home-in-use',
    text(
      `${home} 正由另一个 duban 使用（进程 ${pid}）`,
      `${home} is in use by another duban (process ${pid})`,
    ),
    text(
      `先停掉它（在它的窗口按 Ctrl-C，或 kill ${pid}），或用 DUBAN_HOME 另指一个目录`,
      `stop it first (Ctrl-C in its window, or kill ${pid}), or set DUBAN_HOME to another directory`,
    ),
  );
}

function unusable(home: string, error: unknown): Result<never> {
  const reason = messageOf(error);
  return refuse(
    'home-unusable',
    text(`目录 ${home} 不能使用：${reason}`, `the directory ${home} cannot be used: ${reason}`),
    text('请给出一个可写的目录：DUBAN_HOME=目录', 'give a directory that can be written to: DUBAN_HOME=dir'),
  );
}

// A database that nobody refers to any more is closed by the collector, and the lock would be gone.
const homeLocks = new Set<Lock>();

const releaseOf = (lock: Lock) => (): void => {
  if (homeLocks.delete(lock)) lock.close();
};

/** Makes a home that is missing, for a process that shares it. Refuses `home-unusable` when nothing can be written there. */
export function openHome(home: string): Result<null> {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(null);
  } catch (error) {
    return unusable(home, error);
  }
}

/**
 * Makes this process the only one started on a home, which it creates when missing. The lock is one of
 * SQLite's, which the system lifts even after kill -9. Refuses `home-in-use` with the holder's process
 * number, `home-unusable` when nothing can be written there.
 */
export function acquireHome(home: string): Result<HomeLock> {
  const pidFile = join(home, 'duban.pid');
  let lock: Lock | undefined;
  try {
    mkdirSync(home, { recursive: true });
    lock = new DatabaseSync(join(home, 'home.lock'));
    lock.exec('BEGIN IMMEDIATE');
    writeFileSync(pidFile, `${process.pid}\n`);
    homeLocks.add(lock);
    return ok({ home, release: releaseOf(lock) });
  } catch (error) {
    lock?.close();
    return busy(error) ? homeInUse(home, holderOf(pidFile)) : unusable(home, error);
  }
}
