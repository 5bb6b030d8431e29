import type { ItemLedger } from '../ledger/types';
import { failing } from './failure';
import type { ItemActivities } from './types';

/** The local activity of items. Throws `ledger-behind`, not to be retried, and the ledger's faults by their code. */
export const makeItemActivities = (ledger: Pick<ItemLedger, 'record'>): ItemActivities => ({
  record: (call) => failing(() => ledger.record(call)),
});
