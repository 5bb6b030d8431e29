import { randomBytes } from 'node:crypto';
import { digestOf } from '../../domain/journal/canonical';
import { OFFICE } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import { appendOne } from '../journal/journal';
import type { Db } from '../database/schema';

/** Body of `personKept` and, without a digest, of `personErased`, in the stream `office`. */
export interface PersonNoted {
  readonly ref: string;
  readonly person?: string;
}

/** What the journal keeps of a name: nothing that can be guessed once the random number is erased. */
export const personDigest = (name: string, blind: string): string => digestOf([name, blind]);

const noted = (db: Db, type: string, body: PersonNoted, now: Instant) =>
  appendOne(db, OFFICE, { type, body, at: now, actor: 'duban', requestKey: null });

/** Keeps the name of a person spoken to outside the journal, which has a digest; an empty name erases it. Idempotent. */
export async function setPerson(db: Db, ref: string, name: string, now: Instant): Promise<void> {
  const kept = await db.selectFrom('persons').select('name').where('ref', '=', ref).executeTakeFirst();
  if ((kept?.name ?? '') === name) return;
  await db.deleteFrom('persons').where('ref', '=', ref).execute();
  if (name === '') {
    await noted(db, 'personErased', { ref }, now);
    return;
  }
  const blind = randomBytes(32).toString('hex');
  await db.insertInto('persons').values({ ref, name, blind }).execute();
  await noted(db, 'personKept', { ref, person: personDigest(name, blind) }, now);
}
