import { Migrator, sql, type CreateTableBuilder, type Migration } from 'kysely';
import { ok, type Result } from '../../domain/problem';
import type { Database } from './dialect';
import { faults } from './faults';
import { sharesRows } from './locks';
import type { Db } from './schema';

/** Where tables are made: `db` is an open transaction on the database. */
interface Place {
  readonly database: Database;
  readonly db: Db;
}

/** A table whose columns are all NOT NULL but for those marked "?"; every whole number is 64 bits wide. */
function table(
  { database, db }: Place,
  name: string,
  columns: Readonly<Record<string, 'text' | 'bigint' | 'text?' | 'bigint?'>>,
  key: readonly string[],
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const optional = kind.endsWith('?');
    builder = builder.addColumn(column, kind.startsWith('text') ? database.text : 'bigint', (c) =>
      optional ? c : c.notNull(),
    );
  }
  return builder.addPrimaryKeyConstraint(`${name}_key`, [...key]).execute();
}

const index = ({ db }: Place, on: string, columns: readonly string[], kind?: 'unique'): Promise<void> =>
  db.schema
    .createIndex(`${on}_by_${columns.join('_')}`)
    .on(on)
    .columns([...columns])
    .$call((made) => (kind ? made.unique() : made))
    .execute();

async function journal(place: Place): Promise<void> {
  await table(
    place,
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
  await place.database.makeAppendOnly(place.db, 'events');
  await index(place, 'events', ['type', 'stream']);
  await table(place, 'heads', { stream: 'text', seq: 'bigint', hash: 'text', at: 'bigint' }, ['stream']);
  await table(place, 'log_entries', { idx: 'bigint', stream: 'text', seq: 'bigint' }, ['idx']);
  await index(place, 'log_entries', ['stream', 'seq'], 'unique');
  await table(place, 'log_tiles', { level: 'bigint', n: 'bigint', hashes: 'text' }, ['level', 'n']);
  await table(
    place,
    'requests',
    { stream: 'text', key: 'text', digest: 'text', answer: 'text', seq: 'bigint' },
    ['stream', 'key'],
  );
}

async function projections(place: Place): Promise<void> {
  await table(place, 'notices', { id: 'text', info: 'text', text: 'text', batch: 'bigint' }, ['id']);
  await table(place, 'plans', { notice: 'text', batch: 'bigint', header: 'text' }, ['notice', 'batch']);
  await table(
    place,
    'plan_items',
    { notice: 'text', batch: 'bigint', position: 'bigint', key: 'text', item: 'text' },
    ['notice', 'batch', 'key'],
  );
  await table(
    place,
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
  await index(place, 'items', ['open', 'next_slot']);
  await index(place, 'items', ['notice']);
  await table(
    place,
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
  await index(place, 'assignments', ['unit', 'open']);
  await table(
    place,
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
  await index(place, 'outbox', ['mail', 'slot', 'unit']);
  await index(place, 'outbox', ['stream']);
  await table(
    place,
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
  await index(place, 'tasks', ['open']);
}

async function deliveries(place: Place): Promise<void> {
  await table(
    place,
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
      checkpoint: 'text?',
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
  await index(place, 'mails', ['state', 'rank', 'addressee']);
  await index(place, 'mails', ['journaled', 'state']);
  await index(place, 'mails', ['addressee', 'composed_at']);
  await index(place, 'mails', ['slot']);
  await table(place, 'mail_items', { mail: 'text', stream: 'text', seq: 'bigint' }, ['mail', 'stream']);
  await index(place, 'mail_items', ['stream']);
  await table(
    place,
    'recipients',
    { mail: 'text', contact: 'text', name: 'text', address: 'text', state: 'text', response: 'text?' },
    ['mail', 'contact'],
  );
  await table(
    place,
    'contact_health',
    { contact: 'text', dead: 'bigint', since: 'bigint', response: 'text' },
    ['contact'],
  );
  await table(place, 'post_runs', { run: 'text', attempt: 'bigint' }, ['run']);
  await table(place, 'buckets', { name: 'text', level: 'bigint', at: 'bigint' }, ['name']);
  await table(place, 'slots', { slot: 'text', composed_at: 'bigint' }, ['slot']);
}

async function reference(place: Place): Promise<void> {
  await table(place, 'reference', { kind: 'text', seq: 'bigint', digest: 'text', body: 'text' }, [
    'kind',
    'seq',
  ]);
  await table(
    place,
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
    place,
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
  await table(place, 'persons', { ref: 'text', name: 'text' }, ['ref']);
  await table(place, 'settings', { name: 'text', value: 'text' }, ['name']);
  await table(place, 'errands', { key: 'text', body: 'text' }, ['key']);
}

async function access(place: Place): Promise<void> {
  await table(
    place,
    'sessions',
    {
      id: 'text',
      account: 'text',
      shown_as: 'text',
      started_at: 'bigint',
      seen_at: 'bigint',
      proved_at: 'bigint',
    },
    ['id'],
  );
  await table(
    place,
    'credentials',
    {
      account: 'text',
      password: 'text?',
      totp: 'text?',
      step: 'bigint',
      failures: 'bigint',
      locked_until: 'bigint?',
    },
    ['account'],
  );
  await table(place, 'invitations', { id: 'text', account: 'text', purpose: 'text', until_at: 'bigint' }, [
    'id',
  ]);
  await table(place, 'link_keys', { id: 'bigint', secret: 'text', since: 'bigint' }, ['id']);
  await table(place, 'link_ends', { subject: 'text', made_until: 'bigint' }, ['subject']);
}

/** All steps of the schema, oldest first; a released step is never edited. */
const steps = (database: Database): Readonly<Record<string, Migration>> => ({
  '2026-11-ledger': {
    up: async (db: Db) => {
      const place = { database, db };
      await journal(place);
      await projections(place);
      await deliveries(place);
      await reference(place);
      await access(place);
    },
  },
  '2026-11-letters': {
    up: (db: Db) =>
      table({ database, db }, 'delayed_letters', { mail: 'text', round: 'bigint' }, ['mail', 'round']),
  },
  // The order of claiming to its end: many mails to one addressee are not sorted again for each claim.
  '2026-11-order': {
    up: async (db: Db) => {
      await index({ database, db }, 'mails', ['state', 'rank', 'addressee', 'audience', 'key']);
      await db.schema.dropIndex('mails_by_state_rank_addressee').execute();
    },
  },
});

/** Brings the schema up to date and names the steps taken. Refuses `ledger-newer` for a schema of a later version. */
export async function migrateSchema(
  database: Database,
  where: string,
): Promise<Result<{ readonly applied: readonly string[] }>> {
  const known = steps(database);
  const schema = await schemaOf(database.db);
  const foreign = (await appliedSteps(database.db)).find((name) => !(name in known));
  if (foreign !== undefined) return { ok: false, problem: faults.newer(where, foreign) };
  const migrator = new Migrator({
    db: database.db,
    provider: { getMigrations: () => Promise.resolve(known) },
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

/**
 * Whether the database is empty, a ledger, or something else; `current` when no step is missing. Refuses
 * `not-a-ledger`, also when its encoding cannot hold the text, and `ledger-newer`.
 */
export async function schemaState(
  database: Database,
  where: string,
): Promise<Result<'empty' | 'older' | 'current'>> {
  const { db } = database;
  const encoding = await encodingOf(db);
  if (encoding !== 'UTF8') return { ok: false, problem: faults.notUtf8(where, encoding) };
  const known = await stepsKnown(database, where);
  if (!known.ok || known.value !== 'empty') return known;
  const tables = await db.introspection.getTables();
  if (tables.length === 0) return ok('empty');
  // Another starter may have made them between the two questions.
  const again = await stepsKnown(database, where);
  return again.ok && again.value === 'empty' ? { ok: false, problem: faults.notALedger(where) } : again;
}

async function stepsKnown(database: Database, where: string): Promise<Result<'empty' | 'older' | 'current'>> {
  const known = steps(database);
  const applied = await appliedSteps(database.db);
  const foreign = applied.find((name) => !(name in known));
  if (foreign !== undefined) return { ok: false, problem: faults.newer(where, foreign) };
  if (applied.length === 0) return ok('empty');
  return ok(applied.length < Object.keys(known).length ? 'older' : 'current');
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
  const rows = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.rows.map(({ name }) => name);
}
