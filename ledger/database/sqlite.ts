import { existsSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import {
  CompiledQuery,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
  type DatabaseConnection,
  type DialectAdapter,
  type SqliteDatabase,
  type TransactionSettings,
} from 'kysely';
import { ok, type Problem, type Result } from '../../domain/problem';
import type { Database } from './dialect';
import { faults, LedgerFault } from './faults';
import type { Db, Schema } from './schema';

/**
 * Takes the write lock at BEGIN: a transaction that reads first could otherwise not be told to wait, only to fail. One
 * that only reads takes no lock and sees one moment.
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings = {},
  ): Promise<void> {
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }
}

/** Tables are made in a transaction, which SQLite can: killed on the way, none are there. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #config: { readonly database: SqliteDatabase };

  constructor(config: { readonly database: SqliteDatabase }) {
    super(config);
    this.#config = config;
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config);
  }
}

/** Compiled statements that are kept; queries with lists of values have a text for each length of list. */
const STATEMENTS = 400;

/** The database with its statements compiled once: the same few dozen queries make up every record. */
function remembering(raw: BetterSqlite.Database): SqliteDatabase {
  const compiled = new Map<string, BetterSqlite.Statement>();
  return {
    prepare: (text) => {
      const known = compiled.get(text);
      if (known) return known;
      if (compiled.size >= STATEMENTS) compiled.clear();
      const statement = raw.prepare(text);
      compiled.set(text, statement);
      return statement;
    },
    close: () => {
      raw.close();
    },
  };
}

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
 * The result code of an SQLite error ("SQLITE_BUSY"), null for any other. By its form and not its class: the native part
 * throws the class of whoever loaded it first in the process.
 */
export const sqliteCode = (error: unknown): string | null =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_')
    ? error.code
    : null;

/** Less than this is no room: the index of the log alone takes 32 KiB. */
const ROOM = 64 * 1024;

/** What SQLite says when it could not write, whatever the reason; on a full disk often SQLITE_FULL, but not always. */
const UNWRITTEN = /^SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE|SHMOPEN|SHMMAP)$/;

/** Whether nothing more can be written beside a file. A quota or a limit of the process is not seen here. */
function hasNoRoom(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < ROOM;
  } catch {
    return false;
  }
}

/** The problem of an SQLite result code; null for the codes that only a fault in the program gives. */
function sqliteProblem(file: string, error: unknown): Problem | null {
  if (error instanceof TypeError && error.message.includes('directory does not exist'))
    return faults.cannotOpen(file);
  const given = sqliteCode(error);
  if (given === null) return null;
  if (UNWRITTEN.test(given) && hasNoRoom(file)) return faults.full(file);
  const [, code] = given.split('_');
  switch (code) {
    case 'BUSY':
    case 'LOCKED':
      return faults.locked(file);
    case 'READONLY':
      return faults.readOnly(file);
    case 'FULL':
      return faults.full(file);
    case 'NOTADB':
      return faults.notALedger(file);
    case 'CORRUPT':
      return faults.damaged(file);
    case 'CANTOPEN':
    case 'IOERR':
    case 'PERM':
      return faults.cannotOpen(file);
    default:
      return null;
  }
}

function configure(raw: BetterSqlite.Database, { readOnly, busyMs }: SqliteOptions): void {
  raw.pragma(`busy_timeout = ${busyMs}`);
  if (!readOnly) raw.pragma('journal_mode = WAL');
  raw.pragma('synchronous = FULL');
  raw.pragma('foreign_keys = ON');
  // REPLACE deletes: with this on, its deletions meet the triggers too.
  raw.pragma('recursive_triggers = ON');
  // Whoever only reads goes through it once, as an audit does.
  raw.pragma(`cache_size = ${readOnly ? -8_192 : -65_536}`);
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
async function copyTo(raw: BetterSqlite.Database, file: string): Promise<void> {
  if (existsSync(file)) throw new LedgerFault(faults.backupExists(file));
  const part = `${file}.part`;
  try {
    rmSync(part, { force: true });
    await raw.backup(part);
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
  const { readOnly, create } = options;
  if (!readOnly && !create && existsSync(dirname(file)) && !existsSync(file))
    return { ok: false, problem: faults.empty(file) };
  let raw: BetterSqlite.Database;
  try {
    raw = new BetterSqlite(file, { readonly: readOnly, fileMustExist: readOnly || !create });
    configure(raw, options);
  } catch (error) {
    const problem = sqliteProblem(file, error);
    if (!problem) throw error;
    return { ok: false, problem };
  }
  const db = new Kysely<Schema>({ dialect: new ImmediateDialect({ database: remembering(raw) }) });
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
    copyFile: (to) => copyTo(raw, to),
    close: () => db.destroy(),
  });
}
