import type { ClaimedMail, Outcome } from '../domain/digest/delivery';
import type { Transport } from './types';

/**
 * Is an address on the list? "a@b.example" allows one mailbox, "@b.example" a domain and those below it; without
 * regard to case. An empty list allows nobody.
 */
export function isAllowed(address: string, list: readonly string[]): boolean {
  const wanted = address.toLowerCase();
  const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
  return list
    .map((entry) => entry.toLowerCase())
    .some((entry) =>
      entry.startsWith('@')
        ? domain === entry.slice(1) || domain.endsWith(`.${entry.slice(1)}`)
        : wanted === entry,
    );
}

const REASON = 'not on DUBAN_MAIL_ALLOW (不在允许名单内,未发出)';

const only = (claimed: ClaimedMail, recipients: ClaimedMail['recipients']): ClaimedMail => ({
  ...claimed,
  recipients,
});

/**
 * Outside production: mail reaches only recipients on the list. The others are taken off before anything is sent,
 * and a mail with nobody left is `failed` without a connection. Their contacts are not to blame: a mail of which
 * nobody is left refuses none, and in a mail that goes out they are named with this reason instead of a server's
 * answer (no code).
 */
export const allowListed = (inner: Transport, list: readonly string[]): Transport => ({
  name: inner.name,
  async send(mail, claimed) {
    const allowed = claimed.recipients.filter(({ address }) => isAllowed(address, list));
    const barred = claimed.recipients.filter((recipient) => !allowed.includes(recipient));
    if (allowed.length === 0) return { type: 'failed', response: REASON, refused: [] };
    if (barred.length === 0) return inner.send(mail, claimed);
    const to = mail.to.filter(({ address }) => isAllowed(address, list));
    const said = await inner.send({ ...mail, to }, only(claimed, allowed));
    return said.type === 'sent' ? withBarred(said, barred) : said;
  },
  close: () => inner.close(),
});

const withBarred = (
  said: Extract<Outcome, { type: 'sent' }>,
  barred: ClaimedMail['recipients'],
): Outcome => ({
  ...said,
  refused: [...said.refused, ...barred.map(({ contact }) => ({ contact, response: REASON }))],
});
