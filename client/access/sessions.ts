import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../domain/roster/types';
import { instant, type Instant } from '../../domain/time';
import type { AccessDoor } from '../../ledger/access/door';
import type { SessionRow } from '../../ledger/access/sessions';
import { keptAs, newSecret } from './secrets';

const MINUTE = 60_000;

/** A session that nobody used for so long has ended; ms. */
const IDLE = 30 * MINUTE;
/** A session ends so long after its beginning, however it was used; ms. */
const LONGEST = 12 * 60 * MINUTE;
/** How far a session's last use may lag in the ledger; ms. */
const LAG = MINUTE;

type Sessions = Pick<AccessDoor, 'session' | 'openSession' | 'moveSession' | 'endSessions'>;

/** Sessions live by the host's clock: the demonstration's may jump by a year. */
export const hostNow = (): Instant => instant(Date.now());

/** Begins a session under a new id, which only the browser gets to know. */
export async function beginSession(
  ledger: Sessions,
  account: AccountId,
  shownAs: AccountId,
  now: Instant,
): Promise<string> {
  const secret = newSecret();
  const at = hostNow();
  const row = { id: keptAs(secret), account, shownAs, startedAt: at, seenAt: at, provedAt: at };
  await ledger.openSession(row, { actor: account, now, requestKey: randomUUID() });
  return secret;
}

/** The session of a browser's secret; null when there is none or it has ended. Remembers that it was used. */
export async function sessionOf(ledger: Sessions, secret: string): Promise<SessionRow | null> {
  const row = await ledger.session(keptAs(secret));
  if (!row) return null;
  const now = hostNow();
  if (now - row.seenAt > IDLE || now - row.startedAt > LONGEST) {
    await ledger.endSessions({ id: row.id });
    return null;
  }
  if (now - row.seenAt > LAG) await ledger.moveSession(row.id, { seenAt: now });
  return row;
}
