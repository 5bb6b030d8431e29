import {
  Kysely,
  PostgresDialect,
  sql,
  type DatabaseIntrospector,
  DEFAULT_MIGRATION_LOCK_TABLE,
  DEFAULT_MIGRATION_TABLE,
  PostgresIntrospector,
  type DatabaseMetadataOptions,
  type TableMetadata,
} from 'kysely';
import { Client, DatabaseError } from 'pg';
import { messageOf, ok, type Problem, type Result } from '../../domain/problem';
import type { Database, Sharing } from './dialect';
import { faults } from './faults';
import { lockStreams } from './locks';
import { ConnectionLost, isOutdatedPlan, openPool, type PoolOptions } from './pool';
import type { Db, Schema } from './schema';

/** The code (SQLSTATE) of an answer of PostgreSQL's own; '' for whatever else was thrown, a failed write of a file say. */
const sqlState = (error: unknown): string => (error instanceof DatabaseError ? (error.code ?? '') : '');

/** The server shuts down, starts, has no room for another connection, or has ended a session that was silent for long. */
const isLost = (code: string): boolean =>
  code.startsWith('08') || ['57P01', '57P02', '57P03', '57P05', '25P03', '53300'].includes(code);

const tryAgain: Sharing['again'] = (error) => {
  const code = sqlState(error);
  if (code === '40P01' || code === '40001') return 'conflict';
  if (isOutdatedPlan(error)) return 'lost';
  return error instanceof ConnectionLost || isLost(code) ? 'lost' : null;
};

/** The problem of an error; null for those that only a fault in the program gives. */
function postgresProblem(where: string, error: unknown): Problem | null {
  const code = sqlState(error);
  if (tryAgain(error) === 'lost') return faults.unreachable(where);
  switch (code) {
    case '55P03':
    case '57014':
    case '40P01':
    case '40001':
      return faults.locked(where);
    case '25006':
      return faults.readOnly(where);
    case '53100':
      return faults.full(where);
    case 'XX001':
    case 'XX002':
      return faults.damaged(where);
    case '3D000':
    case '28000':
    case '28P01':
      return faults.noAccess(where);
    case '42501':
      return faults.noRights(where, messageOf(error));
    default:
      return null;
  }
}

/** One function for all: it says no to whatever is not an INSERT. Even a session that plays a replica meets it. */
async function makeAppendOnly(db: Db, table: string): Promise<void> {
  const refuse = sql.id(`${table}_append_only`);
  await sql`create function ${refuse}() returns trigger language plpgsql as
    $$ begin raise exception 'the journal is append-only'; end $$`.execute(db);
  await sql`create trigger ${refuse} before update or delete or truncate on ${sql.table(table)}
    for each statement execute function ${refuse}()`.execute(db);
  await sql`alter table ${sql.table(table)} enable always trigger ${refuse}`.execute(db);
}

const sharingOf = (db: Db): Sharing => ({
  lock: lockStreams,
  again: tryAgain,
  nameOf: async (on) => {
    const { rows } = await sql<{
      readonly name: string | null;
    }>`select pg_current_xact_id_if_assigned()::text as name`.execute(on);
    return rows[0]?.name ?? null;
  },
  wasCommitted: async (name) => {
    const { rows } = await sql<{
      readonly status: string | null;
    }>`select pg_xact_status(${name}::text::xid8) as status`.execute(db);
    const status = rows[0]?.status;
    return status === 'committed' ? true : status === 'aborted' ? false : null;
  },
});

class LedgerDialect extends PostgresDialect {
  override createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new NearIntrospector(db);
  }
}

/** Whether an address is one of PostgreSQL. */
export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

/** A server's address as people may see it: no password, no parameters. Null when it cannot be read. */
function whereOf(url: string): string | null {
  try {
    const { user, host, port, database } = new Client({ connectionString: url });
    return `postgres://${user ?? ''}@${host}:${port}/${database ?? ''}`;
  } catch {
    return null;
  }
}

/** Opens a ledger's database on a PostgreSQL server; nothing is asked of it yet. Refuses `bad-ledger-url`. */
export function openPostgres(options: PoolOptions): Result<Database & { readonly where: string }> {
  const where = whereOf(options.url);
  if (where === null) return { ok: false, problem: faults.badUrl('postgres://…') };
  const pool = openPool(options);
  const db = new Kysely<Schema>({ dialect: new LedgerDialect({ pool }) });
  return ok({
    where,
    db,
    begin: `begin isolation level read committed ${options.readOnly ? 'read only' : 'read write'}`,
    types: { text: sql`text collate "C"`, integer: 'bigint' },
    strict: false,
    sharing: sharingOf(db),
    makeAppendOnly,
    problemOf: (error) => postgresProblem(where, error),
    poolLoad: () => pool.load(),
    copyFile: null,
    close: () => db.destroy(),
  });
}

const INTERNAL: readonly string[] = [DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE];

/**
 * Lists the tables of the schema in which this connection makes its own, and none of their columns: what other programs
 * have on the same server is no concern of a ledger, and may come and go while it is asked.
 */
class NearIntrospector extends PostgresIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    super(db);
    this.#db = db;
  }

  override async getTables(
    { withInternalKyselyTables }: DatabaseMetadataOptions = { withInternalKyselyTables: false },
  ): Promise<TableMetadata[]> {
    const { rows } = await sql<{ readonly name: string; readonly schema: string; readonly view: boolean }>`
      select relname as name, current_schema() as schema, relkind in ('v', 'm') as view from pg_catalog.pg_class
      where relkind in ('r', 'p', 'f', 'v', 'm') and relnamespace =
        (select oid from pg_catalog.pg_namespace where nspname = current_schema())`.execute(this.#db);
    return rows
      .filter(({ name }) => withInternalKyselyTables || !INTERNAL.includes(name))
      .map(({ name, schema, view }) => ({ name, schema, isView: view, columns: [] }));
  }
}
