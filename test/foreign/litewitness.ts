import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from '@photostructure/sqlite';
import type { WitnessPlace } from '../../office/evidence/attest';
import { freePort } from '../../engine/server';
import { EMPTY_RANGE, rootOf } from '../journal/memory-tree';
import { program } from './programs';

/** A real witness that knows one log. */
export interface LiteWitness {
  readonly place: WitnessPlace;
  close(): Promise<void>;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Its key lies with an ssh-agent of its own; which logs it knows stands in its database. */
export async function litewitness(folder: string, logVkey: string): Promise<LiteWitness> {
  const [db, key, socket] = ['witness.db', 'witness.ssh', 'agent.sock'].map((name) => join(folder, name));
  if (!db || !key || !socket) throw new Error('no paths');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  while (!existsSync(socket)) await new Promise((resolve) => setImmediate(resolve));
  spawnSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  const print =
    spawnSync('ssh-keygen', ['-l', '-f', `${key}.pub`], { encoding: 'utf8' }).stdout.split(' ')[1] ?? '';
  const port = await freePort();
  const args = ['-name', 'w.example/lite', '-db', db, '-ssh-agent', socket, '-key', print];
  const child = spawn(program('litewitness'), [...args, '-listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let vkey = '';
  for await (const line of createInterface({ input: child.stderr })) {
    vkey = /vkey="?([^"\s]+)/.exec(line)?.[1] ?? vkey;
    if (/listening/i.test(line)) break;
  }
  child.stderr.resume();
  const raw = new DatabaseSync(db);
  const origin = logVkey.split('+')[0];
  raw.prepare('insert into log values (?, 0, ?)').run(origin, rootOf(EMPTY_RANGE).toString('base64'));
  raw.prepare('insert into key values (?, ?)').run(origin, logVkey);
  raw.close();
  const url = `http://127.0.0.1:${port}`;
  // It says that it listens before it does.
  while ((await fetch(url).catch(() => null)) === null);
  return {
    place: { vkey, url },
    close: async () => {
      await stopped(child);
      await stopped(agent);
    },
  };
}
