import { OFFICE } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import { appendOne, type Change } from '../journal/journal';
import { columnsOf, type Db } from '../database/schema';

/** A session as it is kept: under the digest of an id that only the browser knows. */
export interface SessionRow {
  readonly id: string;
  readonly account: string;
  /** Whom the demonstration shows; the account itself otherwise. */
  readonly shownAs: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  /** When the account last proved who it is, for acts that ask again. */
  readonly provedAt: Instant;
}

/** How an account proves itself; no row: it never did, and needs an invitation. */
export interface Credential {
  readonly account: string;
  /** Argon2id, with its parameters and salt; null until one was chosen. */
  readonly password: string | null;
  /** Secret of the second factor, sealed by the console; null: none. */
  readonly totp: string | null;
  /** Last step of the second factor that was used; none is taken twice. */
  readonly step: number;
  readonly failures: number;
  readonly lockedUntil: Instant | null;
}

/** A link that may be used once to choose a password, or to sign in. */
export interface Invitation {
  readonly id: string;
  readonly account: string;
  readonly purpose: 'password' | 'signIn';
  readonly until: Instant;
}

/** Appends an event about access (signed in, refused …) to the stream `office`: ids of accounts only. */
export async function noteAccess(db: Db, type: string, body: object, by: Change): Promise<void> {
  const { actor, now, requestKey } = by;
  await appendOne(db, OFFICE, { type, body, at: now, actor, requestKey });
}

/** Begins a session and journals it. */
export async function openSession(db: Db, session: SessionRow, by: Change): Promise<void> {
  const { id, account, shownAs, startedAt, seenAt, provedAt } = session;
  await db
    .insertInto('sessions')
    .values({ id, account, shown_as: shownAs, started_at: startedAt, seen_at: seenAt, proved_at: provedAt })
    .execute();
  await noteAccess(db, 'signedIn', { account }, by);
}

/** The session of a digest; null when there is none. */
export async function session(db: Db, id: string): Promise<SessionRow | null> {
  const row = await db
    .selectFrom('sessions')
    .select(columnsOf('sessions'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row
    ? {
        id: row.id,
        account: row.account,
        shownAs: row.shown_as,
        startedAt: row.started_at,
        seenAt: row.seen_at,
        provedAt: row.proved_at,
      }
    : null;
}

/** Moves a session on: when it was last seen, whom it shows, when it was proved. */
export async function moveSession(
  db: Db,
  id: string,
  to: Partial<Pick<SessionRow, 'seenAt' | 'shownAs' | 'provedAt'>>,
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({
      ...(to.seenAt === undefined ? {} : { seen_at: to.seenAt }),
      ...(to.shownAs === undefined ? {} : { shown_as: to.shownAs }),
      ...(to.provedAt === undefined ? {} : { proved_at: to.provedAt }),
    })
    .where('id', '=', id)
    .execute();
}

/** Ends one session, or all of an account but one. */
export async function endSessions(
  db: Db,
  which: { readonly id: string } | { readonly account: string; readonly except: string | null },
): Promise<void> {
  let query = db.deleteFrom('sessions');
  if ('id' in which) query = query.where('id', '=', which.id);
  else {
    query = query.where('account', '=', which.account);
    if (which.except !== null) query = query.where('id', '!=', which.except);
  }
  await query.execute();
}

/** How an account proves itself; null when it has never been told. */
export async function credential(db: Db, account: string): Promise<Credential | null> {
  const row = await db
    .selectFrom('credentials')
    .select(columnsOf('credentials'))
    .where('account', '=', account)
    .executeTakeFirst();
  return row
    ? {
        account: row.account,
        password: row.password,
        totp: row.totp,
        step: row.step,
        failures: row.failures,
        lockedUntil: row.locked_until,
      }
    : null;
}

/** Accounts that have chosen a password or a second factor. */
export async function credentials(
  db: Db,
): Promise<readonly Pick<Credential, 'account' | 'failures' | 'lockedUntil'>[]> {
  const rows = await db
    .selectFrom('credentials')
    .select(columnsOf('credentials'))
    .where('password', 'is not', null)
    .execute();
  return rows.map(({ account, failures, locked_until }) => ({
    account,
    failures,
    lockedUntil: locked_until,
  }));
}

/** Writes how an account proves itself; `event` null: only counts of failures moved, which are journaled apart. */
export async function setCredential(db: Db, to: Credential, event: string | null, by: Change): Promise<void> {
  const values = {
    password: to.password,
    totp: to.totp,
    step: to.step,
    failures: to.failures,
    locked_until: to.lockedUntil,
  };
  await db
    .insertInto('credentials')
    .values({ account: to.account, ...values })
    .onConflict((c) => c.column('account').doUpdateSet(values))
    .execute();
  if (event !== null) await noteAccess(db, event, { account: to.account }, by);
}

/** Keeps an invitation; earlier ones of the account for the same purpose end. */
export async function invite(db: Db, invitation: Invitation, by: Change): Promise<void> {
  const { id, account, purpose, until } = invitation;
  await db.deleteFrom('invitations').where('account', '=', account).where('purpose', '=', purpose).execute();
  await db.insertInto('invitations').values({ id, account, purpose, until_at: until }).execute();
  await noteAccess(db, 'invited', { account, purpose }, by);
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

/** Uses an invitation up; false when somebody was faster. */
export async function useInvitation(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('invitations').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}
