import { Context, type Info } from '@temporalio/activity';
import { instant, type Instant } from '../domain/time';

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
