import type { MailKind } from '../../domain/digest/types';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import { startOfDay, type Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { officeDay } from '../office/slots';
import { chunks } from '../database/stored';

/** One end of a letter that came on a later day than its first. */
interface DelayedLetter {
  readonly mail: string;
  /** 0, and one more for each time that it was sent again. */
  readonly round: number;
}

/** A mail that has just ended, and since when it could have left. */
export interface EndedMail {
  readonly key: string;
  readonly kind: MailKind;
  readonly round: number;
  readonly ready_at: Instant;
}

/** Notes, with the end itself, a letter that has gone or bounced on a later day than its first: its items have to be signalled. */
export async function noteDelayed(
  db: Db,
  { key: mail, kind, round, ready_at: readyAt }: EndedMail,
  office: Office,
  now: Instant,
): Promise<void> {
  if (kind !== 'letter' || readyAt >= startOfDay(officeDay(office, now), office.calendar.zone)) return;
  await db
    .insertInto('delayed_letters')
    .values({ mail, round })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** The delayed letters whose items have not been signalled yet, and these items. */
export async function delayedLetters(
  db: Db,
): Promise<{ readonly letters: readonly DelayedLetter[]; readonly items: readonly StreamId[] }> {
  const letters = await db
    .selectFrom('delayed_letters')
    .select(['mail', 'round'])
    .orderBy('mail')
    .orderBy('round')
    .execute();
  const items = new Set<StreamId>();
  for (const part of chunks(letters)) {
    const named = await db
      .selectFrom('mail_items')
      .select('stream')
      .where(
        'mail',
        'in',
        part.map(({ mail }) => mail),
      )
      .orderBy('stream')
      .execute();
    for (const { stream } of named) items.add(stream);
  }
  return { letters, items: [...items] };
}

/** Forgets delayed letters whose items have been signalled. One that has ended once more meanwhile is another. */
export async function forgetDelayed(db: Db, letters: readonly DelayedLetter[]): Promise<void> {
  for (const { mail, round } of letters)
    await db.deleteFrom('delayed_letters').where('mail', '=', mail).where('round', '=', round).execute();
}
