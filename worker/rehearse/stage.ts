import { setTimeout as wait } from 'node:timers/promises';
import {
  Client,
  WorkflowNotFoundError,
  type ConnectionPlugin,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeDuban, type Duban } from '../../office/running/duban';
import type { StreamId } from '../../domain/journal/types';
import { ok, type Result } from '../../domain/problem';
import { instant, type Instant } from '../../domain/time';
import { TEST_SERVER } from '../../engine/binaries';
import { findBinary } from '../../engine/find';
import { registerSearchAttributes } from '../../engine/namespace';
import type { Environment, EngineProgress } from '../../engine/types';
import type { Ledger } from '../../ledger/ledger';
import type { Transport } from '../../mail/types';
import type { Bundle } from '../bundle';
import { runWorkers, type RunningWorkers } from '../workers';
import { namesOf, type Names } from '../../workflows/names';

/** A day takes a second or so; a server that needs so long for it is stuck, ms. */
const STUCK_MS = 60_000;

/**
 * Calls to a server that may be given up are made once: one that waits to be repeated cannot be withdrawn, and throws
 * out of a timer when its connection is closed meanwhile. Nor is a silent server probed, which this one answers by
 * hanging up.
 */
export const MADE_ONCE: ConnectionPlugin = {
  name: 'duban-rehearsal',
  configureConnection: (options) => ({
    ...options,
    interceptors: [],
    channelArgs: { ...options.channelArgs, 'grpc.keepalive_time_ms': -1 },
  }),
};

/** What a stage is built of; ledger and transport belong to the caller. */
export interface StageParts {
  readonly ledger: Ledger;
  readonly transport: Transport;
  readonly bundle: Bundle;
  readonly startAt: Instant;
  readonly env: Environment;
  readonly progress: EngineProgress;
}

/** A Temporal server whose time stands still until it is moved, with workers. */
export interface RehearsalStage {
  readonly duban: Duban;
  /** The office's clock as it stands. */
  now(): Instant;
  /** Lets time run, as fast as nothing happens in it. */
  moveTo(at: Instant): Promise<void>;
  /** Server and workers are gone until then, and everything is started from the ledger alone. */
  beOutUntil(at: Instant): Promise<void>;
  /** Keeps the number of events of an item's workflow, before it is started anew. */
  keepCount(stream: StreamId): Promise<void>;
  /** Events in the histories of an item's workflow, all its runs. */
  eventsOf(stream: StreamId): Promise<number>;
  close(): Promise<void>;
}

/** One server, while it runs. */
interface StageScene {
  readonly environment: TestWorkflowEnvironment;
  readonly client: Client;
  readonly names: Names;
  readonly workers: RunningWorkers;
  readonly duban: Duban;
  /** Difference of the office's clock from the server's, ms. */
  readonly shift: number;
}

/** Opens a stage on the time-skipping server. Refuses what findBinary and registerSearchAttributes refuse. */
export async function openRehearsalStage(parts: StageParts): Promise<Result<RehearsalStage>> {
  const path = await findBinary(TEST_SERVER, parts);
  if (!path.ok) return path;
  let now = parts.startAt;
  const open = (): Promise<Result<StageScene>> => openScene(parts, path.value, () => now);
  const first = await open();
  if (!first.ok) return first;
  let scene = first.value;
  const kept = new Map<StreamId, number>();
  const eventsOf = async (stream: StreamId): Promise<number> =>
    (kept.get(stream) ?? 0) + (await eventsIn(scene.client, scene.names.item(stream)));
  const keepCount = async (stream: StreamId): Promise<void> => {
    kept.set(stream, await eventsOf(stream));
  };
  const startAnew = async (at: Instant): Promise<void> => {
    for (const { stream } of await parts.ledger.items({})) await keepCount(stream);
    await closeScene(scene);
    now = at;
    scene = sure(await open());
    await scene.duban.ensureAll();
  };
  return ok({
    get duban() {
      return scene.duban;
    },
    now: () => now,
    async moveTo(at) {
      while (at > now && !(await timePasses(scene, at - now))) await startAnew(await officeTime(scene));
      now = await officeTime(scene);
    },
    // Time of this server stands still while a task waits for a worker, so an outage cannot be lived through on it.
    beOutUntil: startAnew,
    keepCount,
    eventsOf,
    close: () => closeScene(scene),
  });
}

async function openScene(
  { ledger, transport, bundle }: StageParts,
  path: string,
  now: () => Instant,
): Promise<Result<StageScene>> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
    plugins: [MADE_ONCE],
  });
  const namespace = environment.namespace ?? 'default';
  const registered = await registerSearchAttributes(environment.connection, namespace);
  if (!registered.ok) {
    await environment.teardown();
    return registered;
  }
  // A plain client: the environment's own lets time run while it waits for a result.
  const client = new Client({ connection: environment.connection, namespace });
  const shift = now() - (await serverTime(environment));
  const connection = environment.nativeConnection;
  // An item that is slow by the host's clock can be hours late by this server's: it is waited for, not started anew.
  const parts = { connection, namespace, ledger, transport, bundle, shift };
  const workers = await runWorkers({ ...parts, stillMs: Infinity });
  const names = namesOf(await ledger.identity());
  return ok({
    environment,
    client,
    names,
    workers,
    duban: await makeDuban({ ledger, client, clock: now, shift }),
    shift,
  });
}

/**
 * Lets the time of a server run; false when it has not got there for so long that it must be stuck. Now and again the
 * time-skipping server holds its time for a task that is done, and would hold it for ever.
 */
async function timePasses({ environment }: StageScene, ms: number): Promise<boolean> {
  const [slept, gone] = [new AbortController(), new AbortController()];
  const stuck = wait(STUCK_MS, false, { signal: slept.signal });
  const passed = environment.connection
    .withAbortSignal(gone.signal, () => environment.sleep(ms))
    .then(() => true);
  // Nobody hears of the one that comes later.
  for (const one of [passed, stuck]) one.catch(() => undefined);
  const inTime = await Promise.race([passed, stuck]).finally(() => {
    slept.abort();
  });
  if (!inTime) gone.abort();
  return inTime;
}

async function closeScene({ workers, environment }: StageScene): Promise<void> {
  await workers.stop();
  await environment.teardown();
}

/** The value of what went well a moment ago. */
function sure<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.problem.message.en);
}

const officeTime = async ({ environment, shift }: StageScene): Promise<Instant> =>
  instant((await serverTime(environment)) + shift);

const serverTime = async (environment: TestWorkflowEnvironment): Promise<number> =>
  Math.floor(await environment.currentTimeMs());

/** Events of the latest run of a workflow and of those that it continues; 0 when the server does not know it. */
async function eventsIn(client: Client, workflowId: string): Promise<number> {
  const latest = await describeIfAny(client, workflowId);
  let run = latest?.raw.workflowExecutionInfo?.firstRunId ?? latest?.runId;
  let events = 0;
  while (run) {
    const { events: history } = await client.workflow.getHandle(workflowId, run).fetchHistory();
    events += history?.length ?? 0;
    run = history?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return events;
}

async function describeIfAny(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
