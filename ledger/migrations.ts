import { Migrator, sql, type CreateTableBuilder, type Migration } from 'kysely';
import { ok, type Result } from '../domain/problem';
import type { Database } from './dialect';
import { faults } from './faults';
import type { Db } from './schema';

/** A table whose columns are all NOT NULL but for those marked "?"; every whole number is 64 bits wide. */
function table(
  db: Db,
  name: string,
  columns: Readonly<Record<string, 'text' | 'bigint' | 'text?' | 'bigint?'>>,
  key: readonly string[],
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const optional = kind.endsWith('?');
    builder = builder.addColumn(column, kind.startsWith('text') ? 'text' : 'bigint', (c) =>
      optional ? c : c.notNull(),
    );
  }
  return builder.addPrimaryKeyConstraint(`${name}_key`, [...key]).execute();
}

const index = (db: Db, on: string, columns: readonly string[]): Promise<void> =>
  db.schema
    .createIndex(`${on}_by_${columns.join('_')}`)
    .on(on)
    .columns([...columns])
    .execute();

async function journal(database: Database, db: Db): Promise<void> {
  await table(
    db,
    'events',
    {
      stream: 'text',
      seq: 'bigint',
      type: 'text',
      at: 'bigint',
      actor: 'text',
      request_key: 'text?',
      body: 'text',
      previous: 'text',
      hash: 'text',
      recorded_at: 'bigint',
    },
    ['stream', 'seq'],
  );
  await database.makeAppendOnly(db, 'events');
  await index(db, 'events', ['type', 'stream']);
  await table(
    db,
    'heads',
    { stream: 'text', seq: 'bigint', hash: 'text', at: 'bigint', anchored: 'bigint' },
    ['stream'],
  );
  await table(
    db,
    'requests',
    { stream: 'text', key: 'text', digest: 'text', answer: 'text', seq: 'bigint' },
    ['stream', 'key'],
  );
}

async function projections(db: Db): Promise<void> {
  await table(db, 'notices', { id: 'text', info: 'text', text: 'text', batch: 'bigint' }, ['id']);
  await table(db, 'plans', { notice: 'text', batch: 'bigint', header: 'text' }, ['notice', 'batch']);
  await table(
    db,
    'plan_items',
    { notice: 'text', batch: 'bigint', position: 'bigint', key: 'text', item: 'text' },
    ['notice', 'batch', 'key'],
  );
  await table(
    db,
    'items',
    {
      stream: 'text',
      notice: 'text',
      key: 'text',
      plan_batch: 'bigint',
      batch: 'bigint',
      issued_at: 'bigint',
      issued_by: 'text',
      state: 'text?',
      status: 'text?',
      open: 'bigint',
      next_slot: 'text?',
    },
    ['stream'],
  );
  await index(db, 'items', ['open', 'next_slot']);
  await index(db, 'items', ['notice']);
  await table(
    db,
    'assignments',
    {
      stream: 'text',
      unit: 'text',
      role: 'text',
      status: 'text',
      open: 'bigint',
      due: 'text?',
      late_from: 'bigint?',
    },
    ['stream', 'unit'],
  );
  await index(db, 'assignments', ['unit', 'open']);
  await table(
    db,
    'outbox',
    {
      key: 'text',
      stream: 'text',
      seq: 'bigint',
      unit: 'text',
      rung: 'text',
      audience: 'text',
      slot: 'text',
      waits: 'bigint',
      row: 'text',
      mail: 'text?',
    },
    ['key'],
  );
  await index(db, 'outbox', ['mail', 'slot', 'unit']);
  await index(db, 'outbox', ['stream']);
  await table(
    db,
    'tasks',
    {
      stream: 'text',
      id: 'text',
      kind: 'text',
      unit: 'text?',
      open: 'bigint',
      opened_at: 'bigint',
      task: 'text',
    },
    ['stream', 'id'],
  );
  await index(db, 'tasks', ['open']);
}

async function deliveries(db: Db): Promise<void> {
  await table(
    db,
    'mails',
    {
      key: 'text',
      kind: 'text',
      rank: 'bigint',
      addressee: 'text',
      audience: 'text',
      unit: 'text?',
      slot: 'text',
      state: 'text',
      message_id: 'text',
      anchor: 'text?',
      edition: 'text',
      composed_at: 'bigint',
      ready_at: 'bigint',
      next_try: 'bigint',
      tries: 'bigint',
      run: 'text?',
      attempt: 'bigint',
      claimed_at: 'bigint?',
      settled_at: 'bigint?',
      response: 'text?',
      round: 'bigint',
      journaled: 'bigint',
    },
    ['key'],
  );
  await index(db, 'mails', ['state', 'rank', 'addressee']);
  await index(db, 'mails', ['journaled', 'state']);
  await index(db, 'mails', ['addressee', 'composed_at']);
  await index(db, 'mails', ['slot']);
  await table(db, 'mail_items', { mail: 'text', stream: 'text', seq: 'bigint' }, ['mail', 'stream']);
  await index(db, 'mail_items', ['stream']);
  await table(
    db,
    'recipients',
    { mail: 'text', contact: 'text', name: 'text', address: 'text', state: 'text', response: 'text?' },
    ['mail', 'contact'],
  );
  await table(db, 'contact_health', { contact: 'text', dead: 'bigint', since: 'bigint', response: 'text' }, [
    'contact',
  ]);
  await table(db, 'post_runs', { run: 'text', attempt: 'bigint' }, ['run']);
  await table(db, 'buckets', { name: 'text', level: 'bigint', at: 'bigint' }, ['name']);
  await table(db, 'slots', { slot: 'text', composed_at: 'bigint' }, ['slot']);
}

async function reference(db: Db): Promise<void> {
  await table(db, 'reference', { kind: 'text', seq: 'bigint', digest: 'text', body: 'text' }, [
    'kind',
    'seq',
  ]);
  await table(
    db,
    'contacts',
    {
      id: 'text',
      unit: 'text',
      role: 'text',
      name: 'text',
      address: 'text',
      from_day: 'text?',
      until_day: 'text?',
      position: 'bigint',
    },
    ['id'],
  );
  await table(
    db,
    'accounts',
    {
      id: 'text',
      role: 'text',
      name: 'text',
      phone: 'text',
      address: 'text',
      unit: 'text?',
      notices: 'text?',
      position: 'bigint',
    },
    ['id'],
  );
  await table(db, 'persons', { ref: 'text', name: 'text' }, ['ref']);
  await table(db, 'settings', { name: 'text', value: 'text' }, ['name']);
}

/** All steps of the schema, oldest first; a released step is never edited. */
const steps = (database: Database): Readonly<Record<string, Migration>> => ({
  '2026-11-ledger': {
    up: async (db: Db) => {
      await journal(database, db);
      await projections(db);
      await deliveries(db);
      await reference(db);
    },
  },
});

/** Brings the schema up to date and names the steps taken. Refuses `ledger-newer` for a schema of a later version. */
export async function migrateSchema(
  database: Database,
  where: string,
): Promise<Result<{ readonly applied: readonly string[] }>> {
  const known = steps(database);
  const foreign = (await appliedSteps(database.db)).find((name) => !(name in known));
  if (foreign !== undefined) return { ok: false, problem: faults.newer(where, foreign) };
  const migrator = new Migrator({
    db: database.db,
    provider: { getMigrations: () => Promise.resolve(known) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const problem = database.problemOf(error);
    if (problem) return { ok: false, problem };
    throw error as Error;
  }
  return ok({ applied: results.map(({ migrationName }) => migrationName) });
}

/** Whether the database is empty, a ledger, or something else; `current` when no step is missing. */
export async function schemaState(
  database: Database,
  where: string,
): Promise<Result<'empty' | 'older' | 'current'>> {
  const known = steps(database);
  const applied = await appliedSteps(database.db);
  const foreign = applied.find((name) => !(name in known));
  if (foreign !== undefined) return { ok: false, problem: faults.newer(where, foreign) };
  if (applied.length > 0) return ok(applied.length < Object.keys(known).length ? 'older' : 'current');
  const tables = await database.db.introspection.getTables();
  return tables.length === 0 ? ok('empty') : { ok: false, problem: faults.notALedger(where) };
}

async function appliedSteps(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const rows = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.rows.map(({ name }) => name);
}
