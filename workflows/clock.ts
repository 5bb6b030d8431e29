import { workflowInfo, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/time';

/** Memo under which a rehearsal or a test puts the difference of its clock from the server's, ms. */
const SHIFT = 'dubanShift';

/**
 * The workflow's clock: the time of its current task, the same in every replay. A rehearsal of a year that is not
 * this one starts its workflows with a shift in the memo; in production there is none.
 */
export function now(): Instant {
  const shift = workflowInfo().memo?.[SHIFT];
  return (Date.now() + (typeof shift === 'number' ? shift : 0)) as Instant;
}

/** The instant some milliseconds ahead. */
export const fromNow = (ms: number): Instant => (now() + ms) as Instant;

/** How long this run has lived, ms. */
const runAge = (): number => Date.now() - workflowInfo().runStartTime.getTime();

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

const EVENTS = 1_000;
const LONGEST_RUN = 90 * 86_400_000;

/** A run has lived long enough: 1,000 events, as the server suggests, or 90 days (Temporal's retention). */
export function wantsNewRun(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= EVENTS || continueAsNewSuggested || runAge() >= LONGEST_RUN;
}

/** A run has grown to twice its limit, because handlers never finished: nothing more is taken. */
export const isOverfull = (): boolean => workflowInfo().historyLength > 2 * EVENTS;
