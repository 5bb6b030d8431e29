import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import { runChild, tell } from '../nine-oclock/child';
import { PeerJob } from '../nine-oclock/peer-job';
import { closeAll, openOffice } from './common';

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = PeerJob.parse(given);
  const office = await openOffice(job);
  const boss = new PgBoss({
    connectionString: job.postgres,
    ...(job.tuned ? { maintenanceIntervalSeconds: 1 } : {}),
  });
  boss.on('error', () => undefined);
  await boss.start();
  const ids = new Map(office.keys.map((key) => [key, randomUUID()]));
  const began = Date.now();
  if (job.fill) {
    await boss.createQueue('mails');
    const startAfter = new Date(job.at);
    const expiry = job.tuned ? { expireInSeconds: 5 } : {};
    await boss.insert(
      [...ids].map(([key, id]) => ({
        id,
        name: 'mails',
        data: { key },
        startAfter,
        retryLimit: 5,
        ...expiry,
      })),
    );
  }
  const seconds = (Date.now() - began) / 1_000;
  // One job at a time and every two seconds is its default; nobody would leave it so for thousands of mails.
  const options = { batchSize: 1, pollingIntervalSeconds: job.tuned ? 0.5 : 2 };
  const workers = job.tuned ? job.connections : 1;
  const batch = job.tuned ? { ...options, batchSize: 25 } : { ...options, batchSize: 100 };
  for (let n = 0; n < workers; n++)
    await boss.work<{ key: string }>('mails', batch, async (jobs) => {
      await Promise.all(jobs.map(({ data }) => office.deliver(data.key)));
    });
  tell({ type: 'ready', at: Date.now(), seconds });
  if (job.close) await closeAll([...ids.values()], (id) => boss.cancel('mails', id));
  return async () => {
    await boss.stop({ graceful: false });
    await office.close();
  };
}

if (require.main === module) runChild(work);
