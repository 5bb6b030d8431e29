import { rmSync } from 'node:fs';
import BetterSqlite from 'better-sqlite3';

/** The sole right to a file; it ends with the process that has it, however that ends. */
export interface Lease {
  /** Gives it up. Idempotent. */
  release(): void;
  /** Removes the file with its lock, and gives it up. */
  remove(): void;
}

const isLeaseBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'SQLITE_BUSY';

/**
 * Takes the lease of a file; null while another has it, in this process, another or another container of this machine.
 * It is a lock of SQLite's beside the file, which the system lifts when its holder is gone: a process number, which two
 * containers can share, says nothing.
 */
export function takeLease(file: string): Lease | null {
  const path = `${file}.lock`;
  const lock = new BetterSqlite(path, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (isLeaseBusy(error)) return null;
    throw error;
  }
  return {
    release() {
      lock.close();
    },
    remove() {
      rmSync(file, { force: true });
      rmSync(path, { force: true });
      lock.close();
    },
  };
}
