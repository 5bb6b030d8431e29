import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { groupBy } from '../../domain/digest/snapshot';
import type { WorkerProcess } from '../kill/process';
import { isAlive } from '../support/is-alive';
import type { KillableOffice } from '../kill/killable-office';
import type { Database } from './database';
import { partOf, type Blow, type BlowKind, type Moment, type Round } from './draw';
import type { Smtp } from './smtp';

/** What a round strikes at. */
export interface AttackedRound {
  readonly round: Round;
  readonly stage: KillableOffice;
  readonly smtp: Smtp;
  /** The server and the name of the ledger's database on it; null: SQLite. */
  readonly database: { readonly server: Database; readonly name: string } | null;
}

/** A blow that has fallen: when it began and ended, ms of the host's clock, and how many mails it may have doubled. */
export interface Fallen {
  readonly blow: Blow;
  readonly from: number;
  readonly until: number;
  readonly mayDouble: number;
}

/** As many mails can be under way at once: two chunks of four connections. */
const CONNECTIONS = 8;

/** How long a clock stands wrong, ms: workers look every 30 s, and send nothing until one that is a minute off is right again. */
const ASTRAY = 40_000;

/** Mails that a worker has claimed and not settled. */
function inFlight({ notes }: WorkerProcess): number {
  const open = new Set<string>();
  for (const note of notes) {
    if ('claimed' in note) open.add(note.claimed);
    else open.delete(note.settled);
  }
  return open.size;
}

/** Waits for a moment of the wave. */
export function moment({ stage }: AttackedRound, at: Moment): Promise<void> {
  return at.type === 'ahead'
    ? stage.until('the moment has come', () => Date.now() >= stage.slot - at.ms)
    : stage.until(`${at.mails} mails are sent`, () => stage.mails >= at.mails);
}

const living = ({ workers }: KillableOffice): readonly WorkerProcess[] =>
  workers.filter(({ pid }) => isAlive(pid));

function signalTo(pid: number, name: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, name);
}

async function frozen(stop: (name: 'SIGSTOP' | 'SIGCONT') => void, ms: number): Promise<number> {
  stop('SIGSTOP');
  await wait(ms);
  stop('SIGCONT');
  return CONNECTIONS;
}

async function killWorker({ stage }: AttackedRound, ms: number): Promise<number> {
  const [worker] = living(stage);
  worker?.signal('SIGKILL');
  await worker?.gone;
  await wait(ms);
  stage.worker();
  return worker ? inFlight(worker) : 0;
}

async function killTemporal({ stage }: AttackedRound): Promise<number> {
  const { pid } = stage.engine;
  signalTo(pid ?? 0, 'SIGKILL');
  await stage.until('Temporal runs again', () => stage.engine.pid !== pid);
  return CONNECTIONS;
}

async function killDatabase({ database }: AttackedRound, ms: number): Promise<number> {
  database?.server.kill();
  await wait(ms);
  await database?.server.start();
  return CONNECTIONS;
}

async function killSmtp({ smtp }: AttackedRound, ms: number): Promise<number> {
  await smtp.kill();
  await wait(ms);
  await smtp.start();
  return CONNECTIONS;
}

async function behave(smtp: Smtp, type: 'later' | 'hang', ms: number): Promise<void> {
  smtp.behave({ type });
  await wait(ms);
  smtp.behave({ type: 'well' });
}

/** The largest file that a process may write, bytes. Throws when the machine has no prlimit. */
function limitFiles({ pid }: WorkerProcess, bytes: '0' | 'unlimited'): void {
  const args = ['--pid', String(pid), `--fsize=${bytes}:unlimited`];
  const { status, error, stderr } = spawnSync('prlimit', args, { encoding: 'utf8' });
  if (status !== 0 && isAlive(pid)) throw new Error(`prlimit: ${error?.message ?? stderr}`);
}

async function fillDisk({ stage, database }: AttackedRound, ms: number): Promise<number> {
  if (database) await database.server.fill(database.name, true);
  else for (const worker of living(stage)) limitFiles(worker, '0');
  await wait(ms);
  if (database) await database.server.fill(database.name, false);
  else for (const worker of living(stage)) limitFiles(worker, 'unlimited');
  return CONNECTIONS;
}

/** How each blow falls and how it ends; the mails that it may have doubled. */
const STRIKES: Readonly<Record<BlowKind, (attacked: AttackedRound, size: number) => Promise<number>>> = {
  'worker killed': killWorker,
  'Temporal killed': killTemporal,
  'database killed': killDatabase,
  'SMTP killed': killSmtp,
  'worker frozen': ({ stage }, ms) => {
    const [worker] = living(stage);
    return frozen((name) => worker?.signal(name), ms);
  },
  'Temporal frozen': ({ stage }, ms) => {
    const pid = stage.engine.pid ?? 0;
    return frozen((name) => {
      signalTo(pid, name);
    }, ms);
  },
  'database frozen': ({ database }, ms) => frozen((name) => database?.server.signal(name), ms),
  'SMTP frozen': ({ smtp }, ms) => frozen(smtp.signal, ms),
  'SMTP 4xx': async ({ smtp }, ms) => {
    await behave(smtp, 'later', ms);
    return 0;
  },
  'SMTP drops': ({ smtp }, mails) => {
    smtp.behave({ type: 'drop', mails });
    return Promise.resolve(mails);
  },
  'SMTP hangs': async ({ smtp }, ms) => {
    await behave(smtp, 'hang', ms);
    return CONNECTIONS;
  },
  'disk full': fillDisk,
  'clock moved': async ({ stage }, ms) => {
    for (const worker of living(stage)) worker.moveClock(ms);
    await wait(ASTRAY);
    for (const worker of living(stage)) worker.moveClock(0);
    return 0;
  },
};

/** Waits for a blow's moment and strikes. */
async function strike(attacked: AttackedRound, blow: Blow): Promise<Fallen> {
  await moment(attacked, blow.at);
  const from = Date.now();
  const mayDouble = await STRIKES[blow.kind](attacked, blow.size);
  return { blow, from, until: Date.now(), mayDouble };
}

/** All blows of a round, each at its moment; those at one part one after the other. */
export async function strikeAll(attacked: AttackedRound): Promise<readonly Fallen[]> {
  const parts = [...groupBy(attacked.round.blows, ({ kind }) => partOf(kind))];
  const fallen = parts.map(async ([, blows]) => {
    const ofPart: Fallen[] = [];
    for (const blow of blows) ofPart.push(await strike(attacked, blow));
    return ofPart;
  });
  return (await Promise.all(fallen)).flat();
}
