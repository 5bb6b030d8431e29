import { join } from 'node:path';
import { freePort } from '../../engine/server';
import { startChild } from '../nine-oclock/child';
import type { Visitors } from './load';
import type { ConsoleJob } from './serve';

/** How many people have the console open. */
export const PEOPLE = 50;

/** Pages that they open in turn. */
export const PAGES = ['/', '/inbox', '/items'] as const;

/** What is served to whom. */
export interface Serving extends Omit<ConsoleJob, 'port'> {
  /** Processes beside the console's whose processor time counts. */
  readonly pids: readonly number[];
  /** The cookie of who is signed in. */
  readonly cookie: string;
}

/** A console or a bare route in a process of its own, while something is done with it. */
export async function served<T>(
  { pids, cookie, ...job }: Serving,
  work: (at: Visitors) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const child = startChild(join(__dirname, 'serve.ts'), { ...job, port });
  try {
    await child.ready;
    return await work({ url: `http://127.0.0.1:${port}`, cookie, pages: PAGES, pids: [child.pid, ...pids] });
  } finally {
    await child.stop();
  }
}
