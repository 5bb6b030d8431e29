import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type {
  ItemActivities,
  MailroomActivities,
  MailroomLocals,
  PostActivities,
} from '../../activities/types';
import { namesOf } from '../../workflows/names';
import { workflowBundle } from '../support/engine';

/** Any of the activities; each worker gets all. */
export type WorkerActivities = Partial<ItemActivities & MailroomLocals & MailroomActivities & PostActivities>;

/** Names of the ledger whose items live in memory. */
export const NAMES = namesOf('test');

/** Workers on the three queues. */
export interface TestWorkers {
  /** Drains and stops; the workflows go on with the next workers. */
  stop(): Promise<void>;
}

/** Starts workers on all queues of a server; `cached` 0 replays every task from its history. */
export async function startWorkers(
  { nativeConnection }: TestWorkflowEnvironment,
  activities: WorkerActivities,
  cached = 100,
): Promise<TestWorkers> {
  const bundle = await workflowBundle();
  const { queues } = NAMES;
  const common = { connection: nativeConnection, activities: { ...activities }, shutdownGraceTime: 100 };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: queues.items, workflowBundle: bundle, maxCachedWorkflows: cached }),
    Worker.create({
      ...common,
      taskQueue: queues.mailroom,
      workflowBundle: bundle,
      maxCachedWorkflows: cached,
    }),
    Worker.create({ ...common, taskQueue: queues.post }),
  ]);
  const runs = workers.map((worker) => worker.run());
  return {
    async stop() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(runs);
    },
  };
}

/** Types of the events of a workflow's history, in order. */
export async function eventsOf(
  { client }: TestWorkflowEnvironment,
  workflowId: string,
  runId?: string,
): Promise<readonly string[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return (events ?? [])
    .map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '?')
    .map((name) => name.replace('EventAttributes', ''));
}

/** Whether no workflow task of a run is open: the server's clock stands still for ever when one is cut off. */
export async function isSettled(environment: TestWorkflowEnvironment, workflowId: string): Promise<boolean> {
  const events = await eventsOf(environment, workflowId);
  return events.findLast((type) => type.startsWith('workflowTask')) === 'workflowTaskCompleted';
}

/** Terminates a workflow that runs, when it has nothing in hand. */
export async function end(environment: TestWorkflowEnvironment, workflowId: string): Promise<void> {
  const handle = environment.client.workflow.getHandle(workflowId);
  const { status } = await handle.describe();
  if (status.name !== 'RUNNING') return;
  await until(() => isSettled(environment, workflowId));
  await handle.terminate();
}

/** Looks again and again, without moving the server's clock, until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it never became so');
}
