import { condition, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { PostActivities, PostReply } from '../activities/types';
import type { Instant } from '../domain/time';
import { isActivityFault } from './persist';
import { ledgerOf, namesOf } from './names';
import { fromNow, now } from './clock';
import { MINUTE_MS } from '../domain/measures';

/** The queue on which the ledger of this workflow has its mail posted. */
const postQueue = (): string => namesOf(ledgerOf(workflowInfo().workflowId)).queues.post;

/** Time that a chunk with a mail in hand is given, ms: the answer to its final dot may take ten minutes. */
const LONGEST_POST_PAUSE = 20 * MINUTE_MS;

/** One chunk of posting, handed out until `until` at most; its worker's death is noticed within 5 s. */
const postUntil = (until: Instant): Promise<PostReply> =>
  proxyActivities<PostActivities>({
    taskQueue: postQueue(),
    heartbeatTimeout: '5 s',
    scheduleToStartTimeout: Math.max(1, until - now()),
    startToCloseTimeout: LONGEST_POST_PAUSE,
    scheduleToCloseTimeout: Math.max(1, until - now()) + LONGEST_POST_PAUSE,
    retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '4 s' },
  }).post({ now: now() });

/** Chunks of posting side by side. A chunk that failed counts as none: its mails are taken up by the next pass. */
export interface Posting {
  /** How many have not stopped. */
  readonly open: number;
  /** Mails sent by those that have. */
  readonly sent: number;
  add(chunks: number): void;
}

/** No chunks yet; those that are added are handed out until `until` at most. */
export function makePosting(until: Instant): Posting {
  let [open, sent] = [0, 0];
  const run = async (): Promise<void> => {
    open += 1;
    try {
      sent += (await postUntil(until)).sent;
    } catch (fault) {
      if (!isActivityFault(fault)) throw fault;
    } finally {
      open -= 1;
    }
  };
  return {
    get open() {
      return open;
    },
    get sent() {
      return sent;
    },
    add(chunks) {
      for (let n = 0; n < chunks; n++) void run();
    },
  };
}

/** Chunks side by side until each has stopped. */
export async function postChunks(chunks: number, until: Instant): Promise<void> {
  const posting = makePosting(until);
  posting.add(chunks);
  await condition(() => posting.open === 0);
}

/** Runs the same call several times at once. Returns the answers of those that did not fail. */
async function sideBySide<T>(count: number, call: () => Promise<T>): Promise<readonly T[]> {
  const runs = await Promise.allSettled(Array.from({ length: count }, call));
  for (const run of runs) if (run.status === 'rejected' && !isActivityFault(run.reason)) throw run.reason;
  return runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
}

/**
 * Has the mails of a slot written out before its moment `at`, by as many workers as will post them. Whatever is not
 * ready by then is written out when it is claimed.
 */
export async function makeReady(chunks: number, at: Instant): Promise<void> {
  const { makeReady } = proxyActivities<PostActivities>({
    taskQueue: postQueue(),
    scheduleToCloseTimeout: Math.max(1, at - now()),
    retry: { maximumAttempts: 1 },
  });
  await sideBySide(chunks, () => makeReady({ now: now(), at }));
}

/** Posting that nobody waits for. */
export interface Poster {
  /** A chunk is outstanding; a run does not end before it has stopped. */
  readonly busy: boolean;
  /** Starts a chunk, or one more after the one that is outstanding. What it leaves, the mailroom posts. */
  start(): void;
}

/** The poster of one item, for the mails that it wrote ready inside the window. */
export function makePoster(): Poster {
  let busy = false;
  let wanted = false;
  const run = async (): Promise<void> => {
    busy = true;
    try {
      while (wanted) {
        wanted = false;
        await postChunks(1, fromNow(10 * MINUTE_MS));
      }
    } finally {
      busy = false;
    }
  };
  return {
    get busy() {
      return busy;
    },
    start() {
      wanted = true;
      if (!busy) void run();
    },
  };
}
