import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { z } from 'zod';
import { runChild, tell } from '../nine-oclock/child';
import { PeerJob } from '../nine-oclock/peer-job';
import { closeAll, openOffice } from './common';

const Payload = z.object({ key: z.string() });
const logger = new Logger(() => () => undefined);

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = PeerJob.parse(given);
  const office = await openOffice(job);
  const utils = await makeWorkerUtils({ connectionString: job.postgres, logger });
  await utils.migrate();
  const began = Date.now();
  if (job.fill)
    await office.pool.query(
      `select graphile_worker.add_job('mail', json_build_object('key', key), run_at := $2::timestamptz,
                                     job_key := key)
         from unnest($1::text[]) key`,
      [office.keys, new Date(job.at)],
    );
  const seconds = (Date.now() - began) / 1_000;
  const runner = await run({
    connectionString: job.postgres,
    concurrency: job.connections,
    pollInterval: job.tuned ? 200 : 2_000,
    noHandleSignals: true,
    logger,
    taskList: { mail: (payload) => office.deliver(Payload.parse(payload).key) },
  });
  tell({ type: 'ready', at: Date.now(), seconds });
  if (job.close)
    await closeAll(office.keys, (key) => office.pool.query('select graphile_worker.remove_job($1)', [key]));
  return async () => {
    await runner.stop();
    await utils.release();
    await office.close();
  };
}

if (require.main === module) runChild(work);
