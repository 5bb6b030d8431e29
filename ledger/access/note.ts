import { digestOf } from '../../domain/journal/canonical';
import { OFFICE } from '../../domain/journal/streams';
import { appendOne, type JournalChange } from '../journal/journal';
import { recall, remember } from '../journal/requests';
import type { Db } from '../database/schema';

/**
 * Appends an event about access (signed in, refused, exported …) to the stream `office`: ids of accounts only. False, and
 * nothing is appended, under a request key that was used before: a form that is sent twice is done once.
 */
export async function noteAccess(db: Db, type: string, body: object, by: JournalChange): Promise<boolean> {
  const { actor, now, requestKey } = by;
  if (await recall(db, OFFICE, requestKey)) return false;
  const { seq } = await appendOne(db, OFFICE, { type, body, at: now, actor, requestKey });
  const answer = { ok: true, seq, status: type } as const;
  await remember(db, OFFICE, { key: requestKey, digest: digestOf([type, body]), answer, seq });
  return true;
}
