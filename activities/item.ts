import type { Ledger } from '../ledger/ledger';
import type { RecordReply } from '../ledger/record/record';
import { Context } from '@temporalio/activity';
import { failing } from './failure';
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

/** The local activity of items. Throws `ledger-behind`, not to be retried, and the ledger's faults by their code. */
export const makeItemActivities = (ledger: Pick<Ledger, 'record'>): ItemActivities => ({
  record: (call) =>
    failing(async () => {
      const reply = await ledger.record(call);
      if (reply.fault !== null)
        Context.current().log.error('an item cannot look at its agenda', {
          stream: call.stream,
          error: reply.fault,
        });
      return replyOf(reply);
    }),
});
