import { createHash } from 'node:crypto';
import { parseMailbox, type Mailbox } from '../domain/roster/address';

/** The name and address in "名称 <a@b.example>" or "a@b.example". Throws when it is neither: settings are checked before. */
export function mailboxText(text: string): Mailbox {
  const mailbox = parseMailbox(text);
  if (!mailbox) throw new Error('not a mailbox');
  return mailbox;
}

/** sha256 of a mail's key, its first 32 hex digits: names the mail in files and MIME boundaries. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);
