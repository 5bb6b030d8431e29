import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../engine/server';
import { postgresProgram, postgresUser } from '../../test/support/postgres-programs';
import { postgresAnswers } from '../../test/support/postgres-server';
import { listening } from './sink';

/** A database server of ours in a folder of its own. */
export interface Service {
  readonly pid: number;
  readonly port: number;
  close(): Promise<void>;
}

async function end(child: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (child.exitCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

const ledgerOn = (port: number): string => `postgres://bench@127.0.0.1:${port}/postgres`;

/** PostgreSQL as it comes (fsync and synchronous_commit on), but for room for all connections. */
export async function openPostgres(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-pg-'));
  const owner = postgresUser();
  chmodSync(folder, 0o700);
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  execFileSync(
    postgresProgram('initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    {
      ...owner,
      cwd: folder,
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const settings = ['-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'max_connections=200'];
  const child = spawn(postgresProgram('postgres'), ['-D', data, ...settings], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  });
  await postgresAnswers(child, ledgerOn(port));
  return { pid: child.pid ?? 0, port, close: () => end(child, 'SIGINT', folder) };
}

/** Something done with a new database of its own, whose server is gone afterwards. */
export async function onPostgres<T>(
  work: (database: { readonly ledger: string; readonly pid: number }) => Promise<T>,
): Promise<T> {
  const postgres = await openPostgres();
  const { port, pid } = postgres;
  try {
    return await work({ ledger: ledgerOn(port), pid });
  } finally {
    await postgres.close();
  }
}

/** Redis with its append-only file, flushed each second: what it needs to outlive a crash. */
export async function openRedis(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn(
    'redis-server',
    [...settings, '--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    { stdio: 'ignore' },
  );
  child.once('error', () => undefined);
  await listening(port, 'redis-server (Debian: redis-server)');
  return { pid: child.pid ?? 0, port, close: () => end(child, 'SIGTERM', folder) };
}
