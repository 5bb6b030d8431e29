import { existsSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from '@photostructure/sqlite';
import { Kysely, sql } from 'kysely';
import { ok, type Problem, type Result } from '../../domain/problem';
import type { Database } from './dialect';
import { faults, LedgerFault } from './faults';
import type { Db, Schema } from './schema';
import { ImmediateDialect, type SqliteConnection } from './sqlite-dialect';

/** How a file is opened. */
export interface SqliteOptions {
  readonly readOnly: boolean;
  /** A file that is not there is made. */
  readonly create: boolean;
  /** How long a statement waits for another process that writes, ms. */
  readonly busyMs: number;
}

/** The file of an address `sqlite:FILE`; null for any other. */
export const sqliteFile = (url: string): string | null => /^sqlite:(.+)$/.exec(url)?.[1] ?? null;

/**
 * The extended result code of an SQLite error (sqlite3.h), null for any other. By its form and not its class: the native
 * part throws the class of whoever loaded it first in the process.
 */
function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  if (!('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return null;
  if ('sqliteExtendedCode' in error) return Number(error.sqliteExtendedCode);
  return 'errcode' in error ? Number(error.errcode) : null;
}

/** The result code of which an extended one is a kind. */
const PRIMARY = 0xff;

/** Less than this is no room: the index of the log alone takes 32 KiB. */
const ROOM = 64 * 1024;

const IOERR = 10;

/**
 * What SQLite says when it could not write, whatever the reason; on a full disk often SQLITE_FULL, but not always: WRITE,
 * FSYNC, DIR_FSYNC, TRUNCATE, SHMOPEN, SHMSIZE, SHMMAP of sqlite3.h.
 */
const UNWRITTEN: ReadonlySet<number> = new Set([3, 4, 5, 6, 18, 19, 21].map((kind) => (kind << 8) | IOERR));

/** Whether nothing more can be written beside a file. A quota or a limit of the process is not seen here. */
function hasNoRoom(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < ROOM;
  } catch {
    return false;
  }
}

const BUSY = 5;

/** The problem that a result code is; all others only a fault in the program gives. */
const PROBLEMS: ReadonlyMap<number, (file: string) => Problem> = new Map([
  [3, faults.cannotOpen], // PERM
  [BUSY, faults.locked],
  [6, faults.locked], // LOCKED
  [8, faults.readOnly], // READONLY
  [IOERR, faults.cannotOpen],
  [11, faults.damaged], // CORRUPT
  [13, faults.full], // FULL
  [14, faults.cannotOpen], // CANTOPEN
  [26, faults.notALedger], // NOTADB
]);

/** Whether another connection holds what was asked for. */
export const isSqliteBusy = (error: unknown): boolean => ((sqliteCode(error) ?? 0) & PRIMARY) === BUSY;

/** The problem of an SQLite error; null for the codes that only a fault in the program gives. */
function sqliteProblem(file: string, error: unknown): Problem | null {
  const code = sqliteCode(error);
  if (code === null) return null;
  if (UNWRITTEN.has(code) && hasNoRoom(file)) return faults.full(file);
  return PROBLEMS.get(code & PRIMARY)?.(file) ?? null;
}

function configure(raw: SqliteConnection, readOnly: boolean): void {
  if (!readOnly) raw.exec('pragma journal_mode = WAL');
  raw.exec('pragma synchronous = FULL');
  // REPLACE deletes: with this on, its deletions meet the triggers too.
  raw.exec('pragma recursive_triggers = ON');
  // Whoever only reads goes through it once, as an audit does.
  raw.exec(`pragma cache_size = ${readOnly ? -8_192 : -65_536}`);
}

const appendOnly = (db: Db, table: string, verb: 'UPDATE' | 'DELETE'): Promise<unknown> =>
  sql`create trigger ${sql.id(`${table}_no_${verb.toLowerCase()}`)} before ${sql.raw(verb)} on ${sql.table(table)}
      begin select raise(abort, 'the journal is append-only'); end`.execute(db);

/** REPLACE deletes without a DELETE; where recursive_triggers is off, as in a foreign shell, only this stops it. */
const noReplace = (db: Db, table: string, key: readonly string[]): Promise<unknown> =>
  sql`create trigger ${sql.id(`${table}_no_replace`)} before insert on ${sql.table(table)}
      when exists (select 1 from ${sql.table(table)}
        where ${sql.join(
          key.map((name) => sql`${sql.id(name)} = ${sql.id('new', name)}`),
          sql` and `,
        )})
      begin select raise(abort, 'the journal is append-only'); end`.execute(db);

/** A consistent copy, complete or not there at all. Throws LedgerFault `backup-exists`, and what the place refuses. */
async function copyTo(raw: SqliteConnection, file: string): Promise<void> {
  if (existsSync(file)) throw new LedgerFault(faults.backupExists(file));
  const part = `${file}.part`;
  try {
    rmSync(part, { force: true });
    await backup(raw, part);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    const problem = sqliteProblem(file, error);
    throw problem ? new LedgerFault(problem, error) : error;
  }
}

/**
 * Opens an SQLite file (WAL, synchronous FULL), made when missing where that is wanted. Refuses `ledger-not-found`,
 * `ledger-empty`, `not-a-ledger`, `ledger-locked`, `ledger-read-only`.
 */
export function openSqlite(file: string, options: SqliteOptions): Result<Database> {
  const { readOnly, create, busyMs: timeout } = options;
  if (!readOnly && !create && existsSync(dirname(file)) && !existsSync(file))
    return { ok: false, problem: faults.empty(file) };
  let raw: SqliteConnection;
  try {
    raw = new DatabaseSync(file, { readOnly, timeout, enableForeignKeyConstraints: true, defensive: true });
    configure(raw, readOnly);
  } catch (error) {
    const problem = sqliteProblem(file, error);
    if (!problem) throw error;
    return { ok: false, problem };
  }
  const db = new Kysely<Schema>({ dialect: new ImmediateDialect(raw) });
  return ok({
    db,
    begin: 'begin immediate',
    types: { text: 'text', integer: 'integer' },
    strict: true,
    sharing: null,
    makeAppendOnly: async (on, table, key) => {
      await appendOnly(on, table, 'UPDATE');
      await appendOnly(on, table, 'DELETE');
      await noReplace(on, table, key);
    },
    problemOf: (error) => sqliteProblem(file, error),
    poolLoad: null,
    copyFile: (to) => copyTo(raw, to),
    close: () => db.destroy(),
  });
}
