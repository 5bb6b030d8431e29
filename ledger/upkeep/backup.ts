import { DatabaseSync } from '@photostructure/sqlite';
import { sql } from 'kysely';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { messageOf, ok, type Result } from '../../domain/problem';
import type { Database } from '../database/dialect';
import { faults } from '../database/faults';
import { closedAfter } from '../database/place';
import { inSnapshot } from '../database/ways';
import type { JournalChange } from '../journal/journal';
import { note } from '../journal/note';
import { audited } from './transfer';
import { copyIntoFile } from './into-file';
import { schemaState } from '../database/migrations';
import { isSqliteBusy, openSqlite, sqliteFile } from '../database/sqlite';

/** What a restore did. */
export interface Restored {
  /** The ledger's file. */
  readonly file: string;
  /** Where the ledger that stood there before is kept; null when there was none. */
  readonly kept: string | null;
  readonly streams: number;
  readonly events: number;
}

/** An SQLite database in WAL mode is these files. */
const BACKUP_PARTS = ['', '-wal', '-shm'] as const;

/**
 * Puts a backup in the place of a ledger, which is kept under another name. The backup is verified first, its journal and
 * its tables; while another process holds the ledger nothing is done. That it was restored, and by whom, is the next
 * event of the stream `mailroom`. Refuses `bad-ledger-url`, `ledger-not-found`, `not-a-ledger`, `ledger-newer`,
 * `ledger-older`, `bad-backup`, `ledger-locked`, `ledger-not-replaced`.
 */
export async function restoreLedger(call: {
  readonly from: string;
  readonly url: string;
  readonly by: JournalChange;
}): Promise<Result<Restored>> {
  const file = sqliteFile(call.url);
  if (file === null) return { ok: false, problem: faults.badUrl(call.url) };
  const draft = `${file}.restoring`;
  const copied = await copyChecked(call.from, draft);
  if (!copied.ok) return copied;
  const noted = await noteRestored(draft, copied.value, call.by);
  if (!noted.ok) return noted;
  const kept = keepBackup(file);
  if (!kept.ok) {
    rmSync(draft, { force: true });
    return kept;
  }
  const placed = place(draft, file, kept.value);
  return placed.ok ? ok({ file, kept: kept.value, ...copied.value }) : placed;
}

/** Puts the copy into its place, or everything back as it was. */
function place(draft: string, file: string, kept: string | null): Result<null> {
  try {
    renameSync(draft, file);
    return ok(null);
  } catch (error) {
    if (kept !== null) renameSync(kept, file);
    return { ok: false, problem: faults.cannotReplace(file, messageOf(error)) };
  }
}

type RestoredCounts = Pick<Restored, 'streams' | 'events'>;

/** Copies a backup beside the ledger and counts what is in it. */
async function copyChecked(from: string, draft: string): Promise<Result<RestoredCounts>> {
  const opened = openSqlite(from, { readOnly: true, busyMs: 2_000, create: false });
  if (!opened.ok) return opened;
  const { value: database } = opened;
  return closedAfter(database, async () => {
    const state = await schemaState(database, from);
    if (!state.ok) return state;
    if (state.value === 'empty') return { ok: false, problem: faults.notALedger(from) };
    if (state.value === 'older') return { ok: false, problem: faults.older(from) };
    if (!(await isWholeDatabase(database))) return { ok: false, problem: faults.badBackup(from) };
    const { wrong, ...counts } = await inSnapshot(database, audited);
    if (wrong !== null) return { ok: false, problem: faults.badBackup(from, wrong) };
    rmSync(draft, { force: true });
    await copyIntoFile(database, draft);
    return ok(counts);
  });
}

/** Appends to the draft that it is about to take the place of the ledger. */
async function noteRestored(draft: string, counts: RestoredCounts, by: JournalChange): Promise<Result<null>> {
  const opened = openSqlite(draft, { readOnly: false, busyMs: 2_000, create: false });
  if (!opened.ok) return opened;
  const { value: database } = opened;
  return closedAfter(database, async () => {
    await database.db.transaction().execute((db) => note(db, 'ledgerRestored', counts, by));
    return ok(null);
  });
}

async function isWholeDatabase({ db }: Database): Promise<boolean> {
  const { rows } = await sql<{ readonly integrity_check: string }>`pragma integrity_check`.execute(db);
  return rows.length === 1 && rows[0]?.integrity_check === 'ok';
}

/** Renames the present ledger to the next free name; refuses while another process has it open. */
function keepBackup(file: string): Result<string | null> {
  if (!existsSync(file)) return ok(null);
  const held = settleBackup(file);
  if (!held.ok) return held;
  let n = 1;
  while (existsSync(`${file}.replaced-${n}`)) n += 1;
  const kept = `${file}.replaced-${n}`;
  try {
    for (const part of BACKUP_PARTS) if (existsSync(file + part)) renameSync(file + part, kept + part);
    return ok(kept);
  } catch (error) {
    return { ok: false, problem: faults.cannotReplace(file, messageOf(error)) };
  }
}

/** Brings all of a ledger into its one file, which SQLite does only for the sole user; a damaged file is taken as it is. */
function settleBackup(file: string): Result<null> {
  try {
    const raw = new DatabaseSync(file, { timeout: 500 });
    try {
      raw.exec('pragma journal_mode = DELETE');
      return ok(null);
    } finally {
      raw.close();
    }
  } catch (error) {
    return isSqliteBusy(error) ? { ok: false, problem: faults.locked(file) } : ok(null);
  }
}
