import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { VerifyProgress } from '../../ledger/log/verify';
import { verifyWhole, type VerifiedWhole } from './verification';

const words = z.object({ zh: z.string(), en: z.string() });
const finding = z.object({
  code: z.string(),
  stream: z.string().nullable(),
  seq: z.number().nullable(),
  message: words,
});
const came = z.object({
  events: z.number(),
  streams: z.number(),
  pending: z.number(),
  findings: z.array(finding),
});
const message = z.union([z.object({ progress: z.number() }), z.object({ came })]);

/** Only what was compiled, or a process that compiles as it loads, can start a thread of its own. */
const CAN_ISOLATE = extname(__filename) === '.js' || process.execArgv.some((arg) => arg === '-r');

/**
 * Verifies the whole ledger at an address in a thread and on a connection of its own: pages, mails and records go on beside
 * it. Throws like verifyWhole.
 */
export async function verifyApart(url: string, progress: VerifyProgress): Promise<VerifiedWhole> {
  if (!CAN_ISOLATE) return verifyWhole(url, progress);
  const worker = new Worker(join(__dirname, `verify-thread${extname(__filename)}`), { workerData: { url } });
  try {
    return await new Promise<VerifiedWhole>((resolve, reject) => {
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
