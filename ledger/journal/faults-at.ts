import { sql } from 'kysely';
import type { ItemFault } from '../../domain/digest/sound';
import { MAILROOM } from '../../domain/journal/streams';
import type { CivilDate, Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { note } from './note';

const PREFIX = 'fault/';

/** A slot and the moment at which something was made for it. */
export interface FaultMoment {
  readonly slot: CivilDate;
  readonly now: Instant;
}

const noteStreamFault = (
  db: Db,
  type: string,
  name: string,
  body: object,
  { slot, now }: FaultMoment,
): Promise<void> =>
  note(db, type, { ...body, slot }, { actor: 'duban', now, requestKey: `${PREFIX}${name}/${slot}` });

/** Journals that the rules failed at an item, in its agenda or in a mail: once for a slot. */
export const noteItemFault = (db: Db, { stream, why }: ItemFault, at: FaultMoment): Promise<void> =>
  noteStreamFault(db, 'itemFaulted', stream, { stream, why }, at);

/** Journals that a mail could not be written, at no fault of any item by itself: once for a slot. */
export const noteMailFault = (db: Db, to: string, why: string, at: FaultMoment): Promise<void> =>
  noteStreamFault(db, 'mailFaulted', `mail/${to}`, { to, why }, at);

/** In a query of `items`: that the rules have failed at the item for a slot. */
export const itemFaultAt = (db: Db, slot: CivilDate) =>
  db
    .selectFrom('requests')
    .select('requests.key')
    .where('requests.stream', '=', MAILROOM)
    .where('requests.key', '=', sql<string>`${PREFIX} || items.stream || ${`/${slot}`}`);

/** At what the rules failed for a slot, by name: streams of items, and mail/<addressee>. */
export async function faultsAt(db: Db, slot: CivilDate): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('requests')
    .select('key')
    .where('stream', '=', MAILROOM)
    .where('key', 'like', `${PREFIX}%/${slot}`)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key.slice(PREFIX.length, -slot.length - 1));
}
