import { ok, type Result } from '../../domain/problem';
import type { Database } from './dialect';
import { faults, refusedFor } from './faults';
import { isPostgres, openPostgres } from './postgres';
import { sqliteFile, openSqlite } from './sqlite';

/** A database and the name of its place for people. */
export interface Placed {
  readonly database: Database;
  readonly where: string;
}

/** How a database is opened. */
export interface PlaceOptions {
  readonly readOnly: boolean;
  /** How long a write waits for others, ms; undefined: 2,000 on a file, 10,000 on a server. */
  readonly busyMs?: number | undefined;
  /** How long a server may be silent, ms; undefined: a minute, null: as long as it takes. */
  readonly answerMs?: number | null | undefined;
  /** A file that is not there is made. */
  readonly create: boolean;
}

/** Idle connections are closed earlier. */
const STATEMENT_MS = 60_000;

/** The database at an address. Refuses `bad-ledger-url`, and what cannot be opened as the dialects say. */
export function databaseAt(url: string, options: PlaceOptions): Result<Placed> {
  const { readOnly, busyMs, create, answerMs = STATEMENT_MS } = options;
  if (isPostgres(url)) {
    const opened = openPostgres({ url, readOnly, lockMs: busyMs ?? 10_000, answerMs });
    return opened.ok ? ok({ database: opened.value, where: opened.value.where }) : opened;
  }
  const file = sqliteFile(url);
  if (file === null) return { ok: false, problem: faults.badUrl(url) };
  const opened = openSqlite(file, { readOnly, busyMs: busyMs ?? 2_000, create });
  return opened.ok ? ok({ database: opened.value, where: file }) : opened;
}

/** Works on a database and closes it at the end; a fault of the database is a refusal. */
export async function closedAfter<T>(database: Database, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    return refusedFor(database, error);
  } finally {
    await database.close();
  }
}
