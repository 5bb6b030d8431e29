import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import { grpcCode, type Temporal } from './temporal';

/** So long questions for work wait at least, ms; ours is withdrawn as soon as it was seen. */
const WAITS_MS = 30_000;
const CLOCK_LOOKS = 20;
const LOOK_MS = 25;

/**
 * How far this host's clock stands from the Temporal server's, ms. No answer of the server says its time, but it notes
 * when it was last asked for work: it is asked for some on a queue that never has any. Null where a server cannot say
 * (the time-skipping one), or does not answer.
 */
export async function clockAhead({ client, names }: Temporal): Promise<number | null> {
  const { workflowService, options } = client;
  const { namespace } = options;
  const identity = `clock-${randomUUID()}`;
  const taskQueue = { name: names.clockQueue };
  const seen = new AbortController();
  const asked = Date.now();
  client.connection
    .withAbortSignal(seen.signal, () =>
      client.withDeadline(asked + WAITS_MS, () =>
        workflowService.pollWorkflowTaskQueue({ namespace, taskQueue, identity }),
      ),
    )
    .catch(() => undefined);
  try {
    for (let looks = 0; looks < CLOCK_LOOKS; looks++) {
      const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue });
      const at = optionalTsToMs(pollers.find((one) => one.identity === identity)?.lastAccessTime);
      if (at !== undefined) return asked - at;
      await sleep(LOOK_MS);
    }
    return null;
  } catch (error) {
    if (grpcCode(error) === null) throw error;
    return null;
  } finally {
    seen.abort();
  }
}
