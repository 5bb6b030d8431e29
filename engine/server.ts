import { spawn, type StdioOptions } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { registerSearchAttributes, SEARCH_ATTRIBUTES, setRetention } from './namespace';
import type { EnginePlace } from './place';
import type { Environment } from './types';

export const NAMESPACE = 'default';

const HOST = '127.0.0.1';

export const serverAddress = (port: number): string => `${HOST}:${port}`;

/** The words by which a server on this database is known among the processes. */
export const serverMarks = (place: EnginePlace): readonly string[] => [
  'start-dev',
  '--db-filename',
  place.database,
];

const argumentsFor = (place: EnginePlace, port: number): string[] => [
  ...['server', ...serverMarks(place), '--headless', '--ip', HOST, '--port', String(port)],
  ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
];

/** A server process that was started just now. */
export interface Launched {
  /** Nothing when the program could not be started at all. */
  readonly pid: number | undefined;
  readonly ended: () => boolean;
}

/**
 * Starts a server that outlives this process: in a group of its own, so that Ctrl-C does not reach it,
 * and writing to a log file, which begins anew each time (the one before is kept as .1).
 */
export function launch(program: string, place: EnginePlace, port: number, env: Environment): Launched {
  if (existsSync(place.log)) renameSync(place.log, `${place.log}.1`);
  const log = openSync(place.log, 'a');
  // Settings for Temporal's clients (TEMPORAL_*) are none for this server.
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
  const stdio: StdioOptions = ['ignore', log, log];
  const child = spawn(program, argumentsFor(place, port), { detached: true, stdio, env: own });
  closeSync(log);
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  child.once('exit', end).once('error', end).unref();
  return { pid: child.pid, ended: () => ended };
}

/** Whether something listens on the port; connecting is quicker than waiting for gRPC's back-off. */
function serverListens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    const done = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', done(true)).once('error', done(false));
  });
}

/** Reads and writes the namespace, which is what a server with a sound database can do. */
async function prepareServer(port: number, deadline: number): Promise<boolean> {
  const connectTimeout = Math.max(1, deadline - Date.now());
  const connection = await Connection.connect({ address: serverAddress(port), connectTimeout });
  try {
    return await connection.withDeadline(deadline, async () => {
      await setRetention(connection, NAMESPACE);
      return (await registerSearchAttributes(connection, NAMESPACE)).ok;
    });
  } finally {
    await connection.close();
  }
}

/**
 * Waits until the server on a port answers with its retention and search attributes set; false when
 * it has not within `withinMs` or `ended` says that it never will.
 */
export async function serverAnswers(
  port: number,
  withinMs: number,
  ended = (): boolean => false,
): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && !ended()) {
    if (await serverListens(port)) {
      const prepared = await prepareServer(port, deadline).catch(() => false);
      // Another server may have taken the port in the very moment ours failed to.
      if (prepared && !ended()) return true;
    }
    await delay(50);
  }
  return false;
}

/** Whether a server answers at all within `withinMs`; nothing is read or written there. */
export async function responds(address: string, withinMs: number): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: withinMs });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/** A port that was just given up may take a moment to become free: attempts to get it, and the time between them, ms. */
const SERVER_LOOKS = 20;
const APART_MS = 100;

/** `wanted` when it can be bound within two seconds, else another free port. */
export async function freePort(wanted = 0): Promise<number> {
  for (let asked = 0; wanted !== 0 && asked < SERVER_LOOKS; asked++) {
    const port = await bind(wanted).catch(() => null);
    if (port !== null) return port;
    await delay(APART_MS);
  }
  return bind(0);
}

function bind(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, HOST, () => {
      const bound = server.address();
      const port = bound !== null && typeof bound === 'object' ? bound.port : wanted;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
