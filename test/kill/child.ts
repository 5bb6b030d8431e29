import { z } from 'zod';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/ledger';
import { parseSmtpUrl } from '../../mail/smtp-url';
import { smtpTransport } from '../../mail/smtp';
import { runWorkers, connectWorkers } from '../../worker/workers';
import { quietRuntime, workflowBundle, WorkerPlace } from '../support/engine';
import { sure } from '../support/sure';
import { moveClock } from './clock';
import { onCommit } from './commit';
import { deadlyLedger, deadlyTransport, Fault, makeReaper } from './fault';
import { noting } from './notes';

/** What a worker process is started with. */
export const Job = WorkerPlace.extend({
  fault: Fault.nullable(),
  /** Where its last words go. */
  words: z.string(),
  /** Which queues it works on; default all. */
  only: z.array(z.enum(['items', 'mailroom', 'post'])).optional(),
  /** How often it looks after the mailroom, ms. */
  tendMs: z.number().optional(),
  /** How long it lets the mailroom stand still, ms. */
  stillMs: z.number().optional(),
});
export type Job = z.infer<typeof Job>;

/** What the test may say to it: finish and end, or another time of its clock. */
const Order = z.union([z.literal('stop'), z.object({ clock: z.number() })]);

/** What it tells the test: it runs; it has claimed a mail or was told why it gets none; a chunk begins or ends. */
export const Told = z.object({
  type: z.enum(['ready', 'mail', 'wait', 'stop', 'recover', 'chunkEnd']),
  /** Of `recover`: the attempt; of `stop`: the reason. */
  attempt: z.number().optional(),
  reason: z.string().optional(),
});
export type Told = z.infer<typeof Told>;

const tell = (told: Told): void => {
  process.send?.(told);
};

/** A ledger that tells of posting. */
const telling = (ledger: Ledger): Ledger => ({
  ...ledger,
  async recover(call) {
    await ledger.recover(call);
    tell({ type: 'recover', attempt: call.attempt });
  },
  async claim(call) {
    const claim = await ledger.claim(call);
    tell(claim.type === 'stop' ? { type: 'stop', reason: claim.reason } : { type: claim.type });
    return claim;
  },
  async journalDeliveries(now) {
    const journaled = await ledger.journalDeliveries(now);
    tell({ type: 'chunkEnd' });
    return journaled;
  },
});

/** As many connections as two chunks of four have. */
const CONNECTIONS = 8;

async function run({
  address,
  namespace,
  ledger: url,
  receipts,
  smtp,
  shift,
  fault,
  words,
  only,
  tendMs,
  stillMs,
}: Job): Promise<void> {
  quietRuntime();
  // As the product: a full disk behind a redirection ends nothing.
  process.stderr.on('error', () => undefined);
  const reaper = makeReaper(fault, words);
  if (fault?.point === 'commit')
    onCommit(() => {
      reaper.strike('commit', 'before');
    });
  const ledger = sure(await openLedger({ url, receipts }));
  const connection = sure(await connectWorkers({ address, namespace }, {}));
  const transport = smtpTransport(sure(parseSmtpUrl(smtp)), CONNECTIONS);
  const workers = await runWorkers({
    connection,
    namespace,
    ledger: telling(noting(deadlyLedger(ledger, reaper))),
    transport: deadlyTransport(transport, reaper),
    bundle: await workflowBundle(),
    shift,
    ...(only ? { only } : {}),
    ...(tendMs === undefined ? {} : { tendMs }),
    ...(stillMs === undefined ? {} : { stillMs }),
  });
  const stop = async (): Promise<void> => {
    await workers.stop();
    await transport.close();
    await connection.close();
    await ledger.close();
    process.disconnect();
  };
  process.on('message', (message) => {
    const order = Order.parse(message);
    if (order === 'stop') void stop();
    else moveClock(order.clock);
  });
  // A worker whose test is gone has nobody to end it.
  process.once('disconnect', () => process.exit());
  tell({ type: 'ready' });
}

if (require.main === module) void run(Job.parse(JSON.parse(process.argv[2] ?? '')));
