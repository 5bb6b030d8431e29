import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Database } from '../database/dialect';
import { faults, LedgerFault } from '../database/faults';
import { migrateSchema } from '../database/migrations';
import { openSqlite } from '../database/sqlite';
import { transfer } from './transfer';

/** SQLite keeps these beside a file while it is open. */
const FILE_SUFFIXES = ['', '-wal', '-shm'] as const;

/**
 * A consistent copy of a ledger in an SQLite file, complete or not there at all; that of one on a server is verified
 * first. Throws LedgerFault `backup-exists`, `copy-not-verified`, and what the place refuses.
 */
export async function copyIntoFile(database: Database, file: string): Promise<void> {
  if (database.copyFile) return database.copyFile(file);
  if (existsSync(file)) throw new LedgerFault(faults.backupExists(file));
  const part = `${file}.part`;
  const remove = (): void => {
    for (const name of FILE_SUFFIXES) rmSync(part + name, { force: true });
  };
  remove();
  try {
    await fill(database, part);
    renameSync(part, file);
  } finally {
    remove();
  }
}

async function fill(from: Database, file: string): Promise<void> {
  const opened = openSqlite(file, { readOnly: false, busyMs: 2_000, create: true });
  if (!opened.ok) throw new LedgerFault(opened.problem);
  const { value: database } = opened;
  try {
    const migrated = await migrateSchema(database, file);
    const copied = migrated.ok
      ? await transfer({ database: from, where: '' }, { database, where: file })
      : migrated;
    if (!copied.ok) throw new LedgerFault(copied.problem);
  } finally {
    await database.close();
  }
}
