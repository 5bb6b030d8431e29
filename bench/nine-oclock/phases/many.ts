import { Client } from 'pg';
import { onPostgres } from '../services';
import { prepareTown, type Size } from '../town';
import { scaled, type Bench } from './context';
import { CACHED } from './hold';
import { wakeDuban } from './wakes';

/** Bytes of a database. */
async function bytesOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      'select pg_database_size(current_database()) as bytes',
    );
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}

/** So many open items with the ledger on a PostgreSQL of their own, of which some wake at one moment. */
const held = (bench: Bench, size: Size) =>
  onPostgres(async (town) => {
    bench.say(`${size.items} open items in the ledger`);
    const empty = await bytesOf(town.ledger);
    await prepareTown(town.ledger, size);
    const bytes = (await bytesOf(town.ledger)) - empty;
    bench.say(`${size.items} items to be started`);
    return { ...(await wakeDuban(bench, size, { cached: CACHED, town })), ledger: bytes };
  });

/** 100,000 open items with the ledger on PostgreSQL: what each holds, and whether the others slow a wake down. */
export async function many(bench: Bench): Promise<void> {
  const due = scaled(bench, 2_000, 100);
  const few = await held(bench, { items: due, units: 200, each: 1, due });
  const items = scaled(bench, 100_000, 1_000);
  const all = await held(bench, { items, units: 200, each: 1, due });
  const who = `duban, ${items} open items, ledger on PostgreSQL`;
  const figure = (what: string, value: number, unit: string): void => {
    bench.figure({ who, what, value, unit, target: null });
  };
  figure('ledger, bytes an item', all.ledger / items, 'B');
  figure("server's file, bytes an item", all.files.engine / items, 'B');
  figure('memory of the worker', all.memory, 'MB');
  figure('all issued items started', all.starts, '/s');
  figure(`wakes, ${due} of ${due} items at one moment`, few.rate, '/s');
  const ratio = all.rate / few.rate;
  bench.figure({
    ...{ who, what: `wakes, ${due} of ${items} items at one moment`, value: all.rate, unit: '/s' },
    target: { says: '± 20 % of few items', met: Math.abs(ratio - 1) <= 0.2 },
  });
}
