import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../domain/roster/types';
import { instant, type Instant } from '../../domain/time';
import type { AccessDoor } from '../../ledger/access/door';
import type { SessionMeans, SessionRow } from '../../ledger/access/sessions';
import { keptAs, newSecret } from './secrets';
import { MINUTE_MS } from '../../domain/measures';

/** Idle time after which a session ends, ms. A command line is used now and then: its token has no such end. */
const IDLE = 30 * MINUTE_MS;
/** Time after its beginning at which a session ends, however it was used, ms. */
export const LONGEST_SESSION = 12 * 60 * MINUTE_MS;
/** How far a session's last use may lag in the ledger; ms. */
const LAG = MINUTE_MS;
/** Time for which a proof of identity counts before something dangerous, ms. */
const PROVED = 30 * MINUTE_MS;
/** Time by which a form that was opened in time may be sent late, ms. */
const TYPING = 15 * MINUTE_MS;

type Sessions = Pick<AccessDoor, 'session' | 'openSession' | 'moveSession' | 'endSession'>;

/** Sessions are timed by the host's clock: the demonstration's may jump by a year. */
export const hostNow = (): Instant => instant(Date.now());

/** Sessions seen since then have not ended by being idle. */
export const idleSince = (): Instant => instant(hostNow() - IDLE);

/** A session that begins. */
export interface SessionBeginning {
  readonly account: AccountId;
  /** Whom the demonstration shows; the account itself otherwise. */
  readonly shownAs: AccountId;
  readonly means: SessionMeans;
  readonly now: Instant;
}

/** Since when a session is proved that somebody else vouched for: the provider or gateway may have asked long ago. */
const NOT_PROVED = instant(0);

/** Means by which the account itself said its password, or came by a link that nobody else has. */
const PROVING: readonly SessionMeans[] = ['password', 'link', 'token'];

/** Begins a session under a new id, which only its bearer gets to know. */
export async function beginSession(
  ledger: Pick<AccessDoor, 'openSession'>,
  { account, shownAs, means, now }: SessionBeginning,
): Promise<string> {
  const secret = newSecret();
  const at = hostNow();
  const provedAt = PROVING.includes(means) ? at : NOT_PROVED;
  const row = { id: keptAs(secret), account, shownAs, startedAt: at, seenAt: at, provedAt, means };
  await ledger.openSession(row, { actor: account, now, requestKey: randomUUID() });
  return secret;
}

const sessionEnded = ({ seenAt, startedAt, means }: SessionRow, now: Instant): boolean =>
  now - startedAt > LONGEST_SESSION || (means !== 'token' && now - seenAt > IDLE);

async function liveSession(
  ledger: Sessions,
  secret: string,
  clock: () => Instant,
): Promise<SessionRow | null> {
  const row = await ledger.session(keptAs(secret));
  if (!row) return null;
  const now = hostNow();
  if (sessionEnded(row, now)) {
    const by = { actor: row.account, now: clock(), requestKey: randomUUID() };
    await ledger.endSession(row.id, 'sessionExpired', by);
    return null;
  }
  if (now - row.seenAt > LAG) await ledger.moveSession(row.id, { seenAt: now });
  return row;
}

/**
 * The session of a browser's secret; null when there is none, it has ended, or it is a token. Remembers that it was used.
 * `clock`: of the ledger's events.
 */
export async function sessionOf(
  ledger: Sessions,
  secret: string,
  clock: () => Instant,
): Promise<SessionRow | null> {
  const row = await liveSession(ledger, secret, clock);
  return row?.means === 'token' ? null : row;
}

/** The session of a command line's token; null for one of a browser too. */
export async function tokenSession(
  ledger: Sessions,
  secret: string,
  clock: () => Instant,
): Promise<SessionRow | null> {
  const row = await liveSession(ledger, secret, clock);
  return row?.means === 'token' ? row : null;
}

/** Whether the account proved lately who it is; a form that is sent has a little longer than the page that showed it. */
export const provedLately = ({ provedAt }: Pick<SessionRow, 'provedAt'>, sending: boolean): boolean =>
  hostNow() - provedAt <= PROVED + (sending ? TYPING : 0);
