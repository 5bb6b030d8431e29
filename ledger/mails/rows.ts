import type { Selectable } from 'kysely';
import { takenKeys } from '../../domain/digest/mail-ref';
import type { Addressee, Edition } from '../../domain/digest/types';
import type { OutboxRow } from '../../domain/item/outbox';
import type { StreamId } from '../../domain/journal/types';
import type { UnitId } from '../../domain/roster/types';
import type { CivilDate } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { Db, Schema } from '../database/schema';
import { chunks, jsonIn } from '../database/stored';
import { editionIn } from './edition';

/** Raised and not waiting for an approval; of items closed since, only their changes. */
const raisedAtAll = (db: Db) =>
  db
    .selectFrom('outbox')
    .innerJoin('items', 'items.stream', 'outbox.stream')
    .where('outbox.waits', '=', 0)
    .where((x) => x.or([x('items.open', '=', 1), x('outbox.rung', '=', 'C')]));

/** Raised for this slot or an earlier one. */
const raisedBy = (db: Db, slot: CivilDate) => raisedAtAll(db).where('outbox.slot', '<=', slot);

/** Units and audiences for whom something is raised and in no mail yet. */
export const unitsWaiting = (
  db: Db,
  slot: CivilDate,
): Promise<readonly { readonly unit: UnitId; readonly audience: OutboxRow['audience'] }[]> =>
  raisedBy(db, slot)
    .where('outbox.mail', 'is', null)
    .select(['outbox.unit', 'outbox.audience'])
    .distinct()
    .execute();

/** Raised rows, and the items of those that cannot be read any more: these keep nobody from the others. */
export interface RowsRead {
  readonly rows: readonly OutboxRow[];
  readonly broken: readonly StreamId[];
}

type StoredRow = Pick<Selectable<Schema['outbox']>, 'row' | 'stream'>;

function rowsIn(stored: readonly StoredRow[]): RowsRead {
  const [rows, broken]: [OutboxRow[], StreamId[]] = [[], []];
  for (const { row, stream } of stored) {
    const read = jsonIn(row);
    if (read) rows.push(read);
    else broken.push(stream);
  }
  return { rows, broken };
}

/** Rows of these units that are in no mail yet; where others write they stay as they are until the transaction ends. */
export async function freeRows(db: Db, slot: CivilDate, units: readonly UnitId[]): Promise<RowsRead> {
  const found: StoredRow[] = [];
  for (const part of chunks(units)) {
    const rows = await raisedBy(db, slot)
      .where('outbox.mail', 'is', null)
      .where('outbox.unit', 'in', part)
      .select(['outbox.row', 'outbox.stream'])
      .orderBy('outbox.key')
      .$if(sharesRows(db), (q) => q.forNoKeyUpdate('outbox'))
      .execute();
    found.push(...rows);
  }
  return rowsIn(found);
}

/** All rows that are in no mail yet, whatever their slot. */
export async function waitingRows(db: Db): Promise<readonly OutboxRow[]> {
  const rows = await raisedAtAll(db)
    .where('outbox.mail', 'is', null)
    .select(['outbox.row', 'outbox.stream'])
    .orderBy('outbox.key')
    .execute();
  return rowsIn(rows).rows;
}

/**
 * Rows that briefings and reviewers' editions tell: several people read the same row, and a change stands in the unit's
 * own mail too, so those that a mail of this very slot has taken count as well.
 */
export async function officeRows(db: Db, slot: CivilDate): Promise<RowsRead> {
  const rows = await raisedBy(db, slot)
    .leftJoin('mails', 'mails.key', 'outbox.mail')
    .where((x) => x.or([x('outbox.mail', 'is', null), x('mails.slot', '=', slot)]))
    .where((x) => x.or([x('outbox.audience', 'in', ['coordinator', 'reviewer']), x('outbox.rung', '=', 'C')]))
    .select(['outbox.row', 'outbox.stream'])
    .orderBy('outbox.key')
    .execute();
  return rowsIn(rows);
}

/**
 * Gives the rows that an edition tells to its mail; rows that have one keep it. The condition names keys alone: asked
 * for rows without a mail too, SQLite walks through all of those.
 */
export async function takeRows(db: Db, edition: Edition): Promise<void> {
  for (const part of chunks(takenKeys(edition)))
    await db
      .updateTable('outbox')
      .set((x) => ({ mail: x.fn.coalesce('mail', x.val(edition.key)) }))
      .where('key', 'in', part)
      .execute();
}

/** A mail that gives rows back. */
export interface Giver {
  readonly key: string;
  readonly slot: CivilDate;
  readonly unit: UnitId | null;
  readonly audience: Addressee['audience'];
}

/**
 * Frees the rows of a mail for the next slot, except `kept`. What another coordinator or reviewer was told by a mail of
 * the same slot passes to that mail instead: no rung is told twice.
 */
export async function giveBack(db: Db, mail: Giver, kept: readonly string[] = []): Promise<void> {
  const held = await db.selectFrom('outbox').select('key').where('mail', '=', mail.key).execute();
  const keeps = new Set(kept);
  let given = held.map(({ key }) => key).filter((key) => !keeps.has(key));
  if (given.length > 0 && mail.unit === null) given = await passOn(db, mail, given);
  for (const part of chunks(given))
    await db.updateTable('outbox').set({ mail: null }).where('key', 'in', part).execute();
}

/** Gives rows to other mails of the slot that tell them; those that no other tells. */
async function passOn(db: Db, mail: Giver, rows: readonly string[]): Promise<string[]> {
  const others = await db
    .selectFrom('mails')
    .select(['key', 'edition'])
    .where('slot', '=', mail.slot)
    .where('audience', '=', mail.audience)
    .where('unit', 'is', null)
    .where('key', '<>', mail.key)
    .where('state', 'in', ['ready', 'sending', 'sent', 'unknown'])
    .orderBy('key')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();
  const left = new Set(rows);
  for (const { key, edition } of others) {
    const other = editionIn(edition);
    const told = other ? takenKeys(other).filter((row) => left.delete(row)) : [];
    for (const part of chunks(told))
      await db.updateTable('outbox').set({ mail: key }).where('key', 'in', part).execute();
  }
  return [...left];
}
