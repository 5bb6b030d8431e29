import { ActivityFailure, isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import { backoff } from './backoff';

/** Does an idempotent thing again, after 5 s … 2 min by timers, until no activity in it fails. */
export async function persist<T>(id: string, work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (failure) {
      if (!(failure instanceof ActivityFailure) || isCancellation(failure)) throw failure;
      setCurrentDetails(`${failure.activityType} 未成功,稍后自动重试:${failure.cause?.message ?? ''}`);
      await sleep(backoff(failures, id));
    }
  }
}
