import { NativeConnection, Worker } from '@temporalio/worker';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import { quietRuntime, workflowBundle } from '../../test/support/engine';
import { runChild, tell } from './child';
import { Letter, mailPool, partsIn, rendered } from './mails';

/** The queue of what is measured beside duban on the same server. */
export const NAIVE_QUEUE = 'bench-naive';

/** What a worker of plain flows is started with. */
export const NaiveJob = z.object({
  address: z.string(),
  namespace: z.string(),
  port: z.number(),
  connections: z.number(),
  letters: z.array(Letter),
  /** An SQLite file for the durable audit row of each mail. */
  audit: z.string(),
  cached: z.number(),
});
export type NaiveJob = z.infer<typeof NaiveJob>;

/** Activities of the plain flows. */
export interface NaiveActivities {
  nothing(key: string): Promise<void>;
  send(key: string): Promise<void>;
}

function auditIn(file: string): (key: string) => void {
  const db = new DatabaseSync(file);
  db.exec('pragma journal_mode = WAL');
  db.exec('pragma synchronous = FULL');
  db.exec('pragma busy_timeout = 10000');
  db.exec('create table if not exists audit (key text, at integer)');
  const insert = db.prepare('insert into audit values (?, ?)');
  return (key) => insert.run(key, Date.now());
}

function activitiesOf({ port, connections, letters, audit }: NaiveJob): NaiveActivities {
  const mails = new Map(letters.map((letter) => [letter.key, { to: letter.to, parts: partsIn(letter) }]));
  const pool = mailPool(port, connections);
  const note = auditIn(audit);
  return {
    nothing(key) {
      tell({ type: 'sent', key, at: Date.now() });
      return Promise.resolve();
    },
    async send(key) {
      const mail = mails.get(key);
      if (!mail) throw new Error(`no mail ${key}`);
      await pool.sendMail({
        envelope: { from: 'duban@qingpu.example', to: [mail.to] },
        raw: await rendered(mail.parts),
      });
      tell({ type: 'sent', key, at: Date.now() });
      note(key);
    },
  };
}

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = NaiveJob.parse(given);
  quietRuntime();
  const connection = await NativeConnection.connect({ address: job.address });
  const worker = await Worker.create({
    connection,
    namespace: job.namespace,
    taskQueue: NAIVE_QUEUE,
    workflowBundle: await workflowBundle(join(__dirname, 'flows')),
    maxCachedWorkflows: job.cached,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentActivityTaskExecutions: 100,
    activities: { ...activitiesOf(job) },
  });
  const ended = worker.run();
  tell({ type: 'ready', at: Date.now() });
  return async () => {
    worker.shutdown();
    await ended;
    await connection.close();
  };
}

if (require.main === module) runChild(work);
