import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/time';
import { backoff } from './backoff';
import { now } from './clock';
import { faultLine, isActivityFault } from './fault';

/** Does an idempotent thing again, after 3 s … 2 min by timers, until no activity in it fails. */
export async function persist<T>(id: string, work: () => Promise<T>): Promise<T> {
  let since: Instant | null = null;
  for (;;) {
    try {
      return await work();
    } catch (fault) {
      if (!isActivityFault(fault)) throw fault;
      setCurrentDetails(`未成功,稍后自动重试:${faultLine(fault)}`);
      since ??= now();
      await sleep(backoff(now() - since, id));
    }
  }
}
