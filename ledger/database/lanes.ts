import { isItemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Database } from './dialect';
import type { Db } from './schema';

/** Jobs of one transaction at most: nobody waits longer for the COMMIT than a few hundred ms. */
const GROUP = 100;

/** Queue length at which a second group runs in parallel. */
const ENOUGH = 20;

/** Items, claims of mail, ends of mail, and what the office and the mailroom write. */
export type LaneName = 'items' | 'claims' | 'ends' | 'office';

/** Idle time of a lane, ms, after which a job runs at once: nobody is about to join one that comes alone. */
const LANE_IDLE_MS = 5;

/** How many groups of a lane may be under way at once; null: one lane for all, one group. */
type Widths = Readonly<Record<LaneName, number>> | null;

/**
 * Each in groups of their own. Claims wait for each other at the buckets, which all workers draw from, and would keep the
 * ends waiting as well.
 */
const SHARED: Widths = { items: 3, claims: 2, ends: 1, office: 1 };

/** The widths that a database allows. */
export const widthsOf = ({ sharing }: Database): Widths => (sharing ? SHARED : null);

/** Who writes into streams beside those of items waits for others; items and claims do not wait with it. */
export function laneOf(streams: readonly StreamId[]): LaneName {
  if (streams.length === 0) return 'claims';
  return streams.every(isItemStream) ? 'items' : 'office';
}

/** Tells the caller; called after COMMIT. */
export type Settle = () => void;

/** A job that waits for its group. */
export interface WaitingJob {
  readonly streams: readonly StreamId[];
  readonly lane: LaneName;
  /** How often it was tried. */
  readonly tries: number;
  run(db: Db): Promise<Settle>;
  fail(error: unknown): void;
}

/** Queues of jobs that are worked off in groups. */
export interface Lanes {
  put(waiting: WaitingJob): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Lanes that gather jobs for `groupMs` before each group, unless all have been idle; `work` gives back the jobs that are to be run again. */
export function makeLanes(
  widths: Widths,
  groupMs: number,
  work: (group: readonly WaitingJob[]) => Promise<readonly WaitingJob[]>,
): Lanes {
  const lanes = new Map<LaneName, Lane>();
  const laneFor = (waiting: WaitingJob): Lane => {
    const name = widths ? waiting.lane : 'items';
    const lane = lanes.get(name) ?? makeLane(widths?.[name] ?? 1, drain);
    lanes.set(name, lane);
    return lane;
  };
  const put = (waiting: WaitingJob): void => {
    laneFor(waiting).put(waiting);
  };
  let lastCommit = -Infinity;
  const gather = (): Promise<unknown> =>
    new Promise((resolve) => {
      if (performance.now() - lastCommit >= LANE_IDLE_MS) setImmediate(resolve);
      else setTimeout(resolve, groupMs);
    });
  async function drain(queue: WaitingJob[]): Promise<void> {
    while (queue.length > 0) {
      await gather();
      for (const waiting of await work(queue.splice(0, GROUP))) put(waiting);
      lastCommit = performance.now();
    }
  }
  return {
    put,
    idle: async () => {
      while ([...lanes.values()].some((lane) => lane.busy()))
        await Promise.all([...lanes.values()].map((lane) => lane.idle()));
    },
  };
}

interface Lane {
  put(waiting: WaitingJob): void;
  busy(): boolean;
  idle(): Promise<void>;
}

function makeLane(width: number, drain: (queue: WaitingJob[]) => Promise<void>): Lane {
  const queue: WaitingJob[] = [];
  const running = new Set<Promise<void>>();
  const start = (): void => {
    const run = drain(queue).finally(() => {
      running.delete(run);
      if (queue.length > 0 && running.size === 0) start();
    });
    running.add(run);
  };
  return {
    put: (waiting) => {
      queue.push(waiting);
      if (running.size === 0 || (running.size < width && queue.length >= ENOUGH)) start();
    },
    busy: () => running.size > 0,
    idle: async () => {
      await Promise.all(running);
    },
  };
}
