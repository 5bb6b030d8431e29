import { randomBytes } from 'node:crypto';
import { digestOf } from '../../domain/journal/canonical';
import { OFFICE } from '../../domain/journal/streams';
import { appendOne, type JournalChange } from '../journal/journal';
import type { Db } from '../database/schema';

/** Body of `personKept` and, without a digest, of `personErased`, in the stream `office`. */
export interface PersonNoted {
  readonly ref: string;
  readonly person?: string;
}

/** What the journal keeps of a name: nothing that can be guessed once the random number is erased. */
export const personDigest = (name: string, blind: string): string => digestOf([name, blind]);

const noted = (
  db: Db,
  type: string,
  body: PersonNoted,
  { actor, now }: Pick<JournalChange, 'actor' | 'now'>,
) => appendOne(db, OFFICE, { type, body, at: now, actor, requestKey: null });

/**
 * Keeps the name of a person spoken to outside the journal, which has a digest. False, and nothing changes, when a name
 * stands there already: who was called is never written over.
 */
export async function keepPerson(
  db: Db,
  ref: string,
  name: string,
  by: Pick<JournalChange, 'actor' | 'now'>,
): Promise<boolean> {
  if (await isPersonKept(db, ref)) return false;
  const blind = randomBytes(32).toString('hex');
  await db.insertInto('persons').values({ ref, name, blind }).execute();
  await noted(db, 'personKept', { ref, person: personDigest(name, blind) }, by);
  return true;
}

/** Erases the name of a person spoken to. Idempotent. */
export async function erasePerson(
  db: Db,
  ref: string,
  by: Pick<JournalChange, 'actor' | 'now'>,
): Promise<void> {
  if (!(await isPersonKept(db, ref))) return;
  await db.deleteFrom('persons').where('ref', '=', ref).execute();
  await noted(db, 'personErased', { ref }, by);
}

const isPersonKept = async (db: Db, ref: string): Promise<boolean> =>
  (await db.selectFrom('persons').select('ref').where('ref', '=', ref).executeTakeFirst()) !== undefined;
