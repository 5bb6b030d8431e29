import type { ClaimedMail, DeliveryOutcome } from '../domain/digest/delivery';
import { isAddress, isDomain } from '../domain/roster/address';
import { refuse, ok, text, type Result } from '../domain/problem';
import type { Transport } from './types';

/** Decides whether an address may be written to; it is asked about the very string that goes into RCPT. */
export type MayReach = (address: string) => boolean;

/** Only what is an address, and nothing that a mail server or a parser could read as another. */
export const anyAddress: MayReach = isAddress;

/**
 * Reads a list of recipients: "a@b.example" allows one mailbox, "@b.example" a domain and those below it, without regard
 * to case; an empty list nobody. Refuses `bad-setting` for any other entry, a domain of one label among them.
 */
export function allowing(list: readonly string[]): Result<MayReach> {
  const wrong = list.find((entry) => !(entry.startsWith('@') ? isDomain(entry.slice(1)) : isAddress(entry)));
  if (wrong !== undefined) return badEntry(wrong);
  const entries = list.map((entry) => entry.toLowerCase());
  return ok((address) => {
    const wanted = address.toLowerCase();
    const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
    return (
      isAddress(address) &&
      entries.some((entry) =>
        entry.startsWith('@')
          ? domain === entry.slice(1) || domain.endsWith(`.${entry.slice(1)}`)
          : wanted === entry,
      )
    );
  });
}

const badEntry = (entry: string): Result<never> =>
  refuse(
    'bad-setting',
    text(`DUBAN_MAIL_ALLOW 中的“${entry}”不对`, `"${entry}" in DUBAN_MAIL_ALLOW is wrong`),
    text(
      '每项写一个邮箱 lly@unit.example，或 @ 加至少两级的域名 @unit.example',
      'each entry is an address, lly@unit.example, or @ and a domain of at least two labels, @unit.example',
    ),
  );

const onlyRecipients = (claimed: ClaimedMail, recipients: ClaimedMail['recipients']): ClaimedMail => ({
  ...claimed,
  recipients,
});

/**
 * Mail reaches only recipients that may be reached. The others are taken off before anything is sent, and a mail with
 * nobody left is `failed` without a connection. Their contacts are not to blame: a mail of which nobody is left refuses
 * none, and in a mail that goes out they are named with `reason` instead of a server's answer (no code).
 */
export const onlyTo = (inner: Transport, mayReach: MayReach, reason: string): Transport => ({
  name: inner.name,
  async send(mail, claimed) {
    const allowed = claimed.recipients.filter(({ address }) => mayReach(address));
    const barred = claimed.recipients.filter((recipient) => !allowed.includes(recipient));
    if (allowed.length === 0) return { type: 'failed', response: reason, refused: [] };
    if (barred.length === 0) return inner.send(mail, claimed);
    const to = mail.to.filter(({ address }) => mayReach(address));
    const said = await inner.send({ ...mail, to }, onlyRecipients(claimed, allowed));
    return said.type === 'sent' ? withBarred(said, barred, reason) : said;
  },
  close: () => inner.close(),
});

const withBarred = (
  said: Extract<DeliveryOutcome, { type: 'sent' }>,
  barred: ClaimedMail['recipients'],
  response: string,
): DeliveryOutcome => ({
  ...said,
  refused: [...said.refused, ...barred.map(({ contact }) => ({ contact, response }))],
});
