import { extname, join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { TellProgress } from './background';

/** Only what was compiled, or a process that compiles as it loads, can start a thread of its own. */
export const CAN_PART = extname(__filename) === '.js' || process.execArgv.some((arg) => arg === '-r');

/** A work that a thread of its own does: the thread's file in this folder, what it is given, what comes of it. */
export interface ApartWork<Given, Came> {
  readonly thread: string;
  readonly given: Given;
  readonly came: z.ZodType<Came>;
}

/** Does a work in a thread of its own: pages, mails and records go on beside it. Throws what the thread throws. */
export async function apart<Given, Came>(
  { thread, given, came }: ApartWork<Given, Came>,
  progress: TellProgress,
): Promise<Came> {
  const message = z.union([z.object({ progress: z.number() }), z.object({ came })]);
  const worker = new Worker(join(__dirname, `${thread}${extname(__filename)}`), { workerData: given });
  try {
    return await new Promise<Came>((resolve, reject) => {
      worker.on('message', (said: unknown) => {
        const told = message.parse(said);
        if ('progress' in told) progress(told.progress);
        else resolve(told.came);
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new Error('the thread has ended'));
      });
    });
  } finally {
    await worker.terminate();
  }
}

/** Inside a thread: runs the work and posts its result. */
export async function doApart<Given>(
  given: z.ZodType<Given>,
  work: (given: Given, progress: TellProgress) => Promise<unknown>,
): Promise<void> {
  const came = await work(given.parse(workerData), (progress) => parentPort?.postMessage({ progress }));
  parentPort?.postMessage({ came });
}
