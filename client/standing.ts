import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import type { Head, StreamId } from '../domain/journal/types';
import type { Ledger } from '../ledger/ledger';
import { view } from '../workflows/messages';
import { eachThatShouldRun, ITEMS_AT_ONCE } from './open-items';
import { pooled } from './pool';
import { grpcCode, type Temporal } from './temporal';

/** Open items that need a person. */
export interface ItemStanding {
  /** Their workflow does not run. */
  readonly missing: readonly StreamId[];
  /** Their workflow knows an event that the ledger does not have: the ledger is older. */
  readonly behind: readonly StreamId[];
  /** The ledger has another event in the place of the one that their workflow knows: the journal was rewritten. */
  readonly other: readonly StreamId[];
  /** How many said what they know, of those that run. */
  readonly asked: number;
  readonly running: number;
}

/** A query is answered by a worker; when none answers within this, ms, no further item is asked. */
const STANDING_ANSWER_MS = 3_000;

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

/** How the ledger stands to the event that a workflow knows as its last: it has this one, another in its place, or none. */
export async function headStanding(
  ledger: Pick<Ledger, 'history'>,
  stream: StreamId,
  { seq, hash }: Head,
): Promise<'same' | 'other' | 'none'> {
  if (seq === 0) return 'same';
  const [event] = await ledger.history(stream, { after: seq - 1, limit: 1 });
  return event === undefined ? 'none' : event.hash === hash ? 'same' : 'other';
}

/** How long items are asked, by which clock, and at which of so many they begin: elsewhere each time. */
export interface Asking {
  readonly withinMs: number;
  readonly clock: () => number;
  readonly beginAt: (count: number) => number;
}

const ASKING: Asking = {
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
  { withinMs, clock, beginAt }: Asking = ASKING,
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
