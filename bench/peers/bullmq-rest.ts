import { Queue, Worker } from 'bullmq';
import { z } from 'zod';
import { runChild, tell } from '../nine-oclock/child';
import { PeerJob } from '../nine-oclock/peer-job';
import { openOffice } from './common';

/** Milliseconds after `at` at which the n-th mail becomes due. */
const RestJob = PeerJob.extend({ times: z.array(z.number()) });

/** Jobs that are put into the queue at the moment at which they are due. */
async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = RestJob.parse(given);
  const office = await openOffice(job);
  const connection = { host: '127.0.0.1', port: job.redis, maxRetriesPerRequest: null };
  const queue = new Queue('urges', { connection });
  const worker = new Worker<{ key: string }>('urges', ({ data }) => office.deliver(data.key), {
    connection,
    concurrency: job.connections,
  });
  await worker.waitUntilReady();
  tell({ type: 'ready', at: Date.now() });
  for (const [n, time] of job.times.entries()) {
    const key = office.keys[n];
    if (key !== undefined) setTimeout(() => void queue.add('mail', { key }), job.at + time - Date.now());
  }
  return async () => {
    await worker.close();
    await queue.close();
    await office.close();
  };
}

if (require.main === module) runChild(work);
