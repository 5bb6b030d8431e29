/**
 * How long a ledger of very many open items is asked: `node -r ./test/support/temporal-child.cjs bench/many-items.ts
 * [items …]`, on SQLite and on PostgreSQL. One issued and recorded item is multiplied in the tables; what is asked is what
 * the start, doctor, the barrier and the briefing ask.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ahead, standingIn } from '../office/lists/ahead';
import { allLooks, type Looked } from '../office/health/looks';
import { ok, refuse, text } from '../domain/problem';
import { civilDate } from '../domain/time';
import { databaseAt } from '../ledger/database/place';
import { chunks, fromJson, toJson } from '../ledger/database/stored';
import type { Ledger } from '../ledger/ledger';
import { moment, planItem } from '../test/support/item';
import { call, issueCall, issuedLedger, opened, planItems, planOf, streamOf } from '../test/support/ledger';
import { connected } from '../test/support/postgres';
import { startPostgres } from '../test/support/postgres-server';
import { sure } from '../test/support/sure';
import { loadText } from './nine-oclock/machine';

const COUNTS = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000];
const SLOT = civilDate('2025-08-13');
const UNITS = ['sjj', 'sfj', 'dag', 'zjj'] as const;
const ROWS = 200;

/** Makes items like the first one until there are so many. */
async function multiply(url: string, count: number): Promise<void> {
  const { database } = sure(databaseAt(url, { readOnly: false, create: false }));
  const { db } = database;
  const like = await db.selectFrom('items').selectAll().where('key', '=', '1').executeTakeFirstOrThrow();
  const duties = await db.selectFrom('assignments').selectAll().where('stream', '=', like.stream).execute();
  const head = await db
    .selectFrom('heads')
    .selectAll()
    .where('stream', '=', like.stream)
    .executeTakeFirstOrThrow();
  const first = await db
    .selectFrom('events')
    .selectAll()
    .where('stream', '=', like.stream)
    .executeTakeFirstOrThrow();
  if (like.state === null) throw new Error('the item has not recorded');
  const state = fromJson(like.state);
  const keys = Array.from({ length: count - 1 }, (_, n) => String(n + 2));
  for (const some of chunks(keys, ROWS))
    await db.transaction().execute(async (on) => {
      const rows = some.map((key) => {
        const unit = UNITS[Number(key) % UNITS.length] ?? 'sjj';
        const assignments = state.assignments.map((one) => ({ ...one, unit }));
        return {
          key,
          unit,
          stream: streamOf(key),
          state: { ...state, key, stream: streamOf(key), assignments },
        };
      });
      const items = rows.map((row) => ({
        ...like,
        key: row.key,
        stream: row.stream,
        state: toJson(row.state),
      }));
      await on.insertInto('items').values(items).execute();
      await on
        .insertInto('events')
        .values(rows.map(({ stream }) => ({ ...first, stream })))
        .execute();
      const assigned = rows.flatMap(({ stream, unit }) => duties.map((duty) => ({ ...duty, stream, unit })));
      await on.insertInto('assignments').values(assigned).execute();
      await on
        .insertInto('heads')
        .values(rows.map(({ stream }) => ({ ...head, stream })))
        .execute();
    });
  await database.close();
}

type Figures = Readonly<Record<string, number | string>>;

/** Seconds of the clock and of this process's processor. */
async function timed(work: () => Promise<unknown>): Promise<string> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return `${((performance.now() - began) / 1_000).toFixed(2)} (${((user + system) / 1e6).toFixed(2)})`;
}

async function walk(ledger: Ledger): Promise<void> {
  for (let after: string | null = null; ;) {
    const page: readonly string[] = await ledger.shouldRun({ after, limit: 1_000 });
    after = page.at(-1) ?? null;
    if (page.length < 1_000) return;
  }
}

/** Issues another notice of ten items. */
async function issueTen(ledger: Ledger): Promise<void> {
  const plan = { ...planOf(planItems(10)), notice: 'n2' };
  const { notice: id, title, number, year, demo, coordinator, deputies } = plan;
  sure(
    await ledger.importNotice({
      notice: { id, title, number, year, demo, coordinator, deputies },
      ...{ text: '通知全文', now: moment('2025-08-12 17:00'), actor: 'ddy', requestKey: 'import n2' },
    }),
  );
  sure(await ledger.issue(issueCall(plan, 'ten more')));
}

const noEngine = refuse('no-temporal', text('没有引擎', 'no engine'), text('无', 'none'));

/** An office without an engine, as doctor reaches it. */
const lookedAt = (ledger: Ledger): Looked => ({
  config: { home: tmpdir(), smtpUrl: null, production: false, attestors: { witnesses: [], tsa: null } },
  now: () => moment('2025-08-12 17:00'),
  engine: () => Promise.resolve(noEngine),
  duban: () => Promise.resolve(noEngine),
  ledgerIfAny: () => Promise.resolve(ok(ledger)),
});

async function measure(name: string, url: string, count: number): Promise<Figures> {
  const first = await opened({ url });
  await issuedLedger(first, planItems(1, planItem({ units: { sjj: 'lead' } })));
  await first.record(call(streamOf('1')));
  await first.markComposed(civilDate('2025-08-11'), moment('2025-08-11 09:00'));
  await first.close();
  await multiply(url, count);
  const ledger = await opened({ url });
  await ledger.checkpoint({ slot: null, now: moment('2025-08-12 17:00') });
  const figures = {
    database: name,
    items: count,
    'scene of start': await timed(() => Promise.all([ledger.openCount(), ledger.letters({})])),
    'next mails': await timed(async () => {
      const standing = await standingIn(ledger, moment('2025-08-12 17:00'));
      ahead(standing, { most: 3 });
    }),
    doctor: await timed(() => allLooks(lookedAt(ledger), false)),
    'issuing ten more': await timed(() => issueTen(ledger)),
    'barrier: missing': await timed(() => ledger.missing(SLOT, 100)),
    'should run, all pages': await timed(() => walk(ledger)),
    'mails by state': await timed(() => ledger.mailCounts()),
    'open tasks': await timed(() => ledger.tasks({ open: true })),
    findings: await timed(() => ledger.findings(SLOT)),
    briefing: await timed(() =>
      ledger.composeSlot({
        slot: SLOT,
        now: moment('2025-08-13 08:59'),
        after: null,
        limit: 500,
      }),
    ),
    'briefings written': Object.values(await ledger.mailCounts()).reduce((a, b) => a + b, 0),
  };
  await ledger.close();
  return figures;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-bench-'));
  const server = await startPostgres({ durable: true });
  console.log(
    `${cpus().length} cores; load average ${loadText()}; seconds (of the processor in this process)`,
  );
  const rows: Figures[] = [];
  const admin = await connected(server.urlOf('postgres'));
  for (const [n, count] of COUNTS.entries()) {
    await admin.query(`create database many${n}`);
    rows.push(await measure('SQLite', `sqlite:${join(folder, `${n}.db`)}`, count));
    rows.push(await measure('PostgreSQL', server.urlOf(`many${n}`), count));
  }
  console.table(rows);
  await admin.end();
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
}

void main();
