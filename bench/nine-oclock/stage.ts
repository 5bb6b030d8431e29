import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { makeDuban, type Duban } from '../../office/running/duban';
import { instant, type Instant } from '../../domain/time';
import { startEngine } from '../../engine/start';
import type { Engine } from '../../engine/types';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/ledger';
import { sure } from '../../test/support/sure';
import { startChild, type Contestant } from './child';
import type { Sink } from './sink';
import { ledgerUrl, setTown, type Settings } from './town';
import type { WorkerJob } from './worker';
import { namesOf, type Names } from '../../workflows/names';

/** An embedded duban: a dev server on a file and an SQLite ledger, in a folder of its own; workers are processes. */
export interface Stage {
  readonly home: string;
  readonly engine: Engine;
  /** The server's process, and the database's when the ledger has one of its own. */
  readonly pids: readonly number[];
  readonly client: Client;
  readonly names: Names;
  readonly ledger: Ledger;
  /** The ledger's address. */
  readonly url: string;
  /** How far the office's clock stands from the host's, ms. */
  readonly shift: number;
  readonly duban: Duban;
  /** The host's clock, ms, at a moment of the office's. */
  realOf(moment: Instant): number;
  worker(cached?: number): Contestant;
  /** Bytes of the files of the ledger, and of the server's. */
  bytes(): { readonly ledger: number; readonly engine: number };
  close(): Promise<void>;
}

const WORKER = join(__dirname, 'worker.ts');

/** A folder for one run. */
export const makeHome = (): string => mkdtempSync(join(tmpdir(), 'duban-bench-'));

/** A prepared office: a home whose ledger is copied, or a ledger elsewhere that is used as it is. */
export type Prepared = string | { readonly ledger: string; readonly pid: number };

/**
 * Opens a prepared office, so that a moment of its clock lies `ahead` ms from now. The caller closes
 * it, and with it every process that it has started.
 */
export async function openStage(
  town: Prepared,
  settings: Settings,
  sink: Pick<Sink, 'url'>,
  moment: { readonly at: Instant; readonly ahead: number },
): Promise<Stage> {
  const home = makeHome();
  if (typeof town === 'string') cpSync(town, home, { recursive: true });
  const url = typeof town === 'string' ? ledgerUrl(home) : town.ledger;
  await setTown(url, settings);
  const env = { ...process.env, TEMPORAL_ADDRESS: undefined };
  const engine = sure(await startEngine({ home, env, progress: () => undefined }));
  const { address, namespace } = engine;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const ledger = sure(await openLedger({ url }));
  const shift = moment.at - (Date.now() + moment.ahead);
  const workers: Contestant[] = [];
  const pids = [engine.pid ?? 0, ...(typeof town === 'string' ? [] : [town.pid])];
  return {
    home,
    engine,
    pids,
    client,
    names: namesOf(await ledger.identity()),
    ledger,
    ...{ url, shift },
    duban: await makeDuban({ ledger, client, clock: () => instant(Date.now() + shift), shift }),
    realOf: (at) => at - shift,
    worker(cached) {
      const receipts = join(home, 'receipts');
      const job: WorkerJob = { address, namespace, ledger: url, receipts, smtp: sink.url, shift };
      const worker = startChild(WORKER, cached === undefined ? job : { ...job, cached });
      workers.push(worker);
      return worker;
    },
    bytes() {
      const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
      const sum = (part: RegExp): number =>
        files
          .filter((name) => part.test(name))
          .reduce((total, name) => total + statSync(join(home, name)).size, 0);
      return { ledger: sum(/ledger\.db/), engine: sum(/temporal\.db/) };
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await ledger.close();
      await connection.close();
      await engine.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
