import { WorkflowNotFoundError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time';
import { grpcCode, type Temporal } from './temporal';
import { UNIMPLEMENTED } from '../../engine/namespace';
import { clockAhead } from './server-clock';

/** Whether workers are there, as the server sees it. */
export interface Workers {
  /** One has asked for items within two minutes; a question waits for an answer up to one. */
  readonly polls: boolean;
  /** Host's clock less the server's, ms. */
  readonly skew: number;
}

const CANCELLED = 1;
const DEADLINE = 4;
const FAILED_PRECONDITION = 9;
export const UNAVAILABLE = 14;

const FRESH_MS = 120_000;

/** Asks the server who waits for work of items; null where a server cannot say (the time-skipping one). */
export async function workersOf(temporal: Temporal): Promise<Workers | null> {
  const { client, names } = temporal;
  const { workflowService, options } = client;
  const queue = { namespace: options.namespace, taskQueue: { name: names.queues.items } };
  try {
    const { pollers } = await workflowService.describeTaskQueue(queue);
    const last = Math.max(0, ...pollers.map(({ lastAccessTime }) => tsToMs(lastAccessTime)));
    const skew = (await clockAhead(temporal)) ?? 0;
    return { polls: last > Date.now() - skew - FRESH_MS, skew };
  } catch (error) {
    if (grpcCode(error) !== UNIMPLEMENTED) throw error;
    return null;
  }
}

/** Every workflow answers this by itself. */
const METADATA = '__temporal_workflow_metadata';

/** State of the mailroom: it answered, it is not there, or within some ms no worker answered for it. */
export type MailroomStanding = 'answers' | 'missing' | 'silent';

/** Asks the mailroom, whom only a worker can answer for. Throws what the server says when it is away. */
export async function mailroomStanding(
  { client, names }: Temporal,
  within: number,
): Promise<MailroomStanding> {
  const handle = client.workflow.getHandle(names.mailroom);
  try {
    await client.withDeadline(Date.now() + within, () => handle.query(METADATA));
    return 'answers';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing';
    const code = grpcCode(error);
    if (code === DEADLINE || code === CANCELLED) return 'silent';
    if (code === UNAVAILABLE || code === null) throw error;
    // No worker for longer than the server waits, or one that refuses the question.
    return code === FAILED_PRECONDITION ? 'silent' : 'answers';
  }
}
