import type { ItemLedger, RecordReply } from '../ledger/types';
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
export const makeItemActivities = (ledger: Pick<ItemLedger, 'record'>): ItemActivities => ({
  record: (call) => failing(async () => replyOf(await ledger.record(call))),
});
