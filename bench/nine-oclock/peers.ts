import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pooled } from '../../office/running/pool';
import { startChild, type Contestant } from './child';
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

/** A peer that has been started before its slot. */
interface Started {
  readonly worker: Contestant;
  /** The slot in the host's clock, ms. */
  readonly at: number;
  /** Its database servers. */
  readonly services: readonly number[];
  readonly again: () => Contestant;
}

/** Starts a peer with a PostgreSQL (and a Redis) of its own, and ends all of it when `use` is over. */
async function started<T>(
  peer: Peer,
  wave: Omit<PeerWave, 'kill'>,
  close: boolean,
  use: (started: Started) => Promise<T>,
): Promise<T> {
  const { sink, letters, reminders, connections, tuned } = wave;
  const postgres = await openPostgres();
  const redis = peer === 'bullmq' ? await openRedis() : null;
  const at = Date.now() + aheadOf(letters.length);
  const job: PeerJob = {
    ...{ port: sink.port, connections, letters: [...letters], reminders, at, fill: true, tuned, close },
    postgres: `postgres://bench@127.0.0.1:${postgres.port}/postgres`,
    redis: redis?.port ?? 0,
  };
  const script = join(FOLDER, `${peer}.ts`);
  const services = [postgres.pid, ...(redis ? [redis.pid] : [])];
  const worker = startChild(script, job);
  let current = worker;
  const again = (): Contestant => (current = startChild(script, { ...job, fill: false }));
  try {
    return await use({ worker, at, services, again });
  } finally {
    await current.kill();
    await redis?.close();
    await postgres.close();
  }
}

/** A peer at the slot. */
export async function peerWave(peer: Peer, wave: PeerWave): Promise<Taken> {
  const { sink, letters, kill } = wave;
  const taken = sink.messageIds().length;
  return started(peer, wave, false, async ({ worker, at, services, again }) => {
    const prepared = await worker.ready;
    const mails = letters.length;
    const end = await follow({ worker, at, mails, again, kill, others: () => services });
    return { ...end, ...countMails(sink, taken, mails), prepared };
  });
}

/** How a contestant took it that all it was to do at a slot was closed before. */
export interface Closing {
  /** Items or jobs closed. */
  readonly count: number;
  readonly seconds: number;
  /** Mails that remind of something all the same. */
  readonly reminders: number;
}

/** Why a closing counts for nothing. */
export const LATE = 'the slot came before all was closed';

/** After the slot so long is waited for mails that must not come, ms. */
export const QUIET = 15_000;

/** A peer whose jobs are all taken back before the slot. */
export async function closePeer(peer: Peer, wave: Omit<PeerWave, 'kill'>): Promise<Closing> {
  const { sink, letters } = wave;
  const taken = sink.messageIds().length;
  return started(peer, wave, true, async ({ worker, at }) => {
    const seconds = await worker.closed;
    if (Date.now() >= at) throw new Error(LATE);
    await delay(at + QUIET - Date.now());
    return { count: letters.length, seconds, reminders: sink.messageIds().length - taken };
  });
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
