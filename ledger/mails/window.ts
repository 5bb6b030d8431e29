import { sql } from 'kysely';
import type { Office } from '../../domain/office';
import { windowOf } from '../../domain/slot';
import { instant, plusDays, plusMs, type CivilDate, type Instant } from '../../domain/time';
import { sharesRows } from '../database/locks';
import type { OfficeReader } from '../office/office';
import type { Db } from '../database/schema';
import { LEFT_BEHIND_MS, recoverLeft } from './claim';
import { journalDeliveries } from './deliveries';
import { endUnsent } from './half-sent';
import { OF_SLOT } from '../database/tables/mails';

/** Digests of slots before this one that are still ready become missed, and their rows free; how many. */
export async function expireDigests(db: Db, before: CivilDate, now: Instant): Promise<number> {
  const late = await db
    .selectFrom('mails')
    .select(['key', 'slot', 'unit', 'audience'])
    .where('state', '=', 'ready')
    .where('kind', 'in', OF_SLOT)
    .where('slot', '<', before)
    .orderBy('key')
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();
  for (const mail of late) await endUnsent(db, mail, 'missed', now);
  return late.length;
}

/**
 * At the end of a window: digests of its day that are still ready become missed (未发), their rows free for the next
 * slot; letters, urges and answers stay ready. Before the window's end nothing happens.
 */
export async function endWindow(
  db: Db,
  slot: CivilDate,
  now: Instant,
  officeOf: OfficeReader,
): Promise<{ readonly missed: number }> {
  const office: Office = await officeOf(db);
  if (now < windowOf(office, slot).to) return { missed: 0 };
  await recoverLeft(db, { now }, officeOf);
  const missed = await expireDigests(db, plusDays(slot, 1), now);
  await journalDeliveries(db, now);
  return { missed };
}

/** Mails that wait. */
interface PendingMails {
  readonly ready: number;
  readonly sending: number;
  /** The earliest instant from now on at which there is something to do about one; null: nothing waits. */
  readonly next: Instant | null;
  /** The same, though it be over. */
  readonly since: Instant | null;
}

/**
 * Mails that wait or are on their way, and the earliest instant at which there is something to do about one: a ready
 * one may be tried, or one that nobody settled is taken back.
 */
export async function pending(db: Db, now: Instant): Promise<PendingMails> {
  const rows = await db
    .selectFrom('mails')
    .select([
      'state',
      sql<number>`count(*)`.as('n'),
      sql<Instant>`min(next_try)`.as('next_try'),
      sql<Instant>`min(claimed_at)`.as('claimed_at'),
    ])
    .where('state', 'in', ['ready', 'sending'])
    .where('act', 'is', null)
    .groupBy('state')
    .execute();
  const ready = rows.find(({ state }) => state === 'ready');
  const sending = rows.find(({ state }) => state === 'sending');
  const moments = [
    ...(ready ? [ready.next_try] : []),
    ...(sending ? [plusMs(sending.claimed_at, LEFT_BEHIND_MS)] : []),
  ];
  const since = moments.length > 0 ? instant(Math.min(...moments)) : null;
  return {
    ready: ready?.n ?? 0,
    sending: sending?.n ?? 0,
    next: since === null ? null : instant(Math.max(now, since)),
    since,
  };
}
