import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeDuban, type Duban } from '../../client/duban';
import { workItemId } from '../../client/ids';
import type { StreamId } from '../../domain/journal/types';
import { ok, type Result } from '../../domain/problem';
import { instant, type Instant } from '../../domain/time';
import { TEST_SERVER } from '../../engine/binaries';
import { findBinary } from '../../engine/find';
import { registerSearchAttributes } from '../../engine/namespace';
import type { Ledger } from '../../ledger/types';
import type { Transport } from '../../mail/types';
import type { Bundle } from '../bundle';
import { runWorkers, type Workers } from '../workers';

/** What a stage is built of; ledger and transport belong to the caller. */
export interface StageParts {
  readonly ledger: Ledger;
  readonly transport: Transport;
  readonly bundle: Bundle;
  readonly startAt: Instant;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (line: { readonly zh: string; readonly en: string }) => void;
}

/** A Temporal server whose time stands still until it is moved, with workers that can be taken away. */
export interface Stage {
  readonly duban: Duban;
  /** The office's clock as it stands. */
  now(): Instant;
  /** Lets time run, as fast as nothing happens in it. */
  moveTo(at: Instant): Promise<void>;
  /** Starts the workers unless they run. */
  startWorkers(): Promise<void>;
  /** Takes the workers away unless they are. */
  stopWorkers(): Promise<void>;
  /** Events in the histories of an item's workflow: all runs since it was last started. */
  eventsOf(stream: StreamId): Promise<number>;
  close(): Promise<void>;
}

/** Opens a stage on the time-skipping server. Refuses what findBinary and registerSearchAttributes refuse. */
export async function openStage(parts: StageParts): Promise<Result<Stage>> {
  const path = await findBinary(TEST_SERVER, { env: parts.env, progress: parts.progress });
  if (!path.ok) return path;
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: path.value } },
  });
  const namespace = environment.namespace ?? 'default';
  const registered = await registerSearchAttributes(environment.connection, namespace);
  if (!registered.ok) {
    await environment.teardown();
    return registered;
  }
  return ok(await stageOn(environment, namespace, parts));
}

async function stageOn(
  environment: TestWorkflowEnvironment,
  namespace: string,
  { ledger, transport, bundle, startAt }: StageParts,
): Promise<Stage> {
  // A plain client: the environment's own lets time run while it waits for a result.
  const client = new Client({ connection: environment.connection, namespace });
  const shift = startAt - (await serverTime(environment));
  let now = startAt;
  let workers: Workers | null = null;
  const stopWorkers = async (): Promise<void> => {
    await workers?.stop();
    workers = null;
  };
  return {
    duban: makeDuban({ ledger, client, clock: () => now, shift }),
    now: () => now,
    async moveTo(at) {
      if (at > now) await environment.sleep(at - now);
      now = instant((await serverTime(environment)) + shift);
    },
    async startWorkers() {
      workers ??= await runWorkers({
        connection: environment.nativeConnection,
        namespace,
        ledger,
        transport,
        bundle,
        shift,
      });
    },
    stopWorkers,
    eventsOf: (stream) => eventsOf(client, workItemId(stream)),
    async close() {
      await stopWorkers();
      await environment.teardown();
    },
  };
}

const serverTime = async (environment: TestWorkflowEnvironment): Promise<number> =>
  Math.floor(await environment.currentTimeMs());

async function eventsOf(client: Client, workflowId: string): Promise<number> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  let run = latest.raw.workflowExecutionInfo?.firstRunId ?? latest.runId;
  let events = 0;
  for (;;) {
    const { events: history = [] } = await client.workflow.getHandle(workflowId, run).fetchHistory();
    events += history?.length ?? 0;
    const next = history?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (!next) return events;
    run = next;
  }
}
