import { digestOf } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import { appendOne, type JournalChange } from './journal';
import { recall, remember } from './requests';
import type { Db } from '../database/schema';

/** Appends an event to the stream `mailroom` (slots missed, items that did not begin …); under a key it used before it writes nothing. */
export async function note(db: Db, type: string, body: object, by: JournalChange): Promise<void> {
  const { requestKey, actor, now } = by;
  if (await recall(db, MAILROOM, requestKey)) return;
  const { seq } = await appendOne(db, MAILROOM, { type, body, at: now, actor, requestKey });
  const answer = { ok: true, seq, status: type } as const;
  await remember(db, MAILROOM, { key: requestKey, digest: digestOf([type, body]), answer, seq });
}
