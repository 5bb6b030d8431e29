import { ok, type Result } from '../domain/problem';
import type { Database } from './dialect';
import { faultOf, faults, LedgerFault } from './faults';
import { makeLedger } from './ledger';
import { migrateSchema, schemaState } from './migrations';
import { fileOf, openSqlite, type SqliteOptions } from './sqlite';
import type { Ledger } from './types';
import { makeWriter } from './writer';

/** How a ledger is opened. */
export interface OpenOptions {
  /** `sqlite:FILE`. */
  readonly url: string;
  /** Nothing is written, and a schema that is missing or older is refused. */
  readonly readOnly?: boolean;
  /** How long writes gather for a common COMMIT, ms; default 5, 0: until the next turn of the event loop. */
  readonly groupMs?: number;
  /** How long a write waits for another process on the same file before it is `ledger-locked`, ms; default 2,000. */
  readonly busyMs?: number;
}

/** A database and its place, as people are told of it. */
interface Placed {
  readonly database: Database;
  readonly where: string;
}

/** The database at an address. Refuses `bad-ledger-url`, and what cannot be opened as the dialects say. */
function databaseAt(url: string, options: SqliteOptions): Result<Placed> {
  const file = fileOf(url);
  if (file === null) return { ok: false, problem: faults.badUrl(url) };
  const opened = openSqlite(file, options);
  return opened.ok ? ok({ database: opened.value, where: file }) : opened;
}

/**
 * Opens the ledger (台账) at an address; a new or older one gets its tables, unless it is read only. Refuses
 * `bad-ledger-url`, `ledger-not-found`, `not-a-ledger`, `ledger-locked`, `ledger-read-only`, `ledger-damaged`,
 * `ledger-newer`, `ledger-older`; each names the place and what to do.
 */
export async function openLedger(options: OpenOptions): Promise<Result<Ledger>> {
  const { url, readOnly = false, groupMs = 5, busyMs = 2_000 } = options;
  const placed = databaseAt(url, { readOnly, busyMs });
  if (!placed.ok) return placed;
  const { database, where } = placed.value;
  try {
    const prepared = readOnly ? await checkSchema(placed.value) : await prepareSchema(placed.value);
    if (prepared.ok)
      return ok(
        makeLedger({ database, where, applied: prepared.value, writer: makeWriter(database, groupMs) }),
      );
    await database.close();
    return prepared;
  } catch (error) {
    await database.close();
    const fault = faultOf(database, error);
    if (fault instanceof LedgerFault) return { ok: false, problem: fault.problem };
    throw error;
  }
}

async function checkSchema({ database, where }: Placed): Promise<Result<readonly string[]>> {
  const state = await schemaState(database, where);
  if (!state.ok) return state;
  if (state.value === 'empty') return { ok: false, problem: faults.notALedger(where) };
  return state.value === 'older' ? { ok: false, problem: faults.older(where) } : ok([]);
}

async function prepareSchema({ database, where }: Placed): Promise<Result<readonly string[]>> {
  const state = await schemaState(database, where);
  if (!state.ok) return state;
  if (state.value === 'current') return ok([]);
  const migrated = await migrateSchema(database, where);
  return migrated.ok ? ok(migrated.value.applied) : migrated;
}
