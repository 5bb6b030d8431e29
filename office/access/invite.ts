import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../domain/roster/types';
import { plusMs, type Instant } from '../../domain/time';
import type { Invitation } from '../../ledger/access/invitations';
import type { JournalChange } from '../../ledger/journal/journal';
import type { Ledger } from '../../ledger/ledger';
import { keptAs, newSecret } from './secrets';
import { hostNow } from './sessions';
import { DAY_MS } from '../../domain/measures';

/**
 * A link that may be used once: to sign in (within a day) or to choose a password (within three); earlier ones end, unless
 * it stands `beside` them. Its path; null under a request key that was used before.
 */
export async function inviteTo(
  ledger: Pick<Ledger, 'invite'>,
  account: AccountId,
  { purpose, beside = false }: Pick<Invitation, 'purpose'> & { readonly beside?: boolean },
  by: JournalChange,
): Promise<string | null> {
  const secret = newSecret();
  const until = plusMs(hostNow(), purpose === 'signIn' ? DAY_MS : 3 * DAY_MS);
  const kept = await ledger.invite({ id: keptAs(secret), account, purpose, until, beside }, by);
  return kept ? `/invited/${secret}` : null;
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
  if (demonstration)
    return inviteTo(
      ledger,
      first.id,
      { purpose: 'signIn' },
      { actor: 'duban', now, requestKey: randomUUID() },
    );
  const known = await ledger.credentials();
  if (known.some(({ account, hasPassword }) => hasPassword && admins.some(({ id }) => id === account)))
    return null;
  const by = { actor: 'duban', now, requestKey: randomUUID() };
  // Another console may have printed one a moment ago: the first that is used ends them all.
  return inviteTo(ledger, first.id, { purpose: 'password', beside: true }, by);
}
