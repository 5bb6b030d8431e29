import { sql, type Selectable } from 'kysely';
import type { Addressee, Edition, MailKind } from '../../domain/digest/types';
import type { CivilDate, Instant } from '../../domain/time';
import { columnsOf, type Db, type Schema } from '../database/schema';
import type { MailState } from '../database/tables/mails';
import { editionOf, toOf } from './edition';

export interface MailRow {
  readonly key: string;
  readonly kind: MailKind;
  readonly to: Addressee;
  readonly slot: CivilDate;
  readonly state: MailState;
  readonly messageId: string;
  readonly edition: Edition;
  readonly composedAt: Instant;
  readonly readyAt: Instant;
  readonly settledAt: Instant | null;
  readonly response: string | null;
}

interface MailFilter {
  readonly state?: MailState;
  readonly kind?: MailKind;
  readonly unit?: string;
  readonly notice?: string;
  readonly limit?: number;
}

/** Mails that fit a filter, the latest first. A notice's are those that list one of its items. */
export async function listMails(db: Db, filter: MailFilter): Promise<readonly MailRow[]> {
  const { state, kind, unit, notice, limit } = filter;
  let query = db.selectFrom('mails').select(columnsOf('mails')).orderBy('composed_at', 'desc').orderBy('key');
  if (state !== undefined) query = query.where('state', '=', state);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (unit !== undefined) query = query.where('unit', '=', unit);
  if (limit !== undefined) query = query.limit(limit);
  if (notice !== undefined)
    query = query.where('key', 'in', (sub) =>
      sub
        .selectFrom('mail_items')
        .innerJoin('items', 'items.stream', 'mail_items.stream')
        .select('mail_items.mail')
        .where('items.notice', '=', notice),
    );
  return (await query.execute()).map(mailRow);
}

function mailRow(row: Selectable<Schema['mails']>): MailRow {
  const edition = editionOf(row);
  const { key, kind, slot, state, response } = row;
  return {
    key,
    kind,
    to: edition.to,
    slot,
    state,
    messageId: row.message_id,
    edition,
    composedAt: row.composed_at,
    readyAt: row.ready_at,
    settledAt: row.settled_at,
    response,
  };
}

/** A letter of assignment, without what it says. */
export type LetterRow = Pick<MailRow, 'to' | 'state' | 'settledAt' | 'readyAt'>;

/** Letters that are listed, the latest. */
const MOST_LETTERS = 100_000;

/** Letters of one unit or of all, the latest first. */
export async function listLetters(db: Db, { unit }: Pick<MailFilter, 'unit'>): Promise<readonly LetterRow[]> {
  let query = db
    .selectFrom('mails')
    .select(['addressee', 'audience', 'state', 'settled_at', 'ready_at'])
    .where('kind', '=', 'letter')
    .orderBy('composed_at', 'desc')
    .orderBy('key')
    .limit(MOST_LETTERS);
  if (unit !== undefined) query = query.where('unit', '=', unit);
  return (await query.execute()).map(({ addressee, audience, state, settled_at, ready_at }) => ({
    to: toOf(addressee, audience),
    state,
    settledAt: settled_at,
    readyAt: ready_at,
  }));
}

/** How many mails are in each state. */
export async function mailCounts(db: Db): Promise<Readonly<Partial<Record<MailState, number>>>> {
  const rows = await db
    .selectFrom('mails')
    .select((e) => ['state', e.fn.countAll<number | string>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** Since when the mail that has waited longest is ready; null: none waits. Urges of an act under way are not counted. */
export async function oldestReady(db: Db): Promise<Instant | null> {
  const { since } = await db
    .selectFrom('mails')
    .select((x) => x.fn.min('ready_at').as('since'))
    .where('state', '=', 'ready')
    .where('act', 'is', null)
    .executeTakeFirstOrThrow();
  return since;
}

/** A mail that went, without what it says. */
export type SentMail = Pick<MailRow, 'key' | 'kind' | 'slot' | 'to' | 'settledAt'>;

/** All mails that went, by their slots. */
export async function listSentMails(db: Db): Promise<readonly SentMail[]> {
  const rows = await db
    .selectFrom('mails')
    .select(['key', 'kind', 'slot', 'addressee', 'audience', 'settled_at'])
    .where('state', '=', 'sent')
    .orderBy('slot')
    .orderBy('key')
    .execute();
  return rows.map(({ addressee, audience, settled_at, ...mail }) => ({
    ...mail,
    to: toOf(addressee, audience),
    settledAt: settled_at,
  }));
}

/** How many mails of each kind went in each month, until a day. */
export async function countSentMails(
  db: Db,
  until: CivilDate,
): Promise<readonly { readonly month: string; readonly kind: MailKind; readonly count: number }[]> {
  const month = sql<string>`substr(slot, 1, 7)`;
  const rows = await db
    .selectFrom('mails')
    .select((x) => [month.as('month'), 'kind', x.fn.countAll<number | string>().as('count')])
    .where('state', '=', 'sent')
    .where('slot', '<=', until)
    .groupBy(['month', 'kind'])
    .execute();
  return rows.map(({ count, ...of }) => ({ ...of, count: Number(count) }));
}

/** One mail; null when there is none under this key. */
export async function mailByKey(db: Db, key: string): Promise<MailRow | null> {
  const row = await db
    .selectFrom('mails')
    .select(columnsOf('mails'))
    .where('key', '=', key)
    .executeTakeFirst();
  return row ? mailRow(row) : null;
}
