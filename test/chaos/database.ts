import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres, type PostgresServer } from '../support/postgres-server';
import { connected } from '../support/postgres';

/** A PostgreSQL server whose processes can all be killed or frozen at once. */
export interface Database {
  urlOf(name: string): string;
  /** A copy of another database of it, which nobody uses. */
  copy(from: string, name: string): Promise<void>;
  create(name: string): Promise<void>;
  /** kill -9 of the server and of the process of every connection. */
  kill(): void;
  start(): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Whether every write of a database is answered as on a full disk (53100). */
  fill(name: string, full: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** The tables on which every transaction of the product writes. */
const WRITTEN = ['events', 'mails'];

const FULL = `create or replace function disk_is_full() returns trigger language plpgsql as
  $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;`;

async function on(url: string, statement: string): Promise<void> {
  const client = await connected(url);
  try {
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const TRIES = 150;

/** The same, again while the server is away. */
async function insistOn(url: string, statement: string): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      await on(url, statement);
      return;
    } catch (error) {
      if (tries === TRIES) throw error;
      await wait(200);
    }
}

/** The server and its children. */
function processesOf({ pid }: PostgresServer): readonly number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const children = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
  return [pid, ...children];
}

function signalAll(server: PostgresServer, name: NodeJS.Signals): void {
  for (const pid of processesOf(server))
    try {
      process.kill(pid, name);
    } catch {
      // A connection may have ended by itself.
    }
}

/** A server of its own; the caller removes it. */
export async function openDatabase(): Promise<Database> {
  const server = await startPostgres();
  return {
    urlOf: (name) => server.urlOf(name),
    create: (name) => on(server.urlOf('postgres'), `create database ${name}`),
    copy: (from, name) => on(server.urlOf('postgres'), `create database ${name} template ${from}`),
    kill() {
      signalAll(server, 'SIGKILL');
    },
    async start() {
      // Shared memory of the killed one may still be in use for a moment.
      for (let tries = 1; ; tries++)
        try {
          await server.start();
          return;
        } catch (error) {
          if (tries === 20) throw error;
          await wait(200);
        }
    },
    signal(name) {
      signalAll(server, name);
    },
    async fill(name, full) {
      const url = server.urlOf(name);
      const triggers = WRITTEN.map((table) =>
        full
          ? `create or replace trigger full_disk before insert or update on ${table} execute function disk_is_full();`
          : `drop trigger if exists full_disk on ${table};`,
      );
      await insistOn(url, `${full ? FULL : ''} ${triggers.join(' ')}`);
    },
    remove: () => server.remove(),
  };
}
