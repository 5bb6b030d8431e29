import type { ItemState } from '../../domain/item/types';
import { itemLamp } from '../../domain/item/lamp';
import type { Office } from '../../domain/office';
import type { Instant } from '../../domain/time';
import { ITEM_STATUS } from '../../domain/words';

/** One line on an item for people who look at Temporal's own UI: state, lamp with its reason, who has signed. */
export function statusLine(state: ItemState, office: Office, now: Instant): string {
  const { lamp, reason } = itemLamp(state, office, now);
  const look = office.policy.lamps[lamp];
  const units = state.assignments.filter(({ status }) => status !== 'released');
  const signed = units.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length;
  return `${ITEM_STATUS[state.status].zh} ${look.shape} ${look.word}：${reason.zh}；已签收 ${signed}/${units.length}`;
}
