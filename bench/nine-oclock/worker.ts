import { z } from 'zod';
import { openLedger } from '../../ledger/open';
import { smtpTransport } from '../../mail/smtp';
import { parseSmtpUrl } from '../../mail/smtp-url';
import type { Transport } from '../../mail/types';
import { quietRuntime, workflowBundle, WorkerPlace } from '../../test/support/engine';
import { sure } from '../../test/support/sure';
import { runWorkers, connectWorkers } from '../../worker/workers';
import { runChild, tell } from './child';

/** What a duban worker of the bench is started with. */
export const WorkerJob = WorkerPlace.extend({ cached: z.number().optional() });
export type WorkerJob = z.infer<typeof WorkerJob>;

/** A transport that tells of each mail accepted. */
const telling = (inner: Transport): Transport => ({
  ...inner,
  async send(mail, claimed) {
    const outcome = await inner.send(mail, claimed);
    if (outcome.type === 'sent') tell({ type: 'sent', key: claimed.key, at: Date.now() });
    return outcome;
  },
});

async function work(given: unknown): Promise<() => Promise<unknown>> {
  const { address, namespace, ledger: url, receipts, smtp, shift, cached } = WorkerJob.parse(given);
  quietRuntime();
  const ledger = sure(await openLedger({ url, receipts }));
  const { connections, chunks } = (await ledger.office()).policy.mail;
  const connection = sure(await connectWorkers({ address, namespace }, {}));
  const transport = smtpTransport(sure(parseSmtpUrl(smtp)), connections * chunks);
  const workers = await runWorkers({
    connection,
    namespace,
    ledger,
    transport: telling(transport),
    bundle: await workflowBundle(),
    shift,
    ...(cached === undefined ? {} : { cached }),
  });
  tell({ type: 'ready', at: Date.now() });
  return async () => {
    await workers.stop();
    await transport.close();
    await connection.close();
    await ledger.close();
  };
}

if (require.main === module) runChild(work);
