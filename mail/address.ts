import { createHash } from 'node:crypto';

/** The address in `名称 <a@b>` or `a@b`. */
export const addressOf = (mailbox: string): string => /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim();

/** sha256 of a mail's key, its first 32 hex digits: names the mail in files and MIME boundaries. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);
