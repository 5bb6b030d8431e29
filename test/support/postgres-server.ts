import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../engine/server';
import { postgresProgram, postgresUser } from './postgres-programs';

/** Of the superuser of test servers; a test sees that it never gets into a message. */
export const PASSWORD = 'geheim-8F3k';

/** A PostgreSQL server of its own, in a temporary folder, on a free port of this machine. */
export interface PostgresServer {
  /** The address of a database on it. */
  urlOf(database: string): string;
  readonly port: number;
  readonly pid: number;
  /** Ends it as a crash does: nothing is written any more, and what was committed is recovered at the next start. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and takes its folder away. */
  remove(): Promise<void>;
}

/** The files of a new server. Its order of text is not that of code units: what needs that must say so itself. */
function makeCluster(folder: string): void {
  const owner = postgresUser();
  const secret = join(folder, 'password');
  writeFileSync(secret, PASSWORD);
  if (owner) for (const path of [folder, secret]) chownSync(path, owner.uid, owner.gid);
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=zh'];
  const access = ['--username=duban', '--auth=scram-sha-256', `--pwfile=${secret}`];
  const args = ['-D', join(folder, 'data'), '--no-sync', ...locale, ...access];
  const { status, stderr } = spawnSync(postgresProgram('initdb'), args, { ...owner, encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb: ${stderr}`);
}

/** Starts a server; `durable`: commits reach the disk, as in production. */
export async function startPostgres(
  options: { readonly durable?: boolean; readonly folder?: string } = {},
): Promise<PostgresServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'duban-postgres-'));
  mkdirSync(folder, { recursive: true });
  makeCluster(folder);
  const port = await freePort();
  const urlOf = (database: string): string => `postgres://duban:${PASSWORD}@127.0.0.1:${port}/${database}`;
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    child = null;
  };
  const server: PostgresServer = {
    urlOf,
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    crash: () => end('SIGQUIT'),
    start: async () => {
      child = spawnServer(folder, port, options.durable ?? false);
      await postgresAnswers(child, urlOf('postgres'), () =>
        readFileSync(join(folder, 'log'), 'utf8').slice(-500),
      );
    },
    remove: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

function spawnServer(folder: string, port: number, durable: boolean): ChildProcess {
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  const speed = durable ? [] : ['fsync=off', 'full_page_writes=off'];
  const args = ['-D', join(folder, 'data'), ...[...settings, ...speed].flatMap((one) => ['-c', one])];
  const log = openSync(join(folder, 'log'), 'a');
  return spawn(postgresProgram('postgres'), args, { ...postgresUser(), stdio: ['ignore', log, log] });
}

/** Waits until a server takes connections: its port is open before it does. Throws with its last words when it ends instead. */
export async function postgresAnswers(
  child: ChildProcess,
  url: string,
  words: () => string = () => '',
): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL has ended: ${words()}`);
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
