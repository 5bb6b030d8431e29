import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pooled } from '../../../office/running/pool';
import { startChild } from '../child';
import type { FlowInput } from '../flows';
import { cpuSeconds, residentMb } from '../machine';
import { NAIVE_QUEUE, type NaiveJob } from '../naive';
import { openStage, type Prepared, type Stage } from '../stage';
import { SLOT, streamAt, wakeOf, type Settings, type Size } from '../town';
import { scaled, type Bench } from './context';

/** All wake at one moment. */
const SETTINGS: Settings = { wake: { earliest: 30, latest: 30 } };
const STREAM = streamAt(0);

/** Each item is given so much time to begin, ms: its start, a first task and a first record. */
const BEGINS = 30;

/** Progress is told after so many starts. */
const TOLD = 10_000;

/** Events of an item that has begun, at least: start, a task, its record, the timer. */
const BEGUN = 6;

interface Woken {
  /** Wakes a second from the moment at which all were due. */
  readonly rate: number;
  readonly seconds: number;
  readonly starts: number;
  /** Of one wake, from the history of one item. */
  readonly events: number;
  readonly bytes: number;
  /** MB of the worker with all items open, before they woke. */
  readonly memory: number;
  /** Bytes of the files of the ledger and of the server, before they woke. */
  readonly files: ReturnType<Stage['bytes']>;
  readonly cpu: number;
}

async function historyOf({ client }: Stage, id: string): Promise<{ events: number; bytes: number }> {
  const { historyLength, raw } = await client.workflow.getHandle(id).describe();
  return { events: historyLength, bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0) };
}

/** By whom, and where, the items of a town are woken. */
interface Waking {
  /** Items that a worker keeps in memory. */
  readonly cached: number;
  /** Worker processes; default 1. */
  readonly processes?: number;
  /** Default: the bench's town of that size. */
  readonly town?: Prepared;
}

/** Starts all items of a town, lets them sleep, and lets those that have something due all wake at one moment. */
export async function wakeDuban(
  bench: Bench,
  size: Size,
  { cached, processes = 1, town }: Waking,
): Promise<Woken> {
  const at = wakeOf(size, SETTINGS, STREAM);
  // Starting takes place before; what is left of the time is waited.
  const ahead = 20_000 + size.items * BEGINS;
  const stage = await openStage(town ?? (await bench.town(size)), SETTINGS, bench.sink, { at, ahead });
  try {
    const workers = Array.from({ length: processes }, () => stage.worker(cached));
    await Promise.all(workers.map(({ ready }) => ready));
    const pids = [...workers.map(({ pid }) => pid), ...stage.pids];
    const began = Date.now();
    await stage.duban.ensureAll((count) => {
      if (count % TOLD === 0) bench.say(`${count} of ${size.items} items started`);
    });
    const starts = size.items / ((Date.now() - began) / 1_000);
    const due = stage.realOf(at);
    await delay(Math.max(0, due - Date.now() - 2_000));
    const looked = Math.min(50, size.items);
    const ids = Array.from({ length: looked }, (_, n) =>
      stage.names.item(streamAt(Math.floor((n * size.items) / looked))),
    );
    const before = await Promise.all(ids.map((id) => historyOf(stage, id)));
    // Without a first task done it would be begun, not woken, at that moment.
    if (before.some(({ events }) => events < BEGUN)) throw new Error('not all had begun when they were due');
    const memory = Math.max(...workers.map(({ pid }) => residentMb(pid)));
    const files = stage.bytes();
    const cpu = cpuSeconds(pids);
    await delay(Math.max(0, due - Date.now()));
    let end = Date.now();
    while ((await stage.ledger.missing(SLOT, 0)).count > 0) {
      await delay(50);
      end = Date.now();
    }
    const used = cpuSeconds(pids) - cpu;
    await delay(1_000);
    const after = await Promise.all(ids.map((id) => historyOf(stage, id)));
    const most = (of: 'events' | 'bytes'): number =>
      Math.max(...after.map((one, n) => one[of] - (before[n]?.[of] ?? 0)));
    const seconds = (end - due) / 1_000;
    return {
      ...{ rate: (size.due ?? size.items) / seconds, seconds, starts, memory, files, cpu: used },
      ...{ events: most('events'), bytes: most('bytes') },
    };
  } finally {
    await stage.close();
  }
}

/** The same number of workflows with an empty local activity on a server of their own, all cached. */
async function wakeEmpty(bench: Bench, size: Size): Promise<number> {
  const town = await bench.town(size);
  const stage = await openStage(town, SETTINGS, bench.sink, { at: wakeOf(size, SETTINGS, STREAM), ahead: 0 });
  const { address, namespace } = stage.engine;
  const job: NaiveJob = {
    ...{ address, namespace, port: bench.sink.port, connections: 1, letters: [] },
    ...{ audit: join(stage.home, 'audit.db'), cached: size.items + 100 },
  };
  const worker = startChild(join(__dirname, '..', 'naive.ts'), job);
  try {
    await worker.ready;
    const at = Date.now() + 15_000 + (size.items / 40) * 1_000;
    await pooled(
      Array.from({ length: size.items }, (_, n) => n),
      10,
      (n) =>
        stage.client.workflow.start<(input: FlowInput) => Promise<void>>('emptyWake', {
          workflowId: `empty/${n}`,
          taskQueue: NAIVE_QUEUE,
          args: [{ at, keys: [String(n)] }],
        }),
    );
    await worker.until(() => worker.sent.length >= size.items, at - Date.now() + 600_000);
    const last = Math.max(...worker.sent.map((one) => one.at));
    return size.items / ((last - at) / 1_000);
  } finally {
    await worker.kill();
    await stage.close();
  }
}

/** Wakes a second: all cached, with the default cache of 500, and beside them workflows with an empty local activity. */
export async function wakes(bench: Bench): Promise<void> {
  const size = { items: scaled(bench, 2_000, 100), units: 200, each: 3 };
  bench.say(`${size.items} workflows with an empty local activity`);
  const empty = await wakeEmpty(bench, size);
  bench.say(`${size.items} items, all cached`);
  const cached = await wakeDuban(bench, size, { cached: size.items + 100 });
  bench.say(`${size.items} items, a cache of a quarter of them`);
  const evicted = await wakeDuban(bench, size, { cached: Math.ceil(size.items / 4) });
  const { figure } = bench;
  figure({ who: 'empty local activity', what: 'wakes', value: empty, unit: '/s', target: null });
  figure({
    ...{ who: 'duban, all cached', what: 'wakes', value: cached.rate, unit: '/s' },
    target: { says: '≥ 0.8 × empty local activity', met: cached.rate >= 0.8 * empty },
  });
  figure({
    who: 'duban, all cached',
    what: 'of an empty local activity',
    value: cached.rate / empty,
    unit: '×',
    target: { says: '≥ 0.8', met: cached.rate >= 0.8 * empty },
  });
  figure({ who: 'duban, a quarter cached', what: 'wakes', value: evicted.rate, unit: '/s', target: null });
  figure({
    who: 'duban, all cached',
    what: 'preparing 10,000 items (from the rate)',
    value: 10_000 / cached.rate / 60,
    unit: 'min',
    target: { says: '< 4.5', met: 10_000 / cached.rate / 60 < 4.5 },
  });
  figure({
    who: 'duban, a quarter cached',
    what: 'preparing 10,000 items (from the rate)',
    value: 10_000 / evicted.rate / 60,
    unit: 'min',
    target: { says: '< 11', met: 10_000 / evicted.rate / 60 < 11 },
  });
  figure({ who: 'duban', what: 'starts', value: cached.starts, unit: '/s', target: null });
  figure({
    who: 'duban',
    what: 'events of a wake, most of 50',
    value: cached.events,
    unit: '',
    target: { says: '≤ 7', met: cached.events <= 7 },
  });
  figure({
    who: 'duban',
    what: 'bytes of a wake, most of 50',
    value: cached.bytes,
    unit: 'B',
    target: { says: '≤ 900', met: cached.bytes <= 900 },
  });
  figure({
    who: 'duban, all cached',
    what: 'processor time of a wake (worker and server)',
    value: (cached.cpu / size.items) * 1_000,
    unit: 'ms',
    target: null,
  });
  figure({
    who: 'duban, a quarter cached',
    what: 'processor time of a wake (worker and server)',
    value: (evicted.cpu / size.items) * 1_000,
    unit: 'ms',
    target: null,
  });
}
