import { digestOf } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import { appendParts, type JournalChange } from './journal';
import { recall, remember } from './requests';
import type { Db } from '../database/schema';

/** Appends an event to the stream `mailroom` (slots missed, items that did not begin …); under a key it used before it writes nothing. */
export const note = (db: Db, type: string, body: object, by: JournalChange): Promise<void> =>
  noteParts(db, type, [body], by);

/** Appends what one event cannot hold, in parts, as `note` does an event. */
export async function noteParts(
  db: Db,
  type: string,
  bodies: readonly object[],
  by: JournalChange,
): Promise<void> {
  const { requestKey, actor, now } = by;
  if (await recall(db, MAILROOM, requestKey)) return;
  const { seq } = await appendParts(db, MAILROOM, { type, bodies, at: now, actor, requestKey });
  const answer = { ok: true, seq, status: type } as const;
  await remember(db, MAILROOM, { key: requestKey, digest: notedDigest(type, bodies), answer, seq });
}

/** The digest under which what was noted is remembered: of all its parts. */
export const notedDigest = (type: string, bodies: readonly object[]): string => digestOf([type, ...bodies]);
