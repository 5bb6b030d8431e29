import { createTransport } from 'nodemailer';
import { Pool } from 'pg';
import { tell } from '../nine-oclock/child';
import { partsIn, rendered } from '../nine-oclock/mails';
import type { PeerJob } from '../nine-oclock/peer-job';

/** What a peer's job does when its moment has come: reads what is due, sends the mail, writes the audit rows. */
export interface Office {
  readonly pool: Pool;
  /** Keys of all mails. */
  readonly keys: readonly string[];
  deliver(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Tables that all peers share: what is due, and the durable audit row for each reminder. */
async function makeTables(pool: Pool, { letters, reminders }: PeerJob): Promise<void> {
  await pool.query('create table reminder (mail text not null, n int not null, item text not null)');
  await pool.query('create index reminder_mail on reminder (mail)');
  await pool.query(
    'create table audit (mail text not null, item text not null, at timestamptz not null default now())',
  );
  const keys = letters.map(({ key }) => key);
  await pool.query(
    `insert into reminder select ($1::text[])[1 + (n % $2)], n, 'item ' || n from generate_series(0, $3 - 1) n`,
    [keys, keys.length, reminders],
  );
}

/** Opens the mailer (settings like mail/smtp.ts) and the database of a peer; makes its tables when it begins. */
export async function openOffice(job: PeerJob): Promise<Office> {
  const { letters, port, connections, postgres, fill } = job;
  const mails = new Map(letters.map((letter) => [letter.key, { to: letter.to, parts: partsIn(letter) }]));
  const mailer = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: connections,
    maxRequeues: 0,
  });
  const pool = new Pool({ connectionString: postgres, max: connections });
  pool.on('error', () => undefined);
  if (fill) await makeTables(pool, job);
  return {
    pool,
    keys: [...mails.keys()],
    async deliver(key) {
      const mail = mails.get(key);
      if (!mail) throw new Error(`no mail ${key}`);
      const { rows } = await pool.query('select item from reminder where mail = $1 order by n', [key]);
      if (rows.length === 0) return;
      await mailer.sendMail({
        envelope: { from: 'duban@qingpu.example', to: [mail.to] },
        raw: await rendered(mail.parts),
      });
      tell({ type: 'sent', key, at: Date.now() });
      await pool.query('insert into audit (mail, item) select mail, item from reminder where mail = $1', [
        key,
      ]);
    },
    async close() {
      mailer.close();
      await pool.end();
    },
  };
}

/** Jobs that are taken back at once; as many commands are on their way to duban. */
const CLOSING = 20;

/** Takes the jobs of all keys back, one by one, and tells how long that took. */
export async function closeAll(
  keys: readonly string[],
  remove: (key: string) => Promise<unknown>,
): Promise<void> {
  const began = Date.now();
  await inParallel(keys, CLOSING, remove);
  tell({ type: 'closed', at: Date.now(), seconds: (Date.now() - began) / 1_000 });
}

/** Runs work for each key, some at a time. */
export async function inParallel(
  keys: readonly string[],
  width: number,
  work: (key: string) => Promise<unknown>,
): Promise<void> {
  const rest = keys[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
    }),
  );
}
