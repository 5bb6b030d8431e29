import { createHash } from 'node:crypto';

/** The address in `名称 <a@b>` or `a@b`. */
export const addressOf = (mailbox: string): string => /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

/** The domain of a mailbox, "localhost" when it has none. */
export const domainOf = (mailbox: string): string => addressOf(mailbox).split('@').at(1) ?? 'localhost';

/** sha256 of a mail's key, its first 32 hex digits: names the mail in Message-ID, files and MIME boundaries. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

/** Message-ID of a mail, from its key alone: a resend has the same one and is recognised as the same mail. */
export const messageIdOf = (key: string, domain: string): string => `<${keyHash(key)}@${domain}>`;
