import { advance } from '../../domain/item/advance';
import type { ItemState } from '../../domain/item/types';
import { isOpen } from '../../domain/item/view';
import type { StreamId } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import { toEvent } from '../journal/journal';
import type { Db } from '../database/schema';
import type { ItemFilter } from './load';
import { recordedOf } from './replay';

/** An item as its events up to and including an instant give it; null when it had none. */
export async function stateAsOf(db: Db, stream: StreamId, at: Instant): Promise<ItemState | null> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('stream', '=', stream)
    .where('at', '<=', at)
    .orderBy('seq')
    .execute();
  const events = rows.map((row) => recordedOf(toEvent(row)));
  return events.length === 0 ? null : advance(null, events, stream).state;
}

/** The items that fit a filter as they stood at an instant, from their events alone, in the order of their streams. */
export async function itemsAsOf(db: Db, filter: ItemFilter, at: Instant): Promise<readonly ItemState[]> {
  const streams = await db
    .selectFrom('items')
    .select('stream')
    .$if(filter.notice !== undefined, (q) => q.where('notice', '=', filter.notice ?? ''))
    .orderBy('stream')
    .execute();
  const found: ItemState[] = [];
  for (const { stream } of streams) {
    const state = await stateAsOf(db, stream, at);
    if (state && momentFits(state, filter)) found.push(state);
  }
  return found;
}

const momentFits = (state: ItemState, { open, unit }: ItemFilter): boolean =>
  (open === undefined || isOpen(state) === open) &&
  (unit === undefined || state.assignments.some((one) => one.unit === unit));
