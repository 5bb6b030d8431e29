import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Ledger } from '../../ledger/ledger';
import type { Transport } from '../../mail/types';
import { runWorkers, connectWorkers } from '../../worker/workers';
import { workflowBundle } from '../support/engine';
import { opened } from '../support/ledger';
import { sure } from '../support/sure';

/** One worker process as it would be: a connection and a ledger of its own. */
export interface Mate {
  /** Records that it has made so far. */
  readonly records: () => number;
  close(): Promise<void>;
}

/** What a mate works on. */
export interface Work {
  readonly environment: TestWorkflowEnvironment;
  /** URL of the ledger. */
  readonly url: string;
  readonly shift: number;
  /** Hears the Message-ID of each mail; none is sent. */
  readonly onMail: (messageId: string) => void;
  readonly versionBuild?: string;
}

/** Starts one; the caller closes it. */
export async function startMate({ environment, url, shift, onMail, versionBuild }: Work): Promise<Mate> {
  const own = await opened({ url });
  const namespace = environment.namespace ?? 'default';
  const connection = sure(await connectWorkers({ address: environment.address, namespace }, {}));
  let records = 0;
  const ledger: Ledger = {
    ...own,
    record(call) {
      records += 1;
      return own.record(call);
    },
  };
  const transport: Transport = {
    name: 'test',
    close: () => Promise.resolve(),
    send(_mail, { messageId }) {
      onMail(messageId);
      return Promise.resolve({ type: 'sent', response: '250 taken', refused: [] });
    },
  };
  const bundle = await workflowBundle();
  const ports = { connection, namespace, ledger, transport, bundle, shift };
  const workers = await runWorkers({ ...ports, versionBuild: versionBuild ?? null });
  return {
    records: () => records,
    async close() {
      await workers.stop();
      await connection.close();
      await own.close();
    },
  };
}
