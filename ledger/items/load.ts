import type { StreamId } from '../../domain/journal/types';
import type { ItemState } from '../../domain/item/types';
import type { CivilDate } from '../../domain/time';
import type { Db } from '../database/schema';
import { chunks, fromJson } from '../database/stored';

export interface ItemFilter {
  readonly notice?: string;
  readonly unit?: string;
  readonly open?: boolean;
}

/** The state of an item; null when it was not issued, or has not recorded yet. */
export async function storedItem(db: Db, stream: StreamId): Promise<ItemState | null> {
  const row = await db.selectFrom('items').select('state').where('stream', '=', stream).executeTakeFirst();
  return row?.state ? fromJson(row.state) : null;
}

/** The slot for which an item looks at its agenda next; null: nothing is ahead, or it has not recorded yet. */
export async function loadNextSlot(db: Db, stream: StreamId): Promise<CivilDate | null> {
  const row = await db
    .selectFrom('items')
    .select('next_slot')
    .where('stream', '=', stream)
    .executeTakeFirst();
  return row?.next_slot ?? null;
}

/** The states of recorded items that fit a filter, in the order of their streams. */
export async function loadItems(db: Db, filter: ItemFilter): Promise<readonly ItemState[]> {
  let query = db.selectFrom('items').select('state').where('state', 'is not', null).orderBy('stream');
  if (filter.notice !== undefined) query = query.where('notice', '=', filter.notice);
  if (filter.open !== undefined) query = query.where('open', '=', filter.open ? 1 : 0);
  if (filter.unit !== undefined) {
    const { unit } = filter;
    query = query.where('stream', 'in', (sub) =>
      sub.selectFrom('assignments').select('assignments.stream').where('unit', '=', unit),
    );
  }
  return states(await query.execute());
}

/** States as they are stored, and the items whose state is no JSON any more. */
export interface ReadItems {
  readonly states: readonly ItemState[];
  readonly unreadable: readonly StreamId[];
}

/** The states of these streams, without those that have none; one that cannot be read keeps nobody from the others. */
export async function readItems(db: Db, streams: readonly StreamId[]): Promise<ReadItems> {
  const rows: StoredState[] = [];
  for (const part of chunks(streams))
    rows.push(...(await storedStates(db).where('stream', 'in', part).execute()));
  return readStates(rows);
}

/** The states of all open items. */
export const readOpenItems = async (db: Db): Promise<ReadItems> =>
  readStates(
    await storedStates(db)
      .where('open', '=', (x) => x.lit(1))
      .execute(),
  );

type StoredState = Awaited<ReturnType<ReturnType<typeof storedStates>['execute']>>[number];

const storedStates = (db: Db) => db.selectFrom('items').select(['stream', 'state']);

function readStates(rows: readonly StoredState[]): ReadItems {
  const found: ItemState[] = [];
  const unreadable: StreamId[] = [];
  for (const row of rows) {
    try {
      found.push(...states([row]));
    } catch {
      unreadable.push(row.stream);
    }
  }
  return { states: found, unreadable };
}

/** Streams of the open items in which these units still have something to do. */
export async function openStreamsOf(db: Db, units: readonly string[]): Promise<readonly StreamId[]> {
  const found = new Set<StreamId>();
  for (const part of chunks(units)) {
    const rows = await db
      .selectFrom('assignments')
      .select('stream')
      .distinct()
      .where('unit', 'in', part)
      .where('open', '=', 1)
      .execute();
    for (const { stream } of rows) found.add(stream);
  }
  return [...found];
}

const states = (rows: readonly { readonly state: Parameters<typeof fromJson<ItemState>>[0] | null }[]) =>
  rows.flatMap(({ state }) => (state === null ? [] : [fromJson(state)]));
