import { setTimeout as delay } from 'node:timers/promises';
import { runChild, tell } from '../nine-oclock/child';
import { PeerJob } from '../nine-oclock/peer-job';
import { closeAll, openOffice, type Office } from './common';

/** Sends one due mail inside the transaction that holds its row; false when nothing is due. */
async function one({ pool, deliver }: Office): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ key: string }>(
      `select key from mail where sent is null and due <= now() order by key limit 1 for update skip locked`,
    );
    const [row] = rows;
    if (row) {
      await deliver(row.key);
      await client.query('update mail set sent = now() where key = $1', [row.key]);
    }
    await client.query('commit');
    return row !== undefined;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const job = PeerJob.parse(given);
  // A row is held while its mail goes out: each lane needs a connection for that, and one for the audit.
  const office = await openOffice(job);
  const lanes = await openOffice({ ...job, fill: false });
  const began = Date.now();
  if (job.fill) {
    await office.pool.query(
      'create table mail (key text primary key, due timestamptz not null, sent timestamptz)',
    );
    await office.pool.query('insert into mail select key, $2 from unnest($1::text[]) key', [
      office.keys,
      new Date(job.at),
    ]);
    await office.pool.query('create index mail_due on mail (due, key) where sent is null');
  }
  const seconds = (Date.now() - began) / 1_000;
  let over = false;
  const poll = job.tuned ? 200 : 1_000;
  const lane = async (): Promise<void> => {
    while (!over) if (!(await one({ ...office, pool: lanes.pool }))) await delay(poll);
  };
  const running = Promise.all(Array.from({ length: job.connections }, lane));
  tell({ type: 'ready', at: Date.now(), seconds });
  if (job.close)
    await closeAll(office.keys, (key) =>
      office.pool.query(`update mail set due = 'infinity' where key = $1`, [key]),
    );
  return async () => {
    over = true;
    await running;
    await lanes.close();
    await office.close();
  };
}

if (require.main === module) runChild(work);
