import type { SqliteConnection } from '../../ledger/database/sqlite-dialect';
import { TABLES } from '../../ledger/database/schema';
import type { Column, Table } from '../../ledger/database/table';

type Raw = SqliteConnection;
type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/** A statement with a question mark for each value. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** One change of a database that somebody with access to it could make. */
export interface TableChange {
  /** table.column, or table and what was done. */
  readonly name: string;
  readonly statements: readonly Statement[];
}

const rowsOf = (raw: Raw, table: string): readonly Row[] =>
  raw.prepare(`select * from ${table} order by rowid`).all() as Row[];

/** The words that a column may hold; null: any text. */
function wordsOf({ check }: Column<unknown>): readonly string[] | null {
  const list = check && /in \((.*)\)/.exec(check('c'))?.[1];
  const words = list ? [...list.matchAll(/'([^']*)'/g)].map(([, word]) => word ?? '') : [];
  return words.length > 0 ? words : null;
}

/** Another value that the column could hold: a figure moved by one, a digit of a text changed, another word of the list. */
function edited(column: Column<unknown>, value: Value): Value {
  const words = wordsOf(column);
  if (words) return words.find((word) => word !== value) ?? null;
  if (column.kind === 'integer') {
    const figure = typeof value === 'number' ? value : 0;
    return column.check?.('c').includes('0, 1') ? 1 - figure : figure + 1;
  }
  const text = typeof value === 'string' ? value : '';
  return /[1-8]/.test(text) ? text.replace(/[1-8]/, (digit) => String(Number(digit) + 1)) : `${text}x`;
}

const remove = (table: string, row: Row, key: readonly string[]): Statement => ({
  sql: `delete from ${table} where ${key.map((name) => `${name} = ?`).join(' and ')}`,
  values: key.map((name) => row[name] ?? null),
});

const insert = (table: string, row: Row): Statement => ({
  sql: `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
    .map(() => '?')
    .join(', ')})`,
  values: Object.values(row),
});

/** A key like one that is there, of nobody. */
const unused = ({ kind }: Column<unknown>, value: Value): Value =>
  kind === 'integer' ? Number(value) + 1_000 : `${value ?? ''}9`;

/** Two rows of a table that differ beside their keys, with what they say exchanged. */
function swap(table: string, rows: readonly Row[], { key }: Table): readonly TableChange[] {
  const rest = (row: Row): Row =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !key.includes(name)));
  const [a] = rows;
  const b = a && rows.findLast((row) => JSON.stringify(rest(row)) !== JSON.stringify(rest(a)));
  if (!a || !b) return [];
  return [
    {
      name: `${table} swapped`,
      statements: [
        remove(table, a, key),
        remove(table, b, key),
        insert(table, { ...a, ...rest(b) }),
        insert(table, { ...b, ...rest(a) }),
      ],
    },
  ];
}

/** A row more, like one that is there, under another key. */
function more(table: string, row: Row, { key, columns }: Table): TableChange {
  const last = key.at(-1) ?? '';
  const { [last]: column } = columns;
  if (!column) throw new Error(`${table} has no key`);
  const value = row[last] ?? null;
  const other = wordsOf(column) ? edited(column, value) : unused(column, value);
  return { name: `${table} more`, statements: [insert(table, { ...row, [last]: other })] };
}

/** Every column of every table changed in one row, a row taken out, put in, and two exchanged. Tables without rows are named. */
export function tableChanges(raw: Raw): {
  readonly changes: readonly TableChange[];
  readonly empty: readonly string[];
} {
  const changes: TableChange[] = [];
  const empty: string[] = [];
  for (const [table, of] of Object.entries<Table>(TABLES)) {
    const rows = rowsOf(raw, table);
    const row = rows[Math.floor(rows.length / 2)];
    if (!row) {
      empty.push(table);
      continue;
    }
    for (const [name, column] of Object.entries(of.columns)) {
      const value = row[name] ?? null;
      const free = of.key.includes(name) && !wordsOf(column);
      const changed = { ...row, [name]: free ? unused(column, value) : edited(column, value) };
      changes.push({
        name: `${table}.${name}`,
        statements: [remove(table, row, of.key), insert(table, changed)],
      });
    }
    changes.push(
      { name: `${table} less`, statements: [remove(table, row, of.key)] },
      more(table, row, of),
      ...swap(table, rows, of),
    );
  }
  return { changes, empty };
}
