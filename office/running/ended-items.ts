import type { StreamId } from '../../domain/journal/types';
import { plusMs, type Instant } from '../../domain/time';
import { MINUTE_MS } from '../../domain/measures';
import type { Ledger } from '../../ledger/ledger';
import { eachThatShouldRun } from './open-items';
import type { Temporal } from './temporal';

/** What is asked about once more at the next look, ms: Temporal's visibility knows of an end a moment after it. */
const SEEN_LATE_MS = MINUTE_MS;

/** What items that were ended are started again with. */
export interface EndedItemsPorts {
  readonly ledger: Pick<Ledger, 'shouldRun'>;
  readonly temporal: Temporal;
  readonly startItem: (stream: StreamId) => Promise<unknown>;
}

/** Ids of the items' workflows that somebody has ended since an instant of the server's clock, in Temporal's own UI say. */
async function endedSince({ client, names }: Temporal, since: Instant): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const prefix = names.item('');
  const query = [
    `WorkflowType = 'workItem'`,
    `ExecutionStatus IN ('Terminated', 'Canceled', 'TimedOut')`,
    `CloseTime > '${new Date(since).toISOString()}'`,
  ].join(' AND ');
  for await (const { workflowId } of client.workflow.list({ query }))
    if (workflowId.startsWith(prefix)) found.add(workflowId);
  return found;
}

/**
 * Starts at each look the items again that were ended at the server since the look before, as far as the ledger says that
 * they should run. Visibility only says where to look: what it does not list is started by the mailroom before its slot.
 */
export function endedItems({ ledger, temporal, startItem }: EndedItemsPorts) {
  let looked: Instant | null = null;
  return async (now: Instant): Promise<void> => {
    const ended = await endedSince(temporal, plusMs(looked ?? now, -SEEN_LATE_MS));
    if (ended.size > 0)
      await eachThatShouldRun(ledger, async (stream) => {
        if (ended.has(temporal.names.item(stream))) await startItem(stream);
      });
    looked = now;
  };
}
