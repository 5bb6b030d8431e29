import { Context, type Info, ApplicationFailure } from '@temporalio/activity';
import { instant, type Instant } from '../domain/time';
import { LedgerBehind, LedgerFault } from '../ledger/database/faults';

/** Dependencies of an activity's clock. */
export interface ClockPorts {
  /** When the server handed the current attempt of an activity to its worker, by the server's clock, ms. Rejects when that attempt is over. */
  readonly attemptStart: (info: Info) => Promise<number>;
  /** A clock that only measures, ms. */
  readonly elapsed: () => number;
}

/**
 * The time of an activity: its workflow's now, what the server's clock says has passed from its scheduling to the start of
 * this attempt (in a queue, in attempts before it), and what has passed since. The host's clock has no part in it.
 */
export async function clockOf(
  call: { readonly now: Instant },
  { attemptStart, elapsed }: ClockPorts,
): Promise<() => Instant> {
  const { info } = Context.current();
  const began = elapsed();
  const waited = (await attemptStart(info)) - info.scheduledTimestampMs;
  return () => instant(Math.round(call.now + waited + elapsed() - began));
}

const BEAT_MS = 1_000;

/** Runs the work of an activity, with a heartbeat each second. */
export async function beating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => {
    context.heartbeat();
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

/** A fault as Temporal's application failure: type = the code of its problem; `ledger-behind` is never retried. */
function failureOf(error: unknown): unknown {
  if (error instanceof LedgerBehind)
    return ApplicationFailure.create({ type: 'ledger-behind', message: error.message, nonRetryable: true });
  if (error instanceof LedgerFault)
    return ApplicationFailure.create({ type: error.problem.code, message: error.message, cause: error });
  return error;
}

/** Does the work of an activity; its faults become failures that Temporal understands. */
export async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  }
}
