import { digestOf } from '../../domain/journal/canonical';
import { MAILROOM, OFFICE } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { appendParts, type JournalChange } from './journal';
import { recall, remember } from './requests';
import type { Db } from '../database/schema';

/** Appends an event to the stream `mailroom` (slots missed, items that did not begin …), once for a request key. */
export const note = (db: Db, type: string, body: object, by: JournalChange): Promise<void> =>
  noteParts(db, type, [body], by);

/** Appends what one event cannot hold, in parts, as `note` does an event. */
export async function noteParts(
  db: Db,
  type: string,
  bodies: readonly object[],
  by: JournalChange,
): Promise<void> {
  await noteOnce(db, MAILROOM, { type, bodies }, by);
}

/** Appends an event about access (signed in, refused, exported …) to the stream `office`, once: ids of accounts only. */
export const noteAccess = (db: Db, type: string, body: object, by: JournalChange): Promise<boolean> =>
  noteOnce(db, OFFICE, { type, bodies: [body] }, by);

/** False, and nothing is appended, under a request key that was used before: a form that is sent twice is done once. */
async function noteOnce(
  db: Db,
  stream: StreamId,
  { type, bodies }: { readonly type: string; readonly bodies: readonly object[] },
  { actor, now, requestKey }: JournalChange,
): Promise<boolean> {
  if (await recall(db, stream, requestKey)) return false;
  const { seq } = await appendParts(db, stream, { type, bodies, at: now, actor, requestKey });
  const answer = { ok: true, seq, status: type } as const;
  await remember(db, stream, { key: requestKey, digest: notedDigest(type, bodies), answer, seq });
  return true;
}

/** The digest under which what was noted is remembered: of all its parts. */
export const notedDigest = (type: string, bodies: readonly object[]): string => digestOf([type, ...bodies]);
