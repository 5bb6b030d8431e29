import { Context } from '@temporalio/activity';
import { instant, type Instant } from '../domain/time';

/** The time of an activity: its workflow's now, the server's clock between attempts, and what has passed since. */
export function clockOf(call: { readonly now: Instant }, elapsed: () => number): () => Instant {
  const { info } = Context.current();
  const start = call.now + info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs;
  const began = elapsed();
  return () => instant(Math.round(start + elapsed() - began));
}
