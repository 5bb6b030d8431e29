import { sql, type RawBuilder } from 'kysely';
import type { Database } from './dialect';
import type { Db, Schema } from './schema';

/** All tables with the columns of their keys. */
const TABLES: Readonly<Record<keyof Schema, readonly string[]>> = {
  events: ['stream', 'seq'],
  heads: ['stream'],
  log_entries: ['idx'],
  log_tiles: ['level', 'n'],
  requests: ['stream', 'key'],
  notices: ['id'],
  plans: ['notice', 'batch'],
  plan_items: ['notice', 'batch', 'key'],
  items: ['stream'],
  assignments: ['stream', 'unit'],
  outbox: ['key'],
  tasks: ['stream', 'id'],
  mails: ['key'],
  mail_items: ['mail', 'stream'],
  delayed_letters: ['mail', 'round'],
  recipients: ['mail', 'contact'],
  contact_health: ['contact'],
  post_runs: ['run'],
  buckets: ['name'],
  slots: ['slot'],
  reference: ['kind', 'seq'],
  contacts: ['id'],
  accounts: ['id'],
  persons: ['ref'],
  settings: ['name'],
  errands: ['key'],
  sessions: ['id'],
  credentials: ['account'],
  invitations: ['id'],
  link_keys: ['id'],
  link_ends: ['subject'],
};

type Row = Readonly<Record<string, string | number | null>>;

/** Rows of one step; of the widest table with twenty-two columns, far from what databases take at once. */
const PAGE = 500;

const list = (names: readonly string[]): RawBuilder<unknown> => sql.join(names.map((name) => sql.id(name)));

/** The next rows of a table in the order of its key, after one. */
async function page(
  db: Db,
  table: string,
  key: readonly string[],
  after: Row | null,
): Promise<readonly Row[]> {
  const from = after
    ? sql`where (${list(key)}) > (${sql.join(key.map((name) => sql.val(after[name])))})`
    : sql``;
  const { rows } = await sql<Row>`select * from ${sql.table(table)} ${from}
    order by ${list(key)} limit ${sql.lit(PAGE)}`.execute(db);
  return rows;
}

async function write(db: Db, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((name) => sql.val(row[name])))})`);
  await sql`insert into ${sql.table(table)} (${list(columns)}) values ${sql.join(values)}`.execute(db);
}

/** Copies every table from an open snapshot into an open transaction on empty tables; the rows of each. */
export async function copyTables(from: Db, to: Db): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [table, key] of Object.entries(TABLES)) {
    let after: Row | null = null;
    let copied = 0;
    for (;;) {
      const rows: readonly Row[] = await page(from, table, key, after);
      if (rows.length > 0) await write(to, table, rows);
      copied += rows.length;
      after = rows.at(-1) ?? null;
      if (rows.length < PAGE) break;
    }
    counts[table] = copied;
  }
  return counts;
}

/** Whether no table has a row. */
export async function isEmpty({ db }: Database): Promise<boolean> {
  for (const table of Object.keys(TABLES)) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return false;
  }
  return true;
}
