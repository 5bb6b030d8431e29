import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { StreamId } from '../domain/journal/types';
import type { Ledger } from '../ledger/ledger';
import { view } from '../workflows/messages';
import { eachThatShouldRun } from './open-items';
import { grpcCode, type Temporal } from './temporal';

/** Open items that need a person: those without a running workflow, and those whose ledger is older than it. */
export interface ItemStanding {
  readonly missing: readonly StreamId[];
  readonly behind: readonly StreamId[];
  /** How many said whether they are ahead of the ledger. */
  readonly asked: number;
}

/** A query is answered by a worker; when none answers within this, ms, no further item is asked. */
const STANDING_ANSWER_MS = 3_000;

/** A query to an item that is not in a worker's memory replays it: of more than this only every n-th is asked. */
const STANDING_LOOKS = 500;

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
async function standingHead({ client, names }: Temporal, stream: StreamId): Promise<number | null> {
  try {
    const handle = client.workflow.getHandle(names.item(stream));
    const { head } = await client.withDeadline(Date.now() + STANDING_ANSWER_MS, () => handle.query(view));
    return head.seq;
  } catch (error) {
    const unanswered = error instanceof QueryNotRegisteredError || grpcCode(error) !== null;
    if (unanswered || error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/**
 * Compares what the ledger says should run with what runs: whether it runs is looked at for every item, whether the
 * ledger is behind for 500 at most, spread evenly. `behind` stays empty when no worker is there to ask.
 */
export async function itemStanding(
  ledger: Pick<Ledger, 'shouldRun' | 'plan' | 'streams'>,
  temporal: Temporal,
): Promise<ItemStanding> {
  const heads = new Map((await ledger.streams()).map(({ stream, head }) => [stream, head.seq]));
  const missing: StreamId[] = [];
  const behind: StreamId[] = [];
  const every = Math.max(1, Math.ceil(heads.size / STANDING_LOOKS));
  let answered = true;
  let looked = 0;
  let asked = 0;
  await eachThatShouldRun(ledger, async (stream) => {
    const isAsked = looked++ % every === 0;
    if (!(await isRunning(temporal, temporal.names.item(stream)))) {
      missing.push(stream);
      return;
    }
    if (!isAsked || !answered) return;
    const seq = await standingHead(temporal, stream);
    if (seq === null) answered = false;
    else asked += 1;
    if (seq !== null && seq > (heads.get(stream) ?? 0)) behind.push(stream);
  });
  return { missing: missing.sort(), behind: behind.sort(), asked };
}
