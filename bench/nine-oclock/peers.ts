import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pooled } from '../../client/pool';
import { startChild } from './child';
import type { FlowInput } from './flows';
import type { Letter } from './mails';
import { cpuSeconds } from './machine';
import { NAIVE_QUEUE, type NaiveJob } from './naive';
import type { PeerJob } from './peer-job';
import { openPostgres, openRedis } from './services';
import type { Sink } from './sink';
import { openStage } from './stage';
import { slotInstant, type Size } from './town';
import { countMails, follow, type Taken } from './wave';

const FOLDER = resolve(__dirname, '../peers');

/** Who else does the same work: the names of the scripts in bench/peers. */
export const PEERS = ['bullmq', 'pg-boss', 'graphile-worker', 'table', 'dbos'] as const;
type Peer = (typeof PEERS)[number];

/** Two ways in which one would use Temporal without much thought. */
export const NAIVE = ['activityForEachUnit', 'childForEachUnit'] as const;

/** What a slot is for a peer. */
export interface PeerWave {
  readonly sink: Sink;
  readonly letters: readonly Letter[];
  readonly reminders: number;
  readonly connections: number;
  readonly kill: boolean;
  readonly tuned: boolean;
}

/** Installs the peers' packages, which are none of the product's, unless they are there. */
export function installPeers(): void {
  if (existsSync(join(FOLDER, 'node_modules', 'bullmq'))) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  });
}

/** Time for a peer to fill its queue before the slot, ms. */
const aheadOf = (mails: number): number => 10_000 + mails * 5;

/** A peer at the slot, with a PostgreSQL (and a Redis) of its own. */
export async function peerWave(peer: Peer, wave: PeerWave): Promise<Taken> {
  const { sink, letters, reminders, connections, kill, tuned } = wave;
  const postgres = await openPostgres();
  const redis = peer === 'bullmq' ? await openRedis() : null;
  const at = Date.now() + aheadOf(letters.length);
  const job: PeerJob = {
    ...{ port: sink.port, connections, letters: [...letters], reminders, at, fill: true, tuned },
    postgres: `postgres://bench@127.0.0.1:${postgres.port}/postgres`,
    redis: redis?.port ?? 0,
  };
  const script = join(FOLDER, `${peer}.ts`);
  const taken = sink.messageIds().length;
  const services = [postgres.pid, ...(redis ? [redis.pid] : [])];
  const worker = startChild(script, job);
  let current = worker;
  try {
    const prepared = await worker.ready;
    const end = await follow({
      ...{ worker, at, mails: letters.length, kill },
      again: () => (current = startChild(script, { ...job, fill: false })),
      others: () => services,
    });
    return { ...end, ...countMails(sink, taken, letters.length), prepared };
  } finally {
    await current.kill();
    await redis?.close();
    await postgres.close();
  }
}

/** What a naive Temporal design needs: an office for its server, and how many mails an item sends. */
export interface NaiveWave extends Omit<PeerWave, 'reminders' | 'tuned'> {
  readonly town: string;
  readonly size: Size;
  readonly each: number;
}

/** A naive design at the slot, on a dev server of its own with SQLite FULL for the audit rows. */
export async function naiveWave(flow: (typeof NAIVE)[number], wave: NaiveWave): Promise<Taken> {
  const { sink, letters, connections, kill, town, size, each } = wave;
  const moment = { at: slotInstant(size), ahead: 0 };
  const stage = await openStage(town, { wake: { earliest: 1, latest: 1 } }, sink, moment);
  const { address, namespace, pid = 0 } = stage.engine;
  const job: NaiveJob = {
    ...{ address, namespace, port: sink.port, connections, letters: [...letters] },
    ...{ audit: join(stage.home, 'audit.db'), cached: 500 },
  };
  const script = join(__dirname, 'naive.ts');
  const taken = sink.messageIds().length;
  const worker = startChild(script, job);
  let current = worker;
  try {
    await worker.ready;
    const began = Date.now();
    const items = Math.ceil(letters.length / each);
    const at = began + 20_000 + items * 25;
    await pooled(
      Array.from({ length: items }, (_, n) => letters.slice(n * each, (n + 1) * each)),
      10,
      (mine) =>
        stage.client.workflow.start<(input: FlowInput) => Promise<void>>(flow, {
          workflowId: `naive/${mine[0]?.key ?? ''}`,
          taskQueue: NAIVE_QUEUE,
          args: [{ at, keys: mine.map(({ key }) => key) }],
        }),
    );
    const prepared = (Date.now() - began) / 1_000;
    const before = cpuSeconds([pid]);
    const end = await follow({
      ...{ worker, at, mails: letters.length, kill },
      again: () => (current = startChild(script, job)),
      others: () => [pid],
    });
    return { ...end, cpu: end.cpu + before, ...countMails(sink, taken, letters.length), prepared };
  } finally {
    await current.kill();
    await stage.close();
  }
}
