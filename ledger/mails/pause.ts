import { MAILROOM } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import { owe } from '../journal/errands';
import { recall } from '../journal/requests';
import type { Db } from '../database/schema';
import { fromJson, toJson, type Json } from '../database/stored';
import type { JournalChange } from '../journal/journal';
import { note } from '../journal/note';

const PAUSE_NAME = 'paused';

interface Pause {
  readonly reason: string;
  readonly since: Instant;
}

/** Why and since when all sending is paused (暂停发信); null when it is not. */
export async function paused(db: Db): Promise<Pause | null> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', PAUSE_NAME)
    .executeTakeFirst();
  if (!row) return null;
  const value: Json<Pause> = row.value;
  return fromJson(value);
}

/**
 * Pauses or resumes all sending: one event with the reason, and a row that every claim reads. Asked for what is so
 * already, or under a key used before, it writes nothing.
 */
export async function setPaused(db: Db, on: boolean, reason: string, by: JournalChange): Promise<void> {
  if (await recall(db, MAILROOM, by.requestKey)) return;
  if (((await paused(db)) !== null) === on) return;
  await note(db, on ? 'sendingPaused' : 'sendingResumed', { reason }, by);
  if (on)
    await db
      .insertInto('settings')
      .values({ name: PAUSE_NAME, value: toJson({ reason, since: by.now }) })
      .execute();
  else {
    await db.deleteFrom('settings').where('name', '=', PAUSE_NAME).execute();
    await owe(db, 'resume', { type: 'kick', cause: by.requestKey });
  }
}
