import { ActivityFailure, ApplicationFailure, isCancellation, TemporalFailure } from '@temporalio/workflow';

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
export const faultLine = (fault: TemporalFailure): string =>
  `${codeOf(fault) ?? ''} ${root(fault).message}`.trim();
