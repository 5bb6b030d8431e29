import { Migrator, sql, type Migration } from 'kysely';
import { ok, type Result } from '../../domain/problem';
import type { Database } from './dialect';
import { faults } from './faults';
import { sharesRows } from './locks';
import { STEPS, TABLES, type Db } from './schema';
import { addColumn, createTable, type TablePlace, type Table } from './table';

/** A schema as it is described. */
export interface Description {
  readonly tables: Readonly<Record<string, Table>>;
  readonly steps: readonly string[];
}

/** The schema of this program. */
const LEDGER_TABLES: Description = { tables: TABLES, steps: STEPS };

/** How a schema is brought up to date. */
export interface MigrateOptions {
  /** What a new ledger begins with, written in the transaction that makes its tables. */
  readonly birth?: (db: Db) => Promise<void>;
  readonly description?: Description;
}

/** Makes what a step brought: whole tables, then columns of tables that were there. */
async function takeStep(place: TablePlace, { tables, steps }: Description, step: string): Promise<void> {
  const sinceOf = ({ since = steps[0] }: Table): string | undefined => since;
  for (const [name, table] of Object.entries(tables)) {
    if (sinceOf(table) === step) await createTable(place, name, table);
    for (const [column, of] of Object.entries(table.columns))
      if (of.since === step) await addColumn(place, name, column, of);
  }
}

const migrations = (
  database: Database,
  { birth, description = LEDGER_TABLES }: MigrateOptions,
): Readonly<Record<string, Migration>> =>
  Object.fromEntries(
    description.steps.map((step, n) => [
      step,
      {
        up: async (db: Db) => {
          await takeStep({ database, db }, description, step);
          if (n === 0) await birth?.(db);
        },
      },
    ]),
  );

/**
 * Brings the schema up to date in one transaction and names the steps taken; beside a later one that only added, nothing is
 * to be done. Refuses `ledger-newer` for a schema of a later version.
 */
export async function migrateSchema(
  database: Database,
  where: string,
  options: MigrateOptions = {},
): Promise<Result<{ readonly applied: readonly string[] }>> {
  const { description = LEDGER_TABLES } = options;
  const state = await stepsTaken(database, where, description);
  if (!state.ok) return state;
  if (state.value === 'current' || state.value === 'expanded') return ok({ applied: [] });
  const schema = await schemaOf(database.db);
  const migrator = new Migrator({
    db: database.db,
    provider: { getMigrations: () => Promise.resolve(migrations(database, options)) },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const problem = database.problemOf(error);
    if (problem) return { ok: false, problem };
    throw error as Error;
  }
  return ok({ applied: results.map(({ migrationName }) => migrationName) });
}

/** Whether a database is empty, lacks steps, has all of them, or others too that only added. */
type SchemaState = 'empty' | 'older' | 'current' | 'expanded';

/**
 * The version of a database's schema. Refuses `not-a-ledger` for one of something else, also when its encoding cannot
 * hold the text, and `ledger-newer` when a later program has changed what this one uses.
 */
export async function schemaState(database: Database, where: string): Promise<Result<SchemaState>> {
  const { db } = database;
  const encoding = await encodingOf(db);
  if (encoding !== 'UTF8') return { ok: false, problem: faults.notUtf8(where, encoding) };
  const known = await stepsTaken(database, where);
  if (!known.ok || known.value !== 'empty') return known;
  const tables = await db.introspection.getTables();
  if (tables.length === 0) return ok('empty');
  // Another starter may have made them between the two questions.
  const again = await stepsTaken(database, where);
  return again.ok && again.value === 'empty' ? { ok: false, problem: faults.notALedger(where) } : again;
}

async function stepsTaken(
  database: Database,
  where: string,
  { steps }: Description = LEDGER_TABLES,
): Promise<Result<SchemaState>> {
  const applied = await appliedSteps(database.db);
  const foreign = applied.filter((name) => !steps.includes(name));
  const breaking = foreign.find((name) => !/-expand\b/.test(name));
  if (breaking !== undefined) return { ok: false, problem: faults.newer(where, breaking) };
  if (applied.length === 0) return ok('empty');
  if (applied.length - foreign.length < steps.length) return ok('older');
  return ok(foreign.length > 0 ? 'expanded' : 'current');
}

/** The schema in which a server makes tables; a file has none. */
async function schemaOf(db: Db): Promise<string | undefined> {
  if (!sharesRows(db)) return undefined;
  const { rows } = await sql<{ readonly name: string | null }>`select current_schema() as name`.execute(db);
  return rows[0]?.name ?? 'public';
}

/** How a server writes text down; files are UTF-8. */
async function encodingOf(db: Db): Promise<string> {
  if (!sharesRows(db)) return 'UTF8';
  const { rows } = await sql<{ readonly server_encoding: string }>`show server_encoding`.execute(db);
  return rows[0]?.server_encoding ?? '';
}

async function appliedSteps(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}
