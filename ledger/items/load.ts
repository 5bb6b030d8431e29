import { sql } from 'kysely';
import type { StreamId } from '../../domain/journal/types';
import type { ItemState } from '../../domain/item/types';
import type { CivilDate } from '../../domain/time';
import { faults, LedgerFault } from '../database/faults';
import type { Db } from '../database/schema';
import { chunks, fromJson, type Json } from '../database/stored';
import { isItemState } from './shape';

export interface ItemFilter {
  readonly notice?: string;
  readonly unit?: string;
  readonly open?: boolean;
}

/** The state in a row. Throws LedgerFault `ledger-inconsistent` when it is no JSON. */
export function stateIn(stream: StreamId, state: Json<ItemState>): ItemState {
  try {
    return fromJson(state);
  } catch {
    throw new LedgerFault(faults.inconsistent(stream));
  }
}

/** The same for those who only read: also when it is not the state of an item. */
function soundState(stream: StreamId, json: Json<ItemState>): ItemState {
  const state = stateIn(stream, json);
  if (!isItemState(state)) throw new LedgerFault(faults.inconsistent(stream));
  return state;
}

/** The state of an item; null when it was not issued, or has not recorded yet. Throws like loadItems. */
export async function storedItem(db: Db, stream: StreamId): Promise<ItemState | null> {
  const row = await db.selectFrom('items').select('state').where('stream', '=', stream).executeTakeFirst();
  return row?.state ? soundState(stream, row.state) : null;
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

/**
 * The states of recorded items that fit a filter, in the order of their streams. Throws LedgerFault `ledger-inconsistent`,
 * which names the first whose state is broken: what rests on all of them is not silently short of one.
 */
export const loadItems = async (db: Db, filter: ItemFilter): Promise<readonly ItemState[]> =>
  states(await filtered(db, filter), soundState);

async function filtered(db: Db, filter: ItemFilter): Promise<readonly StoredState[]> {
  let query = storedStates(db).where('state', 'is not', null).orderBy('stream');
  if (filter.notice !== undefined) query = query.where('notice', '=', filter.notice);
  if (filter.open !== undefined) query = query.where('open', '=', filter.open ? 1 : 0);
  if (filter.unit !== undefined) {
    const { unit } = filter;
    query = query.where('stream', 'in', (sub) =>
      sub.selectFrom('assignments').select('assignments.stream').where('unit', '=', unit),
    );
  }
  return query.execute();
}

/** States as they are stored, and the items whose state cannot be read any more. */
export interface ReadItems {
  readonly states: readonly ItemState[];
  readonly unreadable: readonly StreamId[];
}

/** The states of these streams, without those that have none; one that cannot be read keeps nobody from the others. */
export const readItems = async (db: Db, streams: readonly StreamId[]): Promise<ReadItems> =>
  readStates(await statesOf(db, streams));

/** The states of all open items. */
export const readOpenItems = async (db: Db): Promise<ReadItems> =>
  readStates(
    await storedStates(db)
      .where('open', '=', (x) => x.lit(1))
      .execute(),
  );

type StoredState = Awaited<ReturnType<ReturnType<typeof storedStates>['execute']>>[number];

/** What loadItems gives, of those that are sound; `unreadable`: those whose state is no JSON or none of an item. */
export const readSoundItems = async (db: Db, filter: ItemFilter): Promise<ReadItems> =>
  readStates(await filtered(db, filter), soundState);

/** How many items are open, without reading any. */
export async function countOpen(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('items')
    .select(sql<number>`count(*)`.as('count'))
    .where('open', '=', (x) => x.lit(1))
    .executeTakeFirstOrThrow();
  return count;
}

/** The same of these streams. */
export const readSoundStates = async (db: Db, streams: readonly StreamId[]): Promise<ReadItems> =>
  readStates(await statesOf(db, streams), soundState);

async function statesOf(db: Db, streams: readonly StreamId[]): Promise<readonly StoredState[]> {
  const rows: StoredState[] = [];
  for (const part of chunks(streams))
    rows.push(...(await storedStates(db).where('stream', 'in', part).execute()));
  return rows;
}

const storedStates = (db: Db) => db.selectFrom('items').select(['stream', 'state']);

function readStates(rows: readonly StoredState[], read = stateIn): ReadItems {
  const found: ItemState[] = [];
  const unreadable: StreamId[] = [];
  for (const row of rows) {
    try {
      found.push(...states([row], read));
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

const states = (rows: readonly StoredState[], read: typeof stateIn) =>
  rows.flatMap(({ stream, state }) => (state === null ? [] : [read(stream, state)]));
