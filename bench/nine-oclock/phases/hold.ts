import { statSync } from 'node:fs';
import { join } from 'node:path';
import { scaled, type Bench } from './context';
import { wakeDuban } from './wakes';

/** The default of worker/workers.ts. */
export const CACHED = 500;

/** What 10,000 open items hold with the default cache, and how long they take when all wake at one moment. */
export async function hold(bench: Bench): Promise<void> {
  const { figure } = bench;
  const size = { items: scaled(bench, 10_000, 600), units: 200, each: 1 };
  const before = statSync(join(await bench.town(size), 'ledger.db')).size;
  bench.say(`${size.items} open items`);
  const { memory, files, seconds, starts, cpu } = await wakeDuban(bench, size, { cached: CACHED });
  const who = `duban, ${size.items} open items, ${CACHED} cached`;
  figure({
    who,
    what: 'memory of the worker',
    value: memory,
    unit: 'MB',
    target: { says: '< 700', met: memory < 700 },
  });
  figure({ who, what: 'ledger, bytes an item', value: before / size.items, unit: 'B', target: null });
  figure({
    who,
    what: "server's file, bytes an item",
    value: files.engine / size.items,
    unit: 'B',
    target: null,
  });
  figure({ who, what: 'all issued items started', value: starts, unit: '/s', target: null });
  const met = seconds < 11 * 60;
  const whole = size.items === 10_000 ? { says: '< 660', met } : null;
  figure({ who, what: 'all at one moment → all in the outbox', value: seconds, unit: 's', target: whole });
  figure({
    who,
    what: 'processor time of a wake',
    value: (cpu / size.items) * 1_000,
    unit: 'ms',
    target: null,
  });
}
