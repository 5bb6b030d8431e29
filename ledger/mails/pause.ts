import { MAILROOM } from '../../domain/journal/streams';
import { instant, type Instant } from '../../domain/time';
import type { Pause } from '../../domain/view/pause';
import { owe } from '../journal/errands';
import { recall } from '../journal/requests';
import type { Db } from '../database/schema';
import { jsonIn, toJson, type Json } from '../database/stored';
import { streamEnd, type JournalChange } from '../journal/journal';
import { note } from '../journal/note';

const PAUSE_NAME = 'paused';

/** Why, since when and until when all sending is paused; null when it is not. */
export async function paused(db: Db): Promise<Pause | null> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', PAUSE_NAME)
    .executeTakeFirst();
  if (!row) return null;
  const value: Json<Pause> = row.value;
  // Claims look at the row alone.
  return jsonIn(value) ?? { reason: '暂停的记载已损坏，请恢复发信', since: instant(0), until: null };
}

/** Whether there is nothing to end at a moment: no pause, one without an end, or one whose time is not over. */
export const isPauseInTime = (pause: Pause | null, now: Instant): boolean =>
  pause?.until == null || now < pause.until;

/** The pause that holds at a moment; one whose time is over ends with this look, and no other that was begun meanwhile. */
export async function pauseAt(db: Db, now: Instant): Promise<Pause | null> {
  const pause = await paused(db);
  if (pause === null || isPauseInTime(pause, now)) return pause;
  const by = { actor: 'duban', now, requestKey: `pause-over/${pause.since}` };
  await setPaused(db, false, '到了所定的时间', by);
  return null;
}

/**
 * Pauses or resumes all sending: one event with the reason, and a row that every claim reads. A pause may end by itself;
 * given another end it begins anew. Asked for what is so already, or under a key used before, it writes nothing.
 */
export async function setPaused(
  db: Db,
  on: boolean,
  reason: string,
  by: JournalChange,
  until: Instant | null = null,
): Promise<void> {
  if (await recall(db, MAILROOM, by.requestKey)) return;
  const before = await paused(db);
  if (on ? before?.until === until : before === null) return;
  await note(db, on ? 'sendingPaused' : 'sendingResumed', on ? { reason, until } : { reason }, by);
  await db.deleteFrom('settings').where('name', '=', PAUSE_NAME).execute();
  if (on) {
    // As the journal has it, which never goes back, whatever clock told `now`.
    const { at: since } = await streamEnd(db, MAILROOM);
    await db
      .insertInto('settings')
      .values({ name: PAUSE_NAME, value: toJson({ reason, since, until }) })
      .execute();
  }
  // A mailroom that sleeps has to learn when the pause ends.
  if (!on || until !== null) await owe(db, 'resume', { type: 'kick', cause: by.requestKey });
}
