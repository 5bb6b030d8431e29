import { advance } from '../../domain/item/advance';
import type { RecordedItemEvent } from '../../domain/item/events';
import type { ItemState } from '../../domain/item/types';
import { isOpen } from '../../domain/item/view';
import type { StreamId } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { chunks } from '../database/stored';
import type { ItemFilter } from './load';
import { storiesOf } from './replay';

const stateFrom = (stream: StreamId, events: readonly RecordedItemEvent[]): ItemState | null =>
  events.length === 0 ? null : advance(null, events, stream).state;

/** An item as those of its events up to and including an instant give it; null when there are none. */
export const stateUpTo = (
  stream: StreamId,
  story: readonly RecordedItemEvent[],
  at: Instant,
): ItemState | null =>
  stateFrom(
    stream,
    story.filter((event) => event.at <= at),
  );

/** An item as its events up to and including an instant give it; null when it had none. */
export async function stateAsOf(db: Db, stream: StreamId, at: Instant): Promise<ItemState | null> {
  return stateFrom(stream, (await storiesOf(db, [stream], at)).get(stream) ?? []);
}

/** The items that fit a filter as they stood at an instant, from their events alone, in the order of their streams. */
export async function itemsAsOf(db: Db, filter: ItemFilter, at: Instant): Promise<readonly ItemState[]> {
  const rows = await db
    .selectFrom('items')
    .select('stream')
    .$if(filter.notice !== undefined, (q) => q.where('notice', '=', filter.notice ?? ''))
    .orderBy('stream')
    .execute();
  const found: ItemState[] = [];
  for (const part of chunks(rows.map(({ stream }) => stream)))
    for (const [stream, events] of await storiesOf(db, part, at)) {
      const state = stateFrom(stream, events);
      if (state && momentFits(state, filter)) found.push(state);
    }
  return found;
}

const momentFits = (state: ItemState, { open, unit }: ItemFilter): boolean =>
  (open === undefined || isOpen(state) === open) &&
  (unit === undefined || state.assignments.some((one) => one.unit === unit));
