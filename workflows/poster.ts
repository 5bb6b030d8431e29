import { proxyActivities } from '@temporalio/workflow';
import type { PostActivities, PostReply } from '../activities/types';
import type { Instant } from '../domain/time';
import { isActivityFault } from './fault';
import { queues } from './messages';
import { fromNow, now } from './clock';

const MINUTE = 60_000;

/** One chunk of posting, tried until `until` at most; its worker's death is noticed within 5 s. */
export const postUntil = (until: Instant): Promise<PostReply> =>
  proxyActivities<PostActivities>({
    taskQueue: queues.post,
    heartbeatTimeout: '5 s',
    startToCloseTimeout: '120 s',
    scheduleToCloseTimeout: Math.max(1, until - now()),
    retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '4 s' },
  }).post({ now: now() });

/**
 * Chunks side by side until each has stopped; the number of mails sent. A chunk that failed counts as none: its
 * mails are taken up by the next pass.
 */
export async function postChunks(chunks: number, until: Instant): Promise<number> {
  const replies = await sideBySide(chunks, () => postUntil(until));
  return replies.reduce((sum, { sent }) => sum + sent, 0);
}

/** The same call so many times; the answers of those that did not fail. */
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
    taskQueue: queues.post,
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
        await postChunks(1, fromNow(10 * MINUTE));
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
