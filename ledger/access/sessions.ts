import type { Selectable } from 'kysely';
import { digestOf } from '../../domain/journal/canonical';
import type { Instant } from '../../domain/time';
import { columnsOf, type Db, type Schema } from '../database/schema';
import type { SessionMeans } from '../database/tables/access';
import type { JournalChange } from '../journal/journal';
import { noteAccess } from '../journal/note';

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

/** What the journal keeps of a session. */
export const sessionDigest = (row: Selectable<Schema['sessions']>): string =>
  digestOf([row.id, row.account, row.started_at, row.means]);

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
  const proved = provedAt === startedAt ? {} : { proved: provedAt };
  await noteAccess(db, 'signedIn', { account, means, session: sessionDigest(row), ...proved }, by);
}

/** The session of a digest; null when there is none, or its account is disabled: also one that began while that was done. */
export async function session(db: Db, id: string): Promise<SessionRow | null> {
  const row = await db
    .selectFrom('sessions')
    .select(columnsOf('sessions'))
    .where('id', '=', id)
    .where((x) =>
      x.not(
        x.exists(
          x
            .selectFrom('credentials')
            .select('credentials.account')
            .whereRef('credentials.account', '=', 'sessions.account')
            .where('credentials.disabled_at', 'is not', null),
        ),
      ),
    )
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
