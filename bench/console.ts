/**
 * How quick the console is with 10,000 items of 200 units, on SQLite and on PostgreSQL, beside a bare hono route:
 * `node -r ./test/support/temporal-child.cjs bench/console.ts [items [seconds [sqlite | postgres]]]`. Fifty people open overview, inbox and
 * ledger in turn, each a page every two seconds, while two commands a second are recorded; then as many pages as there
 * will be. Latencies are those of this machine at its load; processor time for a page says most where others use it too.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginSession } from '../office/access/sessions';
import type { Ledger } from '../ledger/ledger';
import { report } from '../test/support/commands';
import { opened } from '../test/support/ledger';
import { fill, itemsOf, momentOf, say, type Size } from './console/office';
import { asked, quantile, saturated, visited, type Taken, type Visitors } from './console/load';
import { PAGES, PEOPLE, served } from './console/served';
import { load, machine } from './nine-oclock/machine';
import { onPostgres } from './nine-oclock/services';

const SIZE: Size = { items: Number(process.argv[2] ?? 10_000), units: 200 };
const SECONDS = Number(process.argv[3] ?? 30);
const BETWEEN_WRITES = 500;
const TIMES = 5;
const OTHERS = [
  '/changes',
  '/mails/upcoming',
  '/items?lamp=late&page=2',
  '/mails',
  '/units',
  '/papers',
  '/audit',
] as const;

type Figures = Readonly<Record<string, string | number>>;

const figures: Figures[] = [];

function tell(who: string, what: string, taken: Taken): void {
  const ms = (value: number): string => value.toFixed(1);
  const row = {
    ...{ who, what, answered: taken.answered, failed: taken.failed },
    'median ms': ms(quantile(taken, 0.5)),
    'p99 ms': ms(quantile(taken, 0.99)),
    'longest ms': ms(quantile(taken, 1)),
    'CPU ms a page': ms(taken.cpu),
    'pages/s': ms(taken.perSecond),
    load: load().toFixed(1),
  };
  figures.push(row);
  process.stderr.write(`${JSON.stringify(row)}\n`);
}

/** Records reports, one after the other, until it is told to stop. */
function writing(ledger: Ledger): () => Promise<void> {
  const open = itemsOf(SIZE).filter((_, n) => n % 10 === 7);
  let n = 0;
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    const item = open[n % open.length];
    const unit = item?.units[0]?.unit;
    if (item && unit) last = say(ledger, item, [report(unit, n % 90)], momentOf(SIZE));
    n += 1;
  }, BETWEEN_WRITES);
  return async () => {
    clearInterval(timer);
    await last;
  };
}

/** Every page alone, after it was opened once. */
async function alone(who: string, visitors: Visitors): Promise<void> {
  for (const path of [...PAGES, ...OTHERS]) {
    const one = { ...visitors, pages: [path] };
    await asked(one, 1);
    tell(who, path, await asked(one, TIMES));
  }
}

async function measure(who: string, url: string, pids: readonly number[]): Promise<void> {
  const ledger = await opened({ url });
  await fill(ledger, SIZE);
  const secret = await beginSession(ledger, {
    ...{ account: 'ddy', shownAs: 'ddy', means: 'password', now: momentOf(SIZE) },
  });
  const shift = momentOf(SIZE) - Date.now();
  await served({ ledger: url, bytes: 0, shift, pids, cookie: `duban=${secret}` }, async (visitors) => {
    await asked(visitors, 1);
    const stop = writing(ledger);
    tell(who, `${PEOPLE} people`, await visited(visitors, PEOPLE, SECONDS));
    tell(who, 'saturated', await saturated(visitors, 10, SECONDS / 3));
    await stop();
    await alone(who, visitors);
  });
  await ledger.close();
}

async function floor(): Promise<void> {
  await served({ ledger: null, bytes: 20_000, shift: 0, pids: [], cookie: '' }, async (visitors) => {
    tell('bare route', `${PEOPLE} people`, await visited(visitors, PEOPLE, SECONDS / 2));
    tell('bare route', 'saturated', await saturated(visitors, 10, SECONDS / 3));
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-bench-'));
  const on = process.argv[4];
  await floor();
  if (on !== 'postgres') await measure('SQLite', `sqlite:${join(folder, 'ledger.db')}`, []);
  if (on !== 'sqlite') await onPostgres(({ ledger, pid }) => measure('PostgreSQL', ledger, [pid]));
  console.table(figures);
  const file = join(tmpdir(), 'duban-bench-console.json');
  writeFileSync(
    file,
    JSON.stringify({ taken: new Date().toISOString(), machine: machine(), figures }, null, 2),
  );
  rmSync(folder, { recursive: true, force: true });
}

void main();
