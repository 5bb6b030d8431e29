import { uptime } from 'node:os';

/** The clocks of a machine that only measure, and the one that people set, ms. */
export interface Clocks {
  /** Stands still on Linux while the machine sleeps. */
  readonly monotonic: () => number;
  /** Goes on meanwhile; it is dear to ask. */
  readonly sinceBoot: () => number;
  /** Says when it is worth asking, and nothing else: anybody may move it. */
  readonly wall: () => number;
}

const MACHINE_CLOCKS: Clocks = {
  monotonic: () => performance.now(),
  sinceBoot: () => uptime() * 1_000,
  wall: () => Date.now(),
};

/** More than the clocks of a machine differ by themselves, ms. */
const ASLEEP_MS = 1_000;

/**
 * A clock that only measures, ms, and counts the time that the machine slept: work that goes on when it wakes must know
 * that its window is over.
 */
export function measuringClock({ monotonic, sinceBoot, wall }: Clocks = MACHINE_CLOCKS): () => number {
  const apart = sinceBoot() - monotonic();
  let slept = 0;
  let seen = wall() - monotonic();
  return () => {
    const moved = wall() - monotonic();
    if (Math.abs(moved - seen) > ASLEEP_MS) {
      seen = moved;
      slept = Math.max(slept, sinceBoot() - monotonic() - apart);
    }
    return monotonic() + slept;
  };
}
