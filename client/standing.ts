import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { StreamId } from '../domain/journal/types';
import type { Ledger } from '../ledger/types';
import { view } from '../workflows/messages';
import { eachThatShouldRun } from './ensure';
import { workItemId } from './ids';
import { grpcCode, type Temporal } from './temporal';

/** Open items that need a person: those without a running workflow, and those whose ledger is older than it. */
export interface Standing {
  readonly missing: readonly StreamId[];
  readonly behind: readonly StreamId[];
}

/** A query is answered by a worker; when none answers within this, ms, no further item is asked. */
const ANSWER = 3_000;

/** Whether a workflow runs, as Temporal knows it. */
export async function isRunning({ client }: Temporal, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** The last head that the workflow knows; null when no worker says. */
async function headOf({ client }: Temporal, stream: StreamId): Promise<number | null> {
  try {
    const handle = client.workflow.getHandle(workItemId(stream));
    const { head } = await client.withDeadline(Date.now() + ANSWER, () => handle.query(view));
    return head.seq;
  } catch (error) {
    const unanswered = error instanceof QueryNotRegisteredError || grpcCode(error) !== null;
    if (unanswered || error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Compares what the ledger says should run with what runs. `behind` stays empty when no worker is there to ask. */
export async function standingOf(
  ledger: Pick<Ledger, 'shouldRun' | 'plan' | 'streams'>,
  temporal: Temporal,
): Promise<Standing> {
  const heads = new Map((await ledger.streams()).map(({ stream, head }) => [stream, head.seq]));
  const missing: StreamId[] = [];
  const behind: StreamId[] = [];
  let answered = true;
  await eachThatShouldRun(ledger, async (stream) => {
    if (!(await isRunning(temporal, workItemId(stream)))) {
      missing.push(stream);
      return;
    }
    const seq = answered ? await headOf(temporal, stream) : null;
    if (seq === null) answered = false;
    else if (seq > (heads.get(stream) ?? 0)) behind.push(stream);
  });
  return { missing: missing.sort(), behind: behind.sort() };
}
