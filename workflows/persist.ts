import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/time';
import { backoff } from './backoff';
import { now } from './clock';
import { faultLine, isActivityFault } from './fault';
import { wantsNewRun } from './turning';

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
