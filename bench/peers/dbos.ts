import { DBOS } from '@dbos-inc/dbos-sdk';
import { runChild, tell } from '../nine-oclock/child';
import { PeerJob } from '../nine-oclock/peer-job';
import { closeAll, inParallel, openOffice } from './common';

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = PeerJob.parse(given);
  const office = await openOffice(job);
  const remind = DBOS.registerWorkflow(
    async (key: string) => {
      await DBOS.runStep(() => office.deliver(key), { name: 'deliver' });
    },
    { name: 'remind' },
  );
  // The timer of all mails is one workflow that sleeps durably and then puts them into the queue.
  const morning = DBOS.registerWorkflow(
    async (at: number) => {
      const wait = await DBOS.runStep(() => Promise.resolve(Math.max(0, at - Date.now())), { name: 'wait' });
      await DBOS.sleep(wait);
      await inParallel(office.keys, 8, (key) =>
        DBOS.startWorkflow(remind, { workflowID: key, queueName: 'mails' })(key),
      );
    },
    { name: 'morning' },
  );
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: job.postgres,
    logLevel: 'error',
    runAdminServer: false,
  });
  const began = Date.now();
  await DBOS.launch();
  await DBOS.registerQueue('mails', {
    workerConcurrency: job.connections,
    ...(job.tuned ? { minPollingIntervalMs: 100 } : {}),
  });
  // What is to be taken back one by one waits one by one.
  if (job.close)
    await inParallel(office.keys, 8, (key) => {
      const delaySeconds = Math.max(0, Math.ceil((job.at - Date.now()) / 1_000));
      const options = { workflowID: key, queueName: 'mails', enqueueOptions: { delaySeconds } };
      return DBOS.startWorkflow(remind, options)(key);
    });
  else if (job.fill) await DBOS.startWorkflow(morning, { workflowID: 'morning' })(job.at);
  tell({ type: 'ready', at: Date.now(), seconds: (Date.now() - began) / 1_000 });
  if (job.close) await closeAll(office.keys, (key) => DBOS.cancelWorkflow(key));
  return async () => {
    await DBOS.shutdown();
    await office.close();
  };
}

if (require.main === module) runChild(work);
