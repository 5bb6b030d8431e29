import { Context } from '@temporalio/activity';

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
