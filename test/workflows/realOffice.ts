import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeDuban, type Duban } from '../../office/running/duban';
import type { Edition } from '../../domain/digest/types';
import type { StreamId } from '../../domain/journal/types';
import type { PlanItem } from '../../domain/plan/types';
import { slotAt } from '../../domain/slot';
import { dateOf, instant, type Instant } from '../../domain/time';
import { LedgerBehind } from '../../ledger/database/faults';
import type { Ledger } from '../../ledger/ledger';
import type { Transport } from '../../mail/types';
import { runWorkers, type RunningWorkers } from '../../worker/workers';
import { namesOf, type Names } from '../../workflows/names';
import { timeSkipping, workflowBundle } from '../support/engine';
import { moment } from '../support/item';
import { importPlan, opened, planItems, planOf, setOffice } from '../support/ledger';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';
import { until } from './workers';

/** One mail that was taken, and when by the office's clock. */
export interface Taken {
  readonly messageId: string;
  readonly edition: Edition;
  readonly at: Instant;
}

/** The test office at work: a real ledger, real workers and a Temporal server whose time is moved. */
export interface RealOffice {
  readonly ledger: Ledger;
  /** The file of the ledger, for those who damage it. */
  readonly file: string;
  readonly streams: readonly StreamId[];
  readonly taken: Taken[];
  readonly duban: Duban;
  readonly client: Client;
  readonly names: Names;
  readonly environment: TestWorkflowEnvironment;
  /** The mail server refuses connections. */
  mailDown: boolean;
  /** Items whose records the ledger refuses. */
  readonly unrecordable: Set<StreamId>;
  /** "2025-09-24 10:00", in the zone of the office. */
  moveTo(words: string): Promise<void>;
  now(): Instant;
  /** Temporal's database is lost: from a moment on (default: now) there is a new server that knows nothing. */
  loseTemporal(until?: string): Promise<void>;
  close(): Promise<void>;
}

interface Engine {
  readonly environment: TestWorkflowEnvironment;
  readonly client: Client;
  readonly duban: Duban;
  readonly shift: number;
}

const refused = {
  type: 'connection',
  problem: { code: 'no-smtp', message: { zh: '拒绝连接', en: 'refused' }, hint: { zh: '', en: '' } },
} as const;

// Not retried within the hour, so that hours of it cost a test nothing.
const unreadable = new LedgerBehind('the ledger is not the one that this item knows');

const serverNow = async (environment: TestWorkflowEnvironment): Promise<number> =>
  Math.floor(await environment.currentTimeMs());

/**
 * Opens the office at a moment and issues items there, by default three due 2025-09-30 with 区数据局 leading and
 * 区司法局 supporting; `lost`: items whose records the ledger refuses from the beginning; `tendMs`: how often the workers
 * look after the mailroom, in real time.
 */
export async function realOffice(
  at: string,
  items: readonly PlanItem[] = planItems(3),
  lost: readonly StreamId[] = [],
  tendMs = 3_600_000,
): Promise<RealOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'duban-office-'));
  const file = join(folder, 'ledger.db');
  const ledger = await opened({ url: `sqlite:${file}`, groupMs: 0 });
  const plan = planOf(items);
  await setOffice(ledger);
  await importPlan(ledger, plan);
  const taken: Taken[] = [];
  let now = moment(at);
  let engine: Engine;
  let workers: RunningWorkers;
  const unrecordable = new Set<StreamId>(lost);
  const guarded: Ledger = {
    ...ledger,
    record: (call) => (unrecordable.has(call.stream) ? Promise.reject(unreadable) : ledger.record(call)),
  };
  const transport: Transport = {
    name: 'test',
    close: () => Promise.resolve(),
    send(mail, { messageId, edition }) {
      if (office.mailDown) return Promise.resolve(refused);
      taken.push({ messageId, edition, at: mail.date });
      return Promise.resolve({ type: 'sent', response: '250 taken', refused: [] });
    },
  };
  const openEngine = async (): Promise<Engine> => {
    const environment = await timeSkipping();
    // A plain client: the environment's own lets time run while it waits for a result.
    const client = new Client({ connection: environment.connection });
    const shift = now - (await serverNow(environment));
    return {
      environment,
      client,
      shift,
      duban: await makeDuban({ ledger, client, clock: () => now, shift }),
    };
  };
  const open = async (): Promise<void> => {
    engine = await openEngine();
    const { environment, shift } = engine;
    const connection = environment.nativeConnection;
    const namespace = environment.namespace ?? 'default';
    const bundle = await workflowBundle();
    workers = await runWorkers({ connection, namespace, ledger: guarded, transport, bundle, shift, tendMs });
  };
  const office: RealOffice = {
    ledger,
    file,
    taken,
    unrecordable,
    names: namesOf(await ledger.identity()),
    streams: plan.items.map(({ key }) => `item/${plan.notice}/${key}`),
    mailDown: false,
    get duban() {
      return engine.duban;
    },
    get client() {
      return engine.client;
    },
    get environment() {
      return engine.environment;
    },
    now: () => now,
    async moveTo(words) {
      const by = moment(words) - now;
      if (by > 0) await engine.environment.sleep(by);
      now = instant((await serverNow(engine.environment)) + engine.shift);
    },
    async loseTemporal(until) {
      await workers.stop();
      await engine.environment.teardown();
      if (until !== undefined) now = moment(until);
      await open();
    },
    async close() {
      await workers.stop();
      await engine.environment.teardown();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await open();
  await office.duban.startMailroom();
  // A slot that is over was composed before anything was issued, as in an office that has been at work.
  if (now >= slotAt(testOffice(), dateOf(now, 'Asia/Shanghai')))
    await until(async () => (await ledger.lastComposed()) !== null);
  const issued = sure(await office.duban.issue({ plan, items: null, acceptPast: false, actor: 'ddy' }));
  // With an item that cannot begin the run takes ten minutes, which the test has to let pass.
  if (lost.length === 0) await office.duban.issueEnd(issued, 30_000);
  return office;
}
