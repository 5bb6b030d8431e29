import type { ItemState } from '../../domain/item/types';
import { itemLamp } from '../../domain/item/lamp';
import type { Office } from '../../domain/office';
import type { Instant } from '../../domain/time';
import { ITEM_STATUS } from '../../domain/words';
import { stateOf } from './begin';
import { attempt, type RecordTransaction } from './transaction';

/** One line on the item as it stands now; only its state where the rules fail at more. */
export const statusText = (transaction: RecordTransaction): string => {
  const state = stateOf(transaction);
  const line = attempt(transaction, () => statusLine(state, transaction.office, transaction.now));
  return line ?? ITEM_STATUS[state.status].zh;
};

/** One line on an item for people who look at Temporal's own UI: state, lamp with its reason, who has signed. */
function statusLine(state: ItemState, office: Office, now: Instant): string {
  const { lamp, reason } = itemLamp(state, office, now);
  const look = office.policy.lamps[lamp];
  const units = state.assignments.filter(({ status }) => status !== 'released');
  const signed = units.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
  return `${ITEM_STATUS[state.status].zh} ${look.shape} ${look.word}：${reason.zh}；已签收 ${signed}/${units.length}`;
}
