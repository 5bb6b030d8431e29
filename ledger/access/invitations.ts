import type { Selectable } from 'kysely';
import { digestOf } from '../../domain/journal/canonical';
import type { Instant } from '../../domain/time';
import { columnsOf, type Db, type Schema } from '../database/schema';
import type { JournalChange } from '../journal/journal';
import { noteAccess } from '../journal/note';

/** A link that may be used once to choose a password, or to sign in. */
export interface Invitation {
  readonly id: string;
  readonly account: string;
  readonly purpose: 'password' | 'signIn';
  readonly until: Instant;
}

/** What the journal keeps of an invitation. */
export const invitationDigest = (row: Selectable<Schema['invitations']>): string =>
  digestOf([row.id, row.account, row.purpose, row.until_at]);

/**
 * Keeps an invitation; earlier ones of the account for the same purpose end. False, nothing kept, under a request key
 * that was used before.
 */
export async function invite(db: Db, invitation: Invitation, by: JournalChange): Promise<boolean> {
  const { id, account, purpose, until } = invitation;
  const row = { id, account, purpose, until_at: until };
  if (!(await noteAccess(db, 'invited', { account, purpose, invitation: invitationDigest(row) }, by)))
    return false;
  await db.deleteFrom('invitations').where('account', '=', account).where('purpose', '=', purpose).execute();
  await db.insertInto('invitations').values(row).execute();
  return true;
}

/** An invitation that has not been used; its end is looked at by the caller. */
export async function invitation(db: Db, id: string): Promise<Invitation | null> {
  const row = await db
    .selectFrom('invitations')
    .select(columnsOf('invitations'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { id: row.id, account: row.account, purpose: row.purpose, until: row.until_at } : null;
}

/** Uses an invitation up, and journals it; false when somebody was faster. */
export async function useInvitation(db: Db, id: string, by: JournalChange): Promise<boolean> {
  const row = await db
    .selectFrom('invitations')
    .select(columnsOf('invitations'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return false;
  const { account } = row;
  const used = invitationDigest(row);
  return (
    (await noteAccess(db, 'invitationUsed', { account, used }, by)) &&
    (await db.deleteFrom('invitations').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
  );
}
