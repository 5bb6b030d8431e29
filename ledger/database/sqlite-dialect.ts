import type { DatabaseSync } from '@photostructure/sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type DialectAdapter,
  type SqliteDatabase,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';

/** A connection of the driver, whose API is that of node:sqlite. */
export type SqliteConnection = InstanceType<typeof DatabaseSync>;

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

/** kysely on a connection of SQLite. */
export class ImmediateDialect extends SqliteDialect {
  readonly #config: { readonly database: SqliteDatabase };

  constructor(raw: SqliteConnection) {
    const config = { database: remembering(raw) };
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

/** What changes the columns of a table, and with them those of `select *`. */
const CHANGES_SCHEMA = /^\s*(create|alter|drop)\s/i;

/** The database with its statements compiled once: the same few dozen queries make up every record. */
function remembering(raw: SqliteConnection): SqliteDatabase {
  const compiled = new Map<string, SqliteStatement>();
  return {
    prepare: (text) => {
      const known = compiled.get(text);
      if (known) return known;
      if (compiled.size >= STATEMENTS || CHANGES_SCHEMA.test(text)) compiled.clear();
      const statement = statementOf(raw, text);
      compiled.set(text, statement);
      return statement;
    },
    close: () => {
      raw.close();
    },
  };
}

/** The part of a statement of the driver that is used here, with its types. */
interface ArrayStatement {
  all(...values: readonly unknown[]): readonly (readonly unknown[])[];
  run(...values: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
}

/** Rows come as lists and are named here: the driver names a column by a call for each, which takes longer. */
function statementOf(raw: SqliteConnection, text: string): SqliteStatement {
  const prepared = raw.prepare(text);
  prepared.setReturnArrays(true);
  const statement: ArrayStatement = prepared;
  const names = prepared.columns().map(({ name }) => name);
  const all = (values: readonly unknown[]): unknown[] =>
    statement.all(...storable(values)).map((row) => rowOf(names, row));
  return {
    reader: names.length > 0,
    all,
    run: (values) => statement.run(...storable(values)),
    iterate: (values) => all(values).values(),
  };
}

function rowOf(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let n = 0; n < names.length; n += 1) row[names[n] ?? ''] = values[n];
  return row;
}

/** The driver cuts text at NUL without a word; PostgreSQL refuses it. Throws RangeError. */
function storable(values: readonly unknown[]): readonly unknown[] {
  for (const value of values)
    if (typeof value === 'string' && value.includes('\0'))
      throw new RangeError('text with a NUL character cannot be stored');
  return values;
}
