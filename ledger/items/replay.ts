import { advance, type Advanced, type CausedRow } from '../../domain/item/advance';
import { isItemEventType, type ItemEvent, type RecordedItemEvent } from '../../domain/item/events';
import type { ItemState } from '../../domain/item/types';
import type { ChainedEvent, StreamId } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import { eventPages, readEvents, toEvent } from '../journal/journal';
import { faults, LedgerFault } from '../database/faults';
import { columnsOf, type Db } from '../database/schema';
import { chunks, fromJson, type Json } from '../database/stored';

/** An item as its events alone give it. */
export interface Replayed {
  readonly state: ItemState | null;
  /** All rows that its events caused, in their order; of one key the last counts that no mail had taken before. */
  readonly rows: readonly CausedRow[];
  /** Seq of the first event that cannot be read; null: all can. */
  readonly unreadable: number | null;
}

/** Rebuilds an item from its stream. */
export async function replay(db: Db, stream: StreamId): Promise<Replayed> {
  const rows: CausedRow[] = [];
  let state: ItemState | null = null;
  for await (const page of eventPages(db, stream))
    for (const event of page) {
      try {
        const advanced: Advanced = advance(state, [recordedOf(event)], stream);
        rows.push(...advanced.rows);
        state = advanced.state;
      } catch {
        return { state, rows, unreadable: event.seq };
      }
    }
  return { state, rows, unreadable: null };
}

/** The events of an item, read. Throws where one cannot be. */
export async function storyOf(db: Db, stream: StreamId): Promise<readonly RecordedItemEvent[]> {
  return (await readEvents(db, stream)).map(recordedOf);
}

/** The same of many items at once, up to an instant if one is given; one without events has none. */
export async function storiesOf(
  db: Db,
  streams: readonly StreamId[],
  until?: Instant,
): Promise<ReadonlyMap<StreamId, readonly RecordedItemEvent[]>> {
  const found = new Map<StreamId, RecordedItemEvent[]>(streams.map((stream) => [stream, []]));
  for (const part of chunks(streams)) {
    const rows = await db
      .selectFrom('events')
      .select(columnsOf('events'))
      .where('stream', 'in', part)
      .$if(until !== undefined, (asked) => asked.where('at', '<=', until ?? null))
      .orderBy('stream')
      .orderBy('seq')
      .execute();
    for (const row of rows) found.get(row.stream)?.push(recordedOf(toEvent(row)));
  }
  return found;
}

/**
 * The item event that a journal event holds; what its chain vouches for is taken at its word. Throws LedgerFault
 * `ledger-newer` for one of a type that this program does not know.
 */
export function recordedOf(event: ChainedEvent): RecordedItemEvent {
  const { type, body, seq, at, actor, requestKey } = event;
  if (!isItemEventType(type)) throw new LedgerFault(faults.newerEvent(event.stream, seq, type));
  const written: Json<ItemEvent> = `{"type":${JSON.stringify(type)},"body":${body}}`;
  return { ...fromJson(written), seq, at, actor, requestKey };
}
