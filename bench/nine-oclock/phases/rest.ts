import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { instantAt } from '../../../domain/time';
import { startChild, type Sent } from '../child';
import { mailsOf } from '../mails';
import { installPeers } from '../peers';
import { openPostgres, openRedis } from '../services';
import { openStage } from '../stage';
import { EVE, streamAt, type Size } from '../town';
import { scaled, type Bench } from './context';

/** Seconds over which the urges are spread, for 200 of them. */
const SPREAD_MS = 60_000;

/** Random moments, ms after a beginning, the same in every run, in their order. */
function moments(count: number, within: number): readonly number[] {
  let state = 11;
  const times = Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 0x80000000;
    return (state / 0x80000000) * within;
  });
  return times.sort((a, b) => a - b);
}

/** Milliseconds from each moment to the mail's 250, sorted; `due` has the host's clock by the n-th mail's key. */
function latencies(sent: readonly Sent[], due: (key: string) => number | undefined): readonly number[] {
  return sent
    .flatMap(({ key, at }) => {
      const from = due(key);
      return from === undefined ? [] : [at - from];
    })
    .sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;

async function urges(bench: Bench, size: Size, times: readonly number[]): Promise<readonly number[]> {
  const at = instantAt(EVE, '15:00', 'Asia/Shanghai');
  const settings = { wake: { earliest: 55, latest: 10 } };
  const stage = await openStage(await bench.town(size), settings, bench.sink, { at, ahead: 0 });
  try {
    const worker = stage.worker();
    await worker.ready;
    await stage.duban.ensureAll();
    await delay(5_000);
    const begin = Date.now() + 1_000;
    const due = new Map<string, number>();
    await Promise.all(
      times.map(async (time, n) => {
        await delay(begin + time - Date.now());
        const stream = streamAt(n);
        due.set(stream, begin + time);
        const command = { type: 'urge', units: [], text: '请抓紧办理。', again: false } as const;
        const said = await stage.duban.command({ stream, command, actor: 'ddy' });
        if (!said.ok) throw new Error(said.problem.message.en);
      }),
    );
    await worker.until(() => worker.sent.length >= times.length, 60_000);
    // The key of an urge begins with its item's stream.
    return latencies(worker.sent, (key) => due.get(key.split('|')[0] ?? ''));
  } finally {
    await stage.close();
  }
}

async function jobs(bench: Bench, size: Size, times: readonly number[]): Promise<readonly number[]> {
  installPeers();
  const letters = await mailsOf(await bench.town(size), size, join(bench.folder, 'mails-rest'));
  const postgres = await openPostgres();
  const redis = await openRedis();
  const url = `postgres://bench@127.0.0.1:${postgres.port}/postgres`;
  const job = {
    ...{ port: bench.sink.port, connections: 8, letters, reminders: letters.length, postgres: url },
    ...{ redis: redis.port, at: Date.now() + 10_000, fill: true, tuned: false, times },
  };
  const worker = startChild(resolve(__dirname, '../../peers/bullmq-rest.ts'), job);
  try {
    await worker.ready;
    const due = new Map(letters.map(({ key }, n) => [key, job.at + (times[n] ?? 0)]));
    await worker.until(() => worker.sent.length >= times.length, SPREAD_MS + 60_000);
    return latencies(worker.sent, (key) => due.get(key));
  } finally {
    await worker.kill();
    await redis.close();
    await postgres.close();
  }
}

/** 200 urges at random moments of a quiet hour: from the moment to the mail server's 250. */
export async function rest(bench: Bench): Promise<void> {
  const count = scaled(bench, 200, 50);
  const size = { items: count, units: count, each: 1 };
  const times = moments(count, SPREAD_MS * (count / 200));
  bench.say(`${count} urges of duban`);
  const own = await urges(bench, size, times);
  bench.say(`${count} jobs of bullmq`);
  const theirs = await jobs(bench, size, times);
  const limit = 1.2 * quantile(theirs, 0.99);
  for (const [who, all] of [
    ['duban', own],
    ['bullmq', theirs],
  ] as const)
    for (const [name, part] of [
      ['median', 0.5],
      ['99th percentile', 0.99],
    ] as const) {
      const value = quantile(all, part);
      const target =
        who === 'duban' && part === 0.99 ? { says: '≤ 1.2 × bullmq', met: value <= limit } : null;
      bench.figure({ who, what: `due → accepted, ${name} of ${all.length}`, value, unit: 'ms', target });
    }
}
