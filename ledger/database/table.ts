import { sql, type CreateTableBuilder, type RawBuilder } from 'kysely';
import type { Database } from './dialect';
import type { Db } from './schema';
import type { Json } from './stored';

declare const reads: unique symbol;

/** One column; `T` is what the program reads from it. */
export interface Column<T> {
  readonly kind: 'text' | 'integer';
  readonly optional: boolean;
  /** What its values must satisfy, by the name of the column; null: nothing more than its kind. */
  readonly check: ((name: string) => string) | null;
  /** Schema step that added it to its table; absent: it came with the table. Such a column is optional. */
  readonly since?: string;
  readonly [reads]?: T;
}

type Columns = Readonly<Record<string, Column<unknown>>>;

/** A row of another table that must be there. */
interface ColumnReference {
  readonly columns: readonly string[];
  readonly table: string;
  readonly to: readonly string[];
}

/** An index; with `where`, a condition in SQL, of those rows alone: queries must name its constants as literals. */
interface TableIndex {
  readonly on: readonly string[];
  readonly unique?: true;
  readonly where?: string;
}

/** A table, described once: its type for queries and its CREATE both come from this. */
export interface Table {
  readonly columns: Columns;
  readonly key: readonly string[];
  readonly indexes?: readonly TableIndex[];
  readonly references?: readonly ColumnReference[];
  /** UPDATE, DELETE, TRUNCATE and REPLACE raise. */
  readonly appendOnly?: true;
  /** Schema step that made it; absent: the first. */
  readonly since?: string;
}

/** Rows of a table as queries see them. */
export type RowOf<T extends Table> = {
  -readonly [C in keyof T['columns']]: T['columns'][C] extends Column<infer V> ? V : never;
};

const column = <T>(kind: Column<T>['kind'], check: Column<T>['check'] = null): Column<T> => ({
  kind,
  optional: false,
  check,
});

/** Text. */
export const textColumn = <T extends string = string>(): Column<T> => column<T>('text');

/** A whole number of 64 bits. */
export const integer = <T extends number = number>(): Column<T> => column<T>('integer');

/** JSON text of a value that this ledger wrote. */
export const json = <T>(): Column<Json<T>> => column<Json<T>>('text');

/** 1 for true, 0 for false. */
export const flagColumn = (): Column<number> => column<number>('integer', (name) => `${name} in (0, 1)`);

/** A whole number that is at least 1. */
export const positiveColumn = (): Column<number> => column<number>('integer', (name) => `${name} > 0`);

/** A sha256 in hexadecimal. */
export const hashed = (): Column<string> => column<string>('text', (name) => `length(${name}) = 64`);

/** One word of a list; the compiler sees to it that none is missing. */
export const wordColumn = <T extends string>(words: Readonly<Record<T, true>>): Column<T> => {
  const list = Object.keys(words)
    .map((word) => `'${word}'`)
    .join(', ');
  return column<T>('text', (name) => `${name} in (${list})`);
};

/** A column that may be NULL. */
export const optional = <T>(of: Column<T>): Column<T | null> => ({ ...of, optional: true });

/** A table; the compiler sees its columns. */
export const table = <const C extends Columns>(
  of: Omit<Table, 'columns' | 'key'> & { readonly columns: C; readonly key: readonly (keyof C & string)[] },
): Omit<Table, 'columns'> & { readonly columns: C } => of;

/** A column that came after its table, by an `expand` step: optional, since programs of the release before do not write it. */
export const addedSince = <T>(since: string, of: Column<T>): Column<T | null> => ({ ...optional(of), since });

/** Where tables are made: `db` is an open transaction on the database. */
export interface TablePlace {
  readonly database: Database;
  readonly db: Db;
}

const validOf = (
  table: string,
  name: string,
  { optional: may, check }: Column<unknown>,
): RawBuilder<unknown> =>
  check
    ? sql` constraint ${sql.id(`${table}_${name}_valid`)} check (${sql.raw(may ? `${name} is null or ${check(name)}` : check(name))})`
    : sql``;

/** Makes a table with the columns that came with it, its indexes, and what keeps it append-only. */
export async function createTable({ database, db }: TablePlace, name: string, of: Table): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, described] of Object.entries(of.columns))
    if (described.since === undefined)
      builder = builder.addColumn(column, database.types[described.kind], (c) =>
        (described.optional ? c : c.notNull()).modifyEnd(validOf(name, column, described)),
      );
  builder = builder.addPrimaryKeyConstraint(`${name}_key`, [...of.key]);
  for (const { columns, table: parent, to } of of.references ?? [])
    builder = builder.addForeignKeyConstraint(
      `${name}_${columns.join('_')}_of_${parent}`,
      [...columns],
      parent,
      [...to],
    );
  await (database.strict ? builder.modifyEnd(sql`strict`) : builder).execute();
  for (const index of of.indexes ?? []) await createIndex(db, name, index);
  if (of.appendOnly) await database.makeAppendOnly(db, name, of.key);
}

/** Adds a column to a table that is there. */
export const addColumn = ({ database, db }: TablePlace, table: string, name: string, of: Column<unknown>) =>
  db.schema
    .alterTable(table)
    .addColumn(name, database.types[of.kind], (c) => c.modifyEnd(validOf(table, name, of)))
    .execute();

function createIndex(db: Db, table: string, { on, where, unique }: TableIndex): Promise<void> {
  const name = `${table}_by_${on.join('_')}`;
  const plain = db.schema
    .createIndex(name)
    .on(table)
    .columns([...on]);
  const made = unique ? plain.unique() : plain;
  return (where === undefined ? made : made.where(sql<boolean>`${sql.raw(where)}`)).execute();
}
