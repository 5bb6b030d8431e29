import { sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/time';
import { now } from './clock';

const LONGEST_SLEEP = 30 * 86_400_000;

/** Timers of one item. */
export interface Alarm {
  /** A timer is set that fires at or before the instant (null: at some time), and not more than 30 days ahead. */
  set(at: Instant | null): void;
  /** Nothing will fire at or before the instant that was asked for: it must be set again. */
  rung(): boolean;
}

/**
 * Timers are added, never cancelled: an instant that moved later costs nothing until the old timer fires, one that
 * moved earlier costs one event more.
 */
export function makeAlarm(): Alarm {
  const pending = new Set<number>();
  let wanted = 0;
  const rung = (): boolean => ![...pending].some((at) => at <= wanted);
  return {
    rung,
    set(at) {
      const horizon = now() + LONGEST_SLEEP;
      wanted = Math.min(at ?? horizon, horizon);
      if (!rung()) return;
      const fires = wanted;
      pending.add(fires);
      void sleep(Math.max(1, fires - now())).then(() => pending.delete(fires));
    },
  };
}
