import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { MailroomActivities, MailroomLocals } from '../activities/types';

/** Questions to the ledger, answered inside the workflow task. */
export const locals = proxyLocalActivities<MailroomLocals>({
  startToCloseTimeout: '3 s',
  scheduleToCloseTimeout: '7 s',
  retry: { maximumAttempts: 3, initialInterval: '100 ms' },
});

/**
 * The mailroom's own work, on the queue of its workflow. Composing holds a worker for seconds; one that has been
 * silent for longer than that is dead, and its work is not waited for until its time is over.
 */
export const activities = proxyActivities<MailroomActivities>({
  // A task that nobody took within this time is scheduled again with another `now`.
  scheduleToStartTimeout: '1 min',
  startToCloseTimeout: '2 min',
  heartbeatTimeout: '20 s',
  retry: { maximumAttempts: 3, initialInterval: '1 s' },
});
