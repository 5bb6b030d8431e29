import type { Ledger } from '../ledger/ledger';
import type { RecordCall, RecordReply } from '../ledger/record/record';
import { Context } from '@temporalio/activity';
import { failing } from './attempt';
import type { ItemActivities, ItemReply } from './types';

const replyOf = ({
  head,
  answers,
  nextWakeAt,
  closed,
  mailReady,
  status,
  state,
}: RecordReply): ItemReply => ({
  head,
  nextWakeAt,
  status,
  state,
  ...(Object.keys(answers).length === 0 ? {} : { answers }),
  ...(closed ? { closed } : {}),
  ...(mailReady ? { mailReady } : {}),
});

/** What the activity of items needs. */
export interface ItemPorts {
  readonly ledger: Pick<Ledger, 'record' | 'note'>;
  /** The run that a run of a workflow was reset from; null: it began by itself. */
  readonly resetFrom: (execution: { workflowId: string; runId: string }) => Promise<string | null>;
}

/** Journals, once, that somebody has reset an item at the Temporal server; who, Temporal does not say. */
async function noteItemReset({ ledger, resetFrom }: ItemPorts, { stream, now }: RecordCall): Promise<void> {
  const { workflowExecution: run } = Context.current().info;
  const from = run ? await resetFrom(run) : null;
  if (!run || from === null) return;
  const by = { actor: 'temporal', now, requestKey: `reset/${run.runId}` };
  await ledger.note('itemReset', { stream, run: run.runId, from }, by);
}

/** The local activity of items. Throws `ledger-behind`, not to be retried, and the ledger's faults by their code. */
export const makeItemActivities = (ports: ItemPorts): ItemActivities => ({
  record: (call) =>
    failing(async () => {
      const reply = await ports.ledger.record(call);
      const { log } = Context.current();
      if (reply.fault !== null)
        log.error('an item cannot look at its agenda', { stream: call.stream, error: reply.fault });
      // The answer is in the ledger: nobody waits until the reason of the run's start is known too.
      if (reply.ahead)
        await noteItemReset(ports, call).catch((error: unknown) => {
          log.warn('it is not known whether the run was reset', { stream: call.stream, error });
        });
      return replyOf(reply);
    }),
});
