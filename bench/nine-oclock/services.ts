import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort, listening } from './sink';

/** A database server of ours in a folder of its own. */
export interface Service {
  readonly pid: number;
  readonly port: number;
  close(): Promise<void>;
}

/** Where PostgreSQL's programs lie: on the PATH, or where Debian puts them. */
function postgresProgram(name: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/lib/postgresql/15/bin'];
  const folder = folders.find((one) => existsSync(join(one, 'initdb')) && existsSync(join(one, name)));
  if (folder === undefined) throw new Error(`${name} is missing: install Debian's package postgresql-15`);
  return join(folder, name);
}

const idOf = (flag: '-u' | '-g'): number =>
  Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());

/** PostgreSQL does not run as root: then it runs as the user postgres. */
const owner = (): { uid: number; gid: number } | object =>
  process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};

async function end(child: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (child.exitCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

/** PostgreSQL as it comes (fsync and synchronous_commit on), but for room for all connections. */
export async function openPostgres(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-pg-'));
  const as = owner();
  chmodSync(folder, 0o700);
  if ('uid' in as) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  execFileSync(
    postgresProgram('initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    {
      ...as,
      cwd: folder,
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const settings = ['-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'max_connections=200'];
  const child = spawn(postgresProgram('postgres'), ['-D', data, ...settings], {
    ...as,
    cwd: folder,
    stdio: 'ignore',
  });
  await listening(port, 'postgres');
  return { pid: child.pid ?? 0, port, close: () => end(child, 'SIGINT', folder) };
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
