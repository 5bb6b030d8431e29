import { sql, type RawBuilder } from 'kysely';
import type { Database } from './dialect';
import { TABLES, type Db } from './schema';
import type { Table } from './table';

type CopiedRow = Readonly<Record<string, string | number | null>>;

/** Rows of one step; of the widest table with twenty-two columns, far from what databases take at once. */
const ROWS_A_COPY = 500;

const listTables = (names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql.id(name)));

/** The next rows of a table in the order of its key, after one. */
async function pageOfRows(
  db: Db,
  name: string,
  { key, columns }: Table,
  after: CopiedRow | null,
): Promise<readonly CopiedRow[]> {
  const from = after
    ? sql`where (${listTables(key)}) > (${sql.join(key.map((column) => sql.val(after[column])))})`
    : sql``;
  const { rows } =
    await sql<CopiedRow>`select ${listTables(Object.keys(columns))} from ${sql.table(name)} ${from}
    order by ${listTables(key)} limit ${sql.lit(ROWS_A_COPY)}`.execute(db);
  return rows;
}

async function writeRows(db: Db, table: string, rows: readonly CopiedRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((name) => sql.val(row[name])))})`);
  await sql`insert into ${sql.table(table)} (${listTables(columns)}) values ${sql.join(values)}`.execute(db);
}

/** Copies every table from an open snapshot into an open transaction on empty tables; the rows of each. */
export async function copyTables(from: Db, to: Db): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [name, table] of Object.entries(TABLES)) {
    let after: CopiedRow | null = null;
    let copied = 0;
    for (;;) {
      const rows: readonly CopiedRow[] = await pageOfRows(from, name, table, after);
      if (rows.length > 0) await writeRows(to, name, rows);
      copied += rows.length;
      after = rows.at(-1) ?? null;
      if (rows.length < ROWS_A_COPY) break;
    }
    counts[name] = copied;
  }
  return counts;
}

/** Whether no table has a row. */
export async function isEmptyDatabase({ db }: Database): Promise<boolean> {
  for (const table of Object.keys(TABLES)) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return false;
  }
  return true;
}
