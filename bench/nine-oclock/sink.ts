import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../engine/server';
import { listens } from '../../mail/reach';

/** A mail server that takes everything as fast as it comes, and keeps it in one file. */
export interface Sink {
  readonly port: number;
  readonly url: string;
  /** Message-IDs of what was taken, in its order. */
  messageIds(): readonly string[];
  close(): Promise<void>;
}

const SINK = '/usr/sbin/smtp-sink';

/** Waits until something listens on a port, ten seconds at most. */
export async function listening(port: number, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await listens({ host: '127.0.0.1', port })) return;
    await delay(50);
  }
  throw new Error(`${what} does not listen on port ${port}`);
}

/** Starts Postfix's smtp-sink on a port of its own; the caller closes it. */
export async function openSink(): Promise<Sink> {
  if (!existsSync(SINK)) throw new Error(`${SINK} is missing: install Debian's package postfix`);
  const folder = mkdtempSync(join(tmpdir(), 'duban-sink-'));
  chmodSync(folder, 0o777);
  const port = await freePort();
  const root = process.getuid?.() === 0 ? ['-u', 'nobody', '-R', folder] : [];
  const dump = root.length > 0 ? 'taken' : join(folder, 'taken');
  const child = spawn(SINK, [...root, '-D', dump, `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  await listening(port, 'smtp-sink');
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    messageIds() {
      const file = join(folder, 'taken');
      if (!existsSync(file)) return [];
      return [...readFileSync(file, 'latin1').matchAll(/^Message-ID: *(<[^>]+>)/gim)].map(
        ([, id = '']) => id,
      );
    },
    async close() {
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
