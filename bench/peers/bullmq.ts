import { Queue, Worker } from 'bullmq';
import { runChild, tell } from '../nine-oclock/child';
import { PeerJob } from '../nine-oclock/peer-job';
import { closeAll, openOffice } from './common';

const jobId = (key: string): string => key.replaceAll(':', '-');

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = PeerJob.parse(given);
  const office = await openOffice(job);
  const connection = { host: '127.0.0.1', port: job.redis, maxRetriesPerRequest: null };
  const began = Date.now();
  const queue = new Queue('mails', { connection });
  if (job.fill)
    for (let from = 0; from < office.keys.length; from += 500)
      await queue.addBulk(
        office.keys.slice(from, from + 500).map((key) => ({
          name: 'mail',
          data: { key },
          opts: {
            delay: Math.max(0, job.at - Date.now()),
            attempts: 5,
            jobId: jobId(key),
            removeOnComplete: true,
          },
        })),
      );
  const seconds = (Date.now() - began) / 1_000;
  const tuned = job.tuned ? { lockDuration: 5_000, stalledInterval: 2_000 } : {};
  const worker = new Worker<{ key: string }>('mails', ({ data }) => office.deliver(data.key), {
    connection,
    concurrency: job.connections,
    ...tuned,
  });
  await worker.waitUntilReady();
  tell({ type: 'ready', at: Date.now(), seconds });
  if (job.close) await closeAll(office.keys, (key) => queue.remove(jobId(key)));
  return async () => {
    await worker.close();
    await queue.close();
    await office.close();
  };
}

if (require.main === module) runChild(work);
