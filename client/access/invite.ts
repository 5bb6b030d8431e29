import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../domain/roster/types';
import { plusMs, type Instant } from '../../domain/time';
import type { Invitation } from '../../ledger/access/sessions';
import type { Ledger } from '../../ledger/ledger';
import { keptAs, newSecret } from './secrets';
import { hostNow } from './sessions';

const DAY = 86_400_000;

/** A link that may be used once: to sign in (within a day) or to choose a password (within three). Its path. */
export async function inviteTo(
  ledger: Pick<Ledger, 'invite'>,
  account: AccountId,
  purpose: Invitation['purpose'],
  by: { readonly actor: AccountId; readonly now: Instant },
): Promise<string> {
  const secret = newSecret();
  const until = plusMs(hostNow(), purpose === 'signIn' ? DAY : 3 * DAY);
  await ledger.invite({ id: keptAs(secret), account, purpose, until }, { ...by, requestKey: randomUUID() });
  return `/invited/${secret}`;
}

/**
 * The path of a one-time link for the first administrator: to sign in where this is a demonstration, else to choose a
 * password while no administrator has one. Null when there is nobody to invite.
 */
export async function firstLink(
  ledger: Pick<Ledger, 'invite' | 'office' | 'credentials'>,
  demonstration: boolean,
  now: Instant,
): Promise<string | null> {
  const { roster } = await ledger.office();
  const admins = roster.accounts.filter(({ role }) => role === 'admin');
  const [first] = admins;
  if (!first) return null;
  if (demonstration) return inviteTo(ledger, first.id, 'signIn', { actor: 'duban', now });
  const known = await ledger.credentials();
  if (known.some(({ account }) => admins.some(({ id }) => id === account))) return null;
  return inviteTo(ledger, first.id, 'password', { actor: 'duban', now });
}
