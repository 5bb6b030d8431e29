import type { Selectable } from 'kysely';
import { digestOf } from '../../domain/journal/canonical';
import type { Instant } from '../../domain/time';
import { columnsOf, type Db, type Schema } from '../database/schema';
import type { SessionMeans } from '../database/tables/access';
import type { JournalChange } from '../journal/journal';
import { noteAccess } from './note';

export type { SessionMeans };

/** A session as it is kept: under the digest of an id that only the browser has. */
export interface SessionRow {
  readonly id: string;
  readonly account: string;
  /** Whom the demonstration shows; the account itself otherwise. */
  readonly shownAs: string;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  /** When the account last proved who it is, for acts that ask again. */
  readonly provedAt: Instant;
  readonly means: SessionMeans;
}

/** How an account proves itself; no row: it never did, and needs an invitation. */
export interface Credential {
  readonly account: string;
  /** Argon2id, with its parameters and salt; null until one was chosen. */
  readonly password: string | null;
  /** Secret of the second factor, as an authenticator has it; null: none. */
  readonly totp: string | null;
  /** Last step of the second factor that was used; none is taken twice. */
  readonly step: number;
  readonly failures: number;
  readonly lockedUntil: Instant | null;
  /** Since when the account may not come in (停用); null: it may. */
  readonly disabledAt: Instant | null;
}

/** A link that may be used once to choose a password, or to sign in. */
export interface Invitation {
  readonly id: string;
  readonly account: string;
  readonly purpose: 'password' | 'signIn';
  readonly until: Instant;
}

/** What the journal keeps of a session. */
export const sessionDigest = (row: Selectable<Schema['sessions']>): string =>
  digestOf([row.id, row.account, row.started_at, row.means]);

/** What the journal keeps of an invitation. */
export const invitationDigest = (row: Selectable<Schema['invitations']>): string =>
  digestOf([row.id, row.account, row.purpose, row.until_at]);

type Proof = Omit<Selectable<Schema['credentials']>, 'account'>;

/** What the journal keeps of how an account proves itself; the password is hashed, with a salt, already. */
export const proofDigest = ({ password, totp, step, failures, locked_until, disabled_at }: Proof): string =>
  digestOf([password, totp, step, failures, locked_until, disabled_at]);

const NO_PASSWORD: Proof = {
  password: null,
  totp: null,
  step: 0,
  failures: 0,
  locked_until: null,
  disabled_at: null,
};

/** Of an account that never proved itself. */
export const NO_PROOF = proofDigest(NO_PASSWORD);

/** Body of `provedAgain`: since when a session is proved. */
export interface ProvedAgain {
  readonly account: string;
  readonly session: string;
  readonly proved: Instant;
}

/** Body of the events by which sessions end: one of them, or all of an account but one (null: all). */
export type SessionsEnded =
  | { readonly account: string; readonly ended: string }
  | { readonly account: string; readonly except: string | null };

/** Why a session ends: who has it left, somebody ended it, it was too old or idle, another took its place. */
export type SessionEnd = 'signedOut' | 'sessionsEnded' | 'sessionExpired' | 'sessionReplaced';

/** Begins a session and journals it. */
export async function openSession(db: Db, session: SessionRow, by: JournalChange): Promise<void> {
  const { id, account, shownAs, startedAt, seenAt, provedAt, means } = session;
  const row = {
    id,
    account,
    means,
    shown_as: shownAs,
    started_at: startedAt,
    seen_at: seenAt,
    proved_at: provedAt,
  };
  await db.insertInto('sessions').values(row).execute();
  await noteAccess(db, 'signedIn', { account, means, session: sessionDigest(row) }, by);
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
        means: row.means,
      }
    : null;
}

/** Moves a session on: when it was last seen, whom it shows in the demonstration. */
export async function moveSession(
  db: Db,
  id: string,
  to: Partial<Pick<SessionRow, 'seenAt' | 'shownAs'>>,
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({
      ...(to.seenAt === undefined ? {} : { seen_at: to.seenAt }),
      ...(to.shownAs === undefined ? {} : { shown_as: to.shownAs }),
    })
    .where('id', '=', id)
    .execute();
}

/** How many sessions each account has that were used since an instant. */
export async function sessionCounts(db: Db, since: Instant): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('sessions')
    .select((x) => ['account', x.fn.countAll<number | string>().as('count')])
    .where('seen_at', '>=', since)
    .groupBy('account')
    .execute();
  return new Map(rows.map(({ account, count }) => [account, Number(count)]));
}

const storedSession = (db: Db, id: string) =>
  db.selectFrom('sessions').select(columnsOf('sessions')).where('id', '=', id).executeTakeFirst();

/** The account of a session has proved again who it is; journaled. Nothing when there is no such session. */
export async function proveSession(db: Db, id: string, proved: Instant, by: JournalChange): Promise<void> {
  const row = await storedSession(db, id);
  if (!row) return;
  const body: ProvedAgain = { account: row.account, session: sessionDigest(row), proved };
  if (!(await noteAccess(db, 'provedAgain', body, by))) return;
  await db.updateTable('sessions').set({ proved_at: proved }).where('id', '=', id).execute();
}

/** Ends a session and journals it; nothing when there is none. */
export async function endSession(db: Db, id: string, why: SessionEnd, by: JournalChange): Promise<void> {
  const row = await storedSession(db, id);
  if (!row) return;
  const body: SessionsEnded = { account: row.account, ended: sessionDigest(row) };
  if (!(await noteAccess(db, why, body, by))) return;
  await db.deleteFrom('sessions').where('id', '=', id).execute();
}

/** Ends all sessions of an account but one, if any, and journals it. */
export async function endSessions(
  db: Db,
  { account, except }: { readonly account: string; readonly except: string | null },
  by: JournalChange,
): Promise<void> {
  const kept = except === null ? undefined : await storedSession(db, except);
  const body: SessionsEnded = { account, except: kept ? sessionDigest(kept) : null };
  if (!(await noteAccess(db, 'sessionsEnded', body, by))) return;
  await db
    .deleteFrom('sessions')
    .where('account', '=', account)
    .$if(except !== null, (q) => q.where('id', '!=', except ?? ''))
    .execute();
}

/** How an account proves itself; null when nothing was ever set. */
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
        disabledAt: row.disabled_at,
      }
    : null;
}

/** What is known of an account without its secrets. */
export interface CredentialLook extends Pick<
  Credential,
  'account' | 'failures' | 'lockedUntil' | 'disabledAt'
> {
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
}

/** Every account that ever proved itself, or was disabled. */
export async function listCredentials(db: Db): Promise<readonly CredentialLook[]> {
  const rows = await db.selectFrom('credentials').select(columnsOf('credentials')).execute();
  return rows.map((row) => ({
    account: row.account,
    failures: row.failures,
    lockedUntil: row.locked_until,
    disabledAt: row.disabled_at,
    hasPassword: row.password !== null,
    hasTotp: row.totp !== null,
  }));
}

/** What changes of how an account proves itself; the rest stays. */
export type CredentialChange = Pick<Credential, 'account'> & Partial<Credential>;

const columnsOfChange = ({ password, totp, step, failures, lockedUntil, disabledAt }: CredentialChange) => ({
  ...(password !== undefined && { password }),
  ...(totp !== undefined && { totp }),
  ...(step !== undefined && { step }),
  ...(failures !== undefined && { failures }),
  ...(lockedUntil !== undefined && { locked_until: lockedUntil }),
  ...(disabledAt !== undefined && { disabled_at: disabledAt }),
});

/** Changes how an account proves itself, and journals it; nothing is done under a request key that was used before. */
export async function setCredential(
  db: Db,
  to: CredentialChange,
  event: string,
  by: JournalChange,
): Promise<void> {
  const { account } = to;
  const changed = columnsOfChange(to);
  const before = await db
    .selectFrom('credentials')
    .select(columnsOf('credentials'))
    .where('account', '=', account)
    .executeTakeFirst();
  const proof = proofDigest({ ...NO_PASSWORD, ...before, ...changed });
  if (!(await noteAccess(db, event, { account, proof }, by))) return;
  await db
    .insertInto('credentials')
    .values({ ...NO_PASSWORD, ...changed, account })
    .onConflict((c) => c.column('account').doUpdateSet({ account, ...changed }))
    .execute();
}

/** Uses a step of the second factor up, and journals it; false when it, or a later one, was used before. */
export async function useStep(db: Db, account: string, step: number, by: JournalChange): Promise<boolean> {
  const kept = await credential(db, account);
  if (kept === null || kept.step >= step) return false;
  await setCredential(db, { account, step }, 'codeUsed', by);
  return true;
}

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
