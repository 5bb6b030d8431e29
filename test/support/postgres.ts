import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, types } from 'pg';
import type { DatabaseUnderTest } from '../ledger/database';
import { safeInteger } from '../../ledger/database/pool';
import { PASSWORD } from './postgres-server';

const KEEPER = join(__dirname, 'postgres-keeper.ts');
const TYPESCRIPT = resolve(__dirname, 'temporal-child.cjs');

/** The process that runs all test files: the parent of a worker, or this one. */
const run = process.send ? process.ppid : process.pid;

/** Starts the server of this run, unless another test file has; the first to make its folder does. */
function startOnce(folder: string): void {
  try {
    mkdirSync(folder);
  } catch {
    return;
  }
  spawn(process.execPath, ['-r', TYPESCRIPT, KEEPER, folder, String(run)], {
    detached: true,
    stdio: 'ignore',
  }).unref();
}

let known: Promise<number> | null = null;

/** The port of the server that all tests of this run share. Throws what the keeper could not do. */
const sharedPort = (): Promise<number> => (known ??= findPort());

async function findPort(): Promise<number> {
  const folder = join(tmpdir(), `duban-postgres-of-${run}`);
  startOnce(folder);
  const state = join(folder, 'state.json');
  while (!existsSync(state)) await new Promise((resolve) => setTimeout(resolve, 50));
  const told: unknown = JSON.parse(readFileSync(state, 'utf8'));
  if (typeof told === 'object' && told !== null) {
    if ('port' in told && typeof told.port === 'number') return told.port;
    if ('error' in told) throw new Error(String(told.error));
  }
  throw new Error('the keeper of PostgreSQL said nothing');
}

const urlOf = (port: number, database: string): string =>
  `postgres://duban:${PASSWORD}@127.0.0.1:${port}/${database}`;

/** A connection past the ledger; whole numbers are numbers. */
export async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  client.setTypeParser(types.builtins.INT8, safeInteger);
  await client.connect();
  return client;
}

async function onServer(statement: string): Promise<void> {
  const admin = await connected(urlOf(await sharedPort(), 'postgres'));
  await admin.query(statement);
  await admin.end();
}

/** PostgreSQL, on one server for all tests of a run; each has a schema of its own, which is made sooner than a database. */
export const POSTGRES: DatabaseUnderTest = {
  name: 'PostgreSQL',
  disarm: `${['events', 'reference']
    .map((table) => `alter table ${table} disable trigger ${table}_append_only;`)
    .join('')} set session_replication_role = replica;`,
  replace: `insert into events select * from events on conflict (stream, seq) do update set type = 'other'`,
  // A deferred foreign key is looked at by COMMIT alone.
  failCommits: `create table nowhere (id text primary key);
    create table doomed (id text references nowhere deferrable initially deferred);
    create function doom() returns trigger language plpgsql as
      $$ begin insert into doomed values ('none'); return new; end $$;
    create trigger doom after insert on events for each row when (new.stream = 'item/n1/1') execute function doom();`,
  letCommits: 'drop trigger doom on events;',
  fresh: async () => {
    const name = `t_${randomUUID().replaceAll('-', '')}`;
    await onServer(`create schema ${name}`);
    const url = `${urlOf(await sharedPort(), 'postgres')}?options=-c%20search_path%3D${name}`;
    const client = await connected(url);
    return {
      url,
      exec: async (statements) => {
        await client.query(statements);
      },
      query: async (statement) => (await client.query<Record<string, unknown>>(statement)).rows,
      remove: async () => {
        await client.end();
        await onServer(`drop schema ${name} cascade`);
      },
    };
  },
};
