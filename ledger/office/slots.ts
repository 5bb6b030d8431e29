import { dateOf, type CivilDate, type Instant } from '../../domain/time';
import type { Office } from '../../domain/office';
import { MAILROOM } from '../../domain/journal/streams';
import { appendOne } from '../journal/journal';
import type { Db } from '../database/schema';

/** The last slot composed to its end; null before the first. */
export async function lastComposed(db: Db): Promise<CivilDate | null> {
  const row = await db.selectFrom('slots').select('slot').orderBy('slot', 'desc').limit(1).executeTakeFirst();
  return row?.slot ?? null;
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
