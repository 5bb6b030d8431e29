/**
 * Records and claims a second of the ledger on SQLite and on PostgreSQL, in one run:
 * `node -r ./test/support/temporal-child.cjs bench/ledger.ts [items [units]]`; the items have as many leading units, one
 * to five. Commits reach the disk on both (SQLite FULL, a
 * PostgreSQL server of its own with its defaults). Figures of one machine: read them beside each other. The processor
 * time of this process for a mail claimed and settled says most where others use the machine too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { civilDate, plusMs, type Instant } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { report, urge } from '../test/support/commands';
import { moment, planItem } from '../test/support/item';
import { call, issuedLedger, opened, planItems, says } from '../test/support/ledger';
import { startPostgres } from '../test/support/postgres-server';
import { loadText } from './nine-oclock/machine';

const ITEMS = Number(process.argv[2] ?? 1_000);
const LEADS = ['sjj', 'zjj', 'xjz', 'fb', 'xcb'].slice(0, Number(process.argv[3] ?? 1));
const CONNECTIONS = 8;

/** Mails that are sent. */
const MAILS = 2_000;

/** The unit that leads an item, by the number that its key and the end of its stream are. */
const leadOf = (item: string): string => LEADS[Number(item.split('/').at(-1)) % LEADS.length] ?? 'sjj';
const SLOT = civilDate('2025-09-17');

/** Work a second: so many calls by so many callers, each of whom waits for its answer before the next. */
async function rate(calls: readonly (() => Promise<unknown>)[], callers: number): Promise<number> {
  const queue = [...calls];
  const began = performance.now();
  const one = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: callers }, one));
  return (calls.length * 1_000) / (performance.now() - began);
}

interface Figures {
  readonly database: string;
  readonly [figure: string]: number | string;
}

async function measure(database: string, ledgers: readonly Ledger[]): Promise<Figures> {
  const [ledger] = ledgers;
  if (!ledger) throw new Error('no ledger');
  const streams = await issuedLedger(
    ledger,
    planItems(ITEMS).map((item) => ({
      ...item,
      units: planItem({ units: { [leadOf(item.key)]: 'lead', sfj: 'support' } }).units,
    })),
  );
  const of = (i: number): Ledger => ledgers[i % ledgers.length] ?? ledger;
  const first = await rate(
    streams.map((stream, i) => () => of(i).record(call(stream))),
    100,
  );
  const commands = await rate(
    streams.map(
      (stream, i) => () =>
        of(i).record(says(stream, report(leadOf(stream)), { key: 'k', actor: `ll-${leadOf(stream)}` })),
    ),
    100,
  );
  const wakes = await rate(
    streams.map(
      (stream, i) => () => of(i).record(call(stream, { wake: true, now: moment('2025-09-17 08:55') })),
    ),
    100,
  );
  const now = moment('2025-09-17 09:00');
  const urged = streams.slice(0, MAILS);
  const urgeAll = async (key: string, at: Instant): Promise<void> => {
    for (const stream of urged)
      await ledger.record(says(stream, urge([leadOf(stream)], true), { key, actor: 'ddy', now: at }));
  };
  await urgeAll('urge', now);
  const { policy } = await ledger.office();
  await ledger.setPolicy(
    { ...policy, mail: { ...policy.mail, mailsPerMinute: 1_000_000, recipientsPerMinute: 1_000_000 } },
    { actor: 'gly', now, requestKey: 'rates' },
  );
  const plain = await sendAll(of, ledgers.length, now);
  // Mails whose items have moved since the journal was told of them: each is written anew in its claim, which appends.
  const later = moment('2025-09-18 09:00');
  await urgeAll('again', later);
  await ledger.journalDeliveries(later);
  for (const stream of urged)
    await ledger.record(
      says(stream, report(leadOf(stream), 60), { key: 'moves', actor: `ll-${leadOf(stream)}`, now: later }),
    );
  const anew = await sendAll(of, ledgers.length, plusMs(later, 60_000));
  return {
    database,
    'first records/s': Math.round(first),
    'commands/s': Math.round(commands),
    'wakes/s': Math.round(wakes),
    'mails/s': plain.rate,
    'CPU ms a mail': plain.cpu,
    mails: plain.settled,
    'written anew/s': anew.rate,
    'CPU ms anew': anew.cpu,
    'mails anew': anew.settled,
  };
}

/** As connections do: a mail is claimed, and with the next claim goes what came of it, until none is ready. */
async function sendAll(of: (i: number) => Ledger, openers: number, now: Instant) {
  let settled = 0;
  const connection = async (n: number): Promise<void> => {
    for (let done: Promise<void> = Promise.resolve(); ;) {
      const [claim] = await Promise.all([
        of(n).claim({ run: `r${n % openers}/${now}`, attempt: 1, now }),
        done,
      ]);
      if (claim.type !== 'mail') return;
      settled += 1;
      done = of(n).settle(claim.mail.key, { type: 'sent', response: '250 ok', refused: [] }, now);
    }
  };
  const before = process.cpuUsage();
  const connections = Array.from({ length: CONNECTIONS }, (_, n) => () => connection(n));
  const each = await rate(connections, CONNECTIONS);
  const { user, system } = process.cpuUsage(before);
  const cpu = ((user + system) / 1_000 / settled).toFixed(2);
  return { settled, rate: Math.round((each / CONNECTIONS) * settled), cpu };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-bench-'));
  const server = await startPostgres({ durable: true });
  console.log(`${ITEMS} items; ${cpus().length} cores; load average ${loadText()}; slot ${SLOT}`);
  const rows: Figures[] = [];
  const sqlite = await opened({ url: `sqlite:${join(folder, 'ledger.db')}` });
  rows.push(await measure('SQLite', [sqlite]));
  await sqlite.close();
  const one = await opened({ url: server.urlOf('postgres') });
  rows.push(await measure('PostgreSQL, one opener', [one]));
  await one.close();
  console.table(rows);
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
}

void main();
