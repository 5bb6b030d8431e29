import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Size } from '../town';
import { scaled, type Bench } from './context';
import { wakeDuban } from './wakes';

/** The default of worker/workers.ts. */
export const CACHED = 500;

/** Targets for 10,000 items, the size of the issue. */
interface Targets {
  /** MB of the worker. */
  readonly memory?: number;
  /** Seconds until all are in the outbox. */
  readonly seconds: number;
}

/** Open items that all wake at one moment, with so many in the worker's cache. */
async function hold(bench: Bench, size: Size, cached: number, targets: Targets): Promise<void> {
  bench.say(`${size.items} open items, ${cached} cached`);
  const { memory, files, seconds, starts, cpu } = await wakeDuban(bench, size, { cached });
  const who = `duban, ${size.items} open items, ${cached} cached`;
  const figure = (what: string, value: number, unit: string, below?: number): void => {
    const target = below === undefined ? null : { says: `< ${below}`, met: value < below };
    bench.figure({ who, what, value, unit, target: size.items === 10_000 ? target : null });
  };
  figure('memory of the worker', memory, 'MB', targets.memory);
  figure("server's file, bytes an item", files.engine / size.items, 'B');
  figure('all issued items started', starts, '/s');
  figure('all at one moment → all in the outbox', seconds, 's', targets.seconds);
  figure('processor time of a wake', (cpu / size.items) * 1_000, 'ms');
}

/** What 10,000 open items hold, and how long they take when all wake at one moment: with the default cache, and all cached. */
export async function holds(bench: Bench): Promise<void> {
  const size = { items: scaled(bench, 10_000, 600), units: 200, each: 1 };
  const bytes = statSync(join(await bench.town(size), 'ledger.db')).size / size.items;
  const who = `duban, ${size.items} open items`;
  bench.figure({ who, what: 'ledger, bytes an item', value: bytes, unit: 'B', target: null });
  await hold(bench, size, CACHED, { memory: 700, seconds: 11 * 60 });
  await hold(bench, size, size.items + 100, { seconds: 4.5 * 60 });
}
