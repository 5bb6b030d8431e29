import {
  DEFAULT_MIGRATION_LOCK_TABLE,
  DEFAULT_MIGRATION_TABLE,
  PostgresIntrospector,
  sql,
  type DatabaseMetadataOptions,
  type Kysely,
  type TableMetadata,
} from 'kysely';

const INTERNAL: readonly string[] = [DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE];

/**
 * Lists the tables of the schema in which this connection makes its own, and none of their columns: what other programs
 * have on the same server is no concern of a ledger, and may come and go while it is asked.
 */
export class NearIntrospector extends PostgresIntrospector {
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
