import {
  setCurrentDetails,
  sleep,
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  TemporalFailure,
} from '@temporalio/workflow';
import type { Instant } from '../domain/time';
import { now, wantsNewRun } from './clock';

const SECOND = 1_000;

/** A number in [0, 1) that depends on nothing but the id (FNV-1a), so that a thousand items do not try in step. */
export function fraction(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/**
 * How long to wait after a failure, in ms, when nothing has succeeded for `away` ms: a tenth of that, from 3 s to 2 min,
 * and up to a quarter more by the id. So whatever is back after a minute is used again within eight seconds, and
 * something that stays away is asked twenty-seven times an hour.
 */
export const backoff = (away: number, id: string): number =>
  Math.round(Math.min(Math.max(away / 10, 3 * SECOND), 120 * SECOND) * (1 + fraction(id) / 4));

/** The n-th wait (from 0) for others to record, in ms: from 1 to 30 s, each a tenth of the time waited so far. */
export const patience = (tries: number): number => Math.round(Math.min(SECOND * 1.1 ** tries, 30 * SECOND));

/** Whether an activity failed (not: was cancelled). A local activity's failure comes bare, another's inside an ActivityFailure. */
export const isActivityFault = (error: unknown): error is TemporalFailure =>
  error instanceof TemporalFailure && !isCancellation(error);

const root = (fault: TemporalFailure): Error =>
  fault instanceof ActivityFailure ? (fault.cause ?? fault) : fault;

/** The code of the problem behind a fault, null when it has none (a timeout). */
export function codeOf(fault: TemporalFailure): string | null {
  const cause = root(fault);
  return cause instanceof ApplicationFailure ? (cause.type ?? null) : null;
}

/** One line on a fault, for Temporal's own UI. */
const faultLine = (fault: TemporalFailure): string => `${codeOf(fault) ?? ''} ${root(fault).message}`.trim();

/**
 * Does an idempotent thing again, after 3 s … 2 min by timers, until no activity in it fails. A run that has grown long
 * over it ends by `turnOver`, which goes on in a new one.
 */
export async function persist<T>(
  id: string,
  work: () => Promise<T>,
  turnOver: () => Promise<never>,
): Promise<T> {
  let since: Instant | null = null;
  for (;;) {
    try {
      return await work();
    } catch (fault) {
      if (!isActivityFault(fault)) throw fault;
      setCurrentDetails(`未成功，稍后自动重试：${faultLine(fault)}`);
      if (wantsNewRun()) return turnOver();
      since ??= now();
      await sleep(backoff(now() - since, id));
    }
  }
}
