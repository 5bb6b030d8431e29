import { workflowInfo } from '@temporalio/workflow';
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
export const runAge = (): number => Date.now() - workflowInfo().runStartTime.getTime();
