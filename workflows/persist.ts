import { setCurrentDetails, sleep } from '@temporalio/workflow';
import { backoff } from './backoff';
import { faultLine, isActivityFault } from './fault';

/** Does an idempotent thing again, after 5 s … 2 min by timers, until no activity in it fails. */
export async function persist<T>(id: string, work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (fault) {
      if (!isActivityFault(fault)) throw fault;
      setCurrentDetails(`未成功,稍后自动重试:${faultLine(fault)}`);
      await sleep(backoff(failures, id));
    }
  }
}
