import { proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { ItemActivities, ItemReply } from '../activities/types';
import type { Envelope } from '../domain/item/commands';
import type { Head, StreamId } from '../domain/journal/types';
import { now, wantsNewRun } from './clock';
import { codeOf, isActivityFault, backoff } from './persist';
import { HOUR_MS } from '../domain/measures';

/** Faults that only a person can mend: trying again soon would only make histories long. */
const FOR_A_PERSON = ['ledger-behind', 'ledger-mismatch', 'ledger-inconsistent'];

// One attempt may last as long as all: what is given up goes on in the worker, and stands in the way of the next.
const { record } = proxyLocalActivities<ItemActivities>({
  startToCloseTimeout: '7 s',
  scheduleToCloseTimeout: '7 s',
  retry: {
    maximumAttempts: 2,
    initialInterval: '100 ms',
    nonRetryableErrorTypes: FOR_A_PERSON,
  },
});

/** `behind`: the ledger is older than this workflow, another one, or broken for this item, which only a person can mend. */
export type LedgerStanding = 'available' | 'unavailable' | 'behind';

/** What is recorded in one go. */
export interface Recording {
  readonly stream: StreamId;
  readonly head: Head;
  readonly commands: readonly Envelope[];
  readonly wake: boolean;
}

/**
 * Records until it has succeeded; null when the run has grown long over it. Between the attempts it waits by timers, a
 * tenth of the time that it has tried (3 s … 2 min, spread by the stream), an hour for what a person has to mend, and says
 * each time how the ledger stands.
 */
export async function recordAtLast(
  recording: Recording,
  stands: (standing: LedgerStanding) => void,
): Promise<ItemReply | null> {
  const since = now();
  for (;;) {
    try {
      const reply = await record({ ...recording, now: now() });
      stands('available');
      return reply;
    } catch (fault) {
      if (!isActivityFault(fault)) throw fault;
      const behind = FOR_A_PERSON.includes(codeOf(fault) ?? '');
      stands(behind ? 'behind' : 'unavailable');
      if (wantsNewRun()) return null;
      await sleep(behind ? HOUR_MS : backoff(now() - since, recording.stream));
    }
  }
}
