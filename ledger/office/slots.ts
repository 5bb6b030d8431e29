import { dateOf, type CivilDate, type Instant } from '../../domain/time';
import type { Office } from '../../domain/office';
import { MAILROOM } from '../../domain/journal/streams';
import { OF_SLOT } from '../database/tables/mails';
import { appendOne } from '../journal/journal';
import type { Db } from '../database/schema';

/** The last slot composed to its end; null before the first. */
export async function lastComposed(db: Db): Promise<CivilDate | null> {
  const row = await db.selectFrom('slots').select('slot').orderBy('slot', 'desc').limit(1).executeTakeFirst();
  return row?.slot ?? null;
}

/** A slot composed to its end, when that was, and when its last digest went; null: none has. */
export interface SlotMarks {
  readonly slot: CivilDate;
  readonly composedAt: Instant;
  readonly lastSentAt: Instant | null;
}

/** The last slot composed to its end, with its moments; null before the first. */
export async function slotMarks(db: Db): Promise<SlotMarks | null> {
  const row = await db
    .selectFrom('slots')
    .select(['slot', 'composed_at'])
    .orderBy('slot', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { last } = await db
    .selectFrom('mails')
    .select((x) => x.fn.max('settled_at').as('last'))
    .where('slot', '=', row.slot)
    .where('kind', 'in', OF_SLOT)
    .where('state', '=', 'sent')
    .executeTakeFirstOrThrow();
  return { slot: row.slot, composedAt: row.composed_at, lastSentAt: last };
}

/** Body of `slotComposed` in the stream `mailroom`. */
export interface SlotComposed {
  readonly slot: CivilDate;
  readonly at: Instant;
}

/** Marks a slot as composed to its end; again: nothing. */
export async function markComposed(db: Db, slot: CivilDate, now: Instant): Promise<void> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('slots')
    .values({ slot, composed_at: now })
    .onConflict((c) => c.column('slot').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return;
  const body: SlotComposed = { slot, at: now };
  await appendOne(db, MAILROOM, { type: 'slotComposed', body, at: now, actor: 'duban', requestKey: null });
}

/** The civil day of an instant in the office's zone. */
export const officeDay = (office: Office, at: Instant): CivilDate => dateOf(at, office.calendar.zone);
