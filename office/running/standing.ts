import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { Head, StreamId } from '../../domain/journal/types';
import type { Ledger } from '../../ledger/ledger';
import { view } from '../../workflows/messages';
import { eachThatShouldRun, ITEMS_AT_ONCE } from './open-items';
import { pooled } from './pool';
import { grpcCode, type Temporal } from './temporal';

/** Open items that need a person. */
export interface ItemStanding {
  /** Their workflow does not run. */
  readonly missing: readonly StreamId[];
  /** Their workflow has an event that the ledger lacks: the ledger is older. */
  readonly behind: readonly StreamId[];
  /** The ledger has another event in the place of their workflow's last: the journal was rewritten. */
  readonly other: readonly StreamId[];
  /** How many said what they know, of those that run. */
  readonly asked: number;
  readonly running: number;
}

/** A query is answered by a worker; when none answers within this, ms, no further item is asked. */
const STANDING_ANSWER_MS = 3_000;

/** Whether a workflow runs, by Temporal's description. */
export async function isRunning({ client }: Temporal, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** The last head of the workflow; null when no worker answers. */
async function standingHead({ client, names }: Temporal, stream: StreamId): Promise<Head | null> {
  try {
    const handle = client.workflow.getHandle(names.item(stream));
    return (await client.withDeadline(Date.now() + STANDING_ANSWER_MS, () => handle.query(view))).head;
  } catch (error) {
    const unanswered = error instanceof QueryNotRegisteredError || grpcCode(error) !== null;
    if (unanswered || error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Whether the ledger has the last event of a workflow (`same`), another in its place (`other`), or none. */
export async function headStanding(
  ledger: Pick<Ledger, 'history'>,
  stream: StreamId,
  { seq, hash }: Head,
): Promise<'same' | 'other' | 'none'> {
  if (seq === 0) return 'same';
  const [event] = await ledger.history(stream, { after: seq - 1, limit: 1 });
  return event === undefined ? 'none' : event.hash === hash ? 'same' : 'other';
}

/** Time limit of the queries, the clock that measures it, and the item at which they begin: another one each time. */
export interface AskingLimits {
  readonly withinMs: number;
  readonly clock: () => number;
  readonly beginAt: (count: number) => number;
}

const ASKING_LIMITS: AskingLimits = {
  withinMs: 30_000,
  clock: () => performance.now(),
  beginAt: (count) => randomInt(count),
};

/**
 * Compares what the ledger says should run with what runs: whether it runs is looked at for every item; those that do are
 * asked for the last event that they know, some at the same time, until the time is over, beginning at another one each
 * time. The ledger must have that very event. Nobody is asked any more when no worker answers.
 */
export async function itemStanding(
  ledger: Pick<Ledger, 'shouldRun' | 'history'>,
  temporal: Temporal,
  { withinMs, clock, beginAt }: AskingLimits = ASKING_LIMITS,
): Promise<ItemStanding> {
  const [missing, behind, other]: [StreamId[], StreamId[], StreamId[]] = [[], [], []];
  const running: StreamId[] = [];
  await eachThatShouldRun(ledger, async (stream) => {
    const runs = await isRunning(temporal, temporal.names.item(stream));
    (runs ? running : missing).push(stream);
  });
  const first = running.length === 0 ? 0 : beginAt(running.length);
  const until = clock() + withinMs;
  let answered = true;
  let asked = 0;
  await pooled([...running.slice(first), ...running.slice(0, first)], ITEMS_AT_ONCE, async (stream) => {
    if (!answered || clock() >= until) return;
    const head = await standingHead(temporal, stream);
    if (head === null) answered = false;
    else asked += 1;
    const stands = head && (await headStanding(ledger, stream, head));
    if (stands === 'none') behind.push(stream);
    if (stands === 'other') other.push(stream);
  });
  return {
    ...{ missing: missing.sort(), behind: behind.sort(), other: other.sort() },
    ...{ asked, running: running.length },
  };
}
