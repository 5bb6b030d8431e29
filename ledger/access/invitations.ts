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
 * Keeps an invitation; earlier ones of the account for the same purpose end, unless it stands `beside` them. False,
 * nothing kept, under a request key that was used before.
 */
export async function invite(
  db: Db,
  { id, account, purpose, until, beside = false }: Invitation & { readonly beside?: boolean },
  by: JournalChange,
): Promise<boolean> {
  const row = { id, account, purpose, until_at: until };
  const body = { account, purpose, invitation: invitationDigest(row), ...(beside && { beside }) };
  if (!(await noteAccess(db, 'invited', body, by))) return false;
  if (!beside) await endInvitations(db, row);
  await db.insertInto('invitations').values(row).execute();
  return true;
}

const endInvitations = (db: Db, { account, purpose }: Pick<Invitation, 'account' | 'purpose'>) =>
  db
    .deleteFrom('invitations')
    .where('account', '=', account)
    .where('purpose', '=', purpose)
    .executeTakeFirst();

/** An invitation that has not been used; its end is looked at by the caller. */
export async function invitation(db: Db, id: string): Promise<Invitation | null> {
  const row = await db
    .selectFrom('invitations')
    .select(columnsOf('invitations'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { id: row.id, account: row.account, purpose: row.purpose, until: row.until_at } : null;
}

/**
 * Uses an invitation up, and journals it; all of the account for the same purpose end with it. False when somebody was
 * faster.
 */
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
    (await endInvitations(db, row)).numDeletedRows > 0n
  );
}
