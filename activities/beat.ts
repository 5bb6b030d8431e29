import { Context } from '@temporalio/activity';

const BEAT_MS = 1_000;

/** Does the work of an activity and tells the server each second that its worker lives. */
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
