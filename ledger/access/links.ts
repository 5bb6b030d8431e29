import { digestOf } from '../../domain/journal/canonical';
import type { Instant } from '../../domain/time';
import { columnsOf, type Db } from '../database/schema';
import type { JournalChange } from '../journal/journal';
import { noteAccess } from '../journal/note';

/** A key that signs links; the newest signs, all that are there are believed. */
export interface LinkKey {
  readonly id: number;
  readonly secret: string;
  readonly since: Instant;
}

/** How often the links of a purpose and subject were ended (作废): those of an earlier generation are void. */
export interface LinkEnd {
  readonly subject: string;
  readonly generation: number;
}

/** What the journal keeps of a key: its secret has too many bits to be guessed. */
export const linkKeyDigest = ({ id, secret, since }: LinkKey): string => digestOf([id, secret, since]);

/** All keys, the newest first. */
export async function linkKeys(db: Db): Promise<readonly LinkKey[]> {
  return db.selectFrom('link_keys').select(columnsOf('link_keys')).orderBy('id', 'desc').execute();
}

/** Puts a new key in front; with `drop` all before it are gone, and every link made with them. Once for a request key. */
export async function rotateLinkKey(db: Db, secret: string, drop: boolean, by: JournalChange): Promise<void> {
  const [newest] = await linkKeys(db);
  const next: LinkKey = { id: (newest?.id ?? 0) + 1, secret, since: by.now };
  const facts = { dropped: drop, key: linkKeyDigest(next) };
  if (!(await noteAccess(db, 'linkKeyRotated', facts, by))) return;
  if (drop) await db.deleteFrom('link_keys').execute();
  await db.insertInto('link_keys').values(next).execute();
}

/** Makes the first key when there is none. */
export async function ensureLinkKey(db: Db, secret: string, by: JournalChange): Promise<void> {
  if ((await linkKeys(db)).length === 0) await rotateLinkKey(db, secret, false, by);
}

/** The generation of links of each subject that was ever ended; of all others it is 0. */
export async function linkEnds(db: Db): Promise<readonly LinkEnd[]> {
  return db.selectFrom('link_ends').select(columnsOf('link_ends')).execute();
}

/** Ends all links of a subject made until now. Once for a request key. */
export async function endLinks(db: Db, subject: string, by: JournalChange): Promise<void> {
  if (!(await noteAccess(db, 'linksEnded', { subject }, by))) return;
  const known = (await linkEnds(db)).find((one) => one.subject === subject);
  const generation = (known?.generation ?? 0) + 1;
  await db
    .insertInto('link_ends')
    .values({ subject, generation })
    .onConflict((c) => c.column('subject').doUpdateSet({ generation }))
    .execute();
}
