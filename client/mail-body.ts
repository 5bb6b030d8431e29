import { asWritten } from '../domain/digest/delivery';
import type { Office } from '../domain/office';
import type { Instant } from '../domain/time';
import type { MailRow } from '../ledger/mails/list';
import { renderMail, renderSheet } from '../mail/render';

/** What a mail says; one that goes by hand as the sheet that is handed over. */
export interface MailBody {
  readonly html: string;
  readonly text: string;
}

/** A mail of the ledger as people read it: names and addresses of those who get it are not in it. */
export function bodyOf(mail: MailRow, { policy, calendar }: Office, now: Instant): MailBody {
  const context = { policy: policy.mail, lamps: policy.lamps, zone: calendar.zone, now };
  const claimed = asWritten(mail);
  return mail.state === 'manual' ? renderSheet(claimed, context) : renderMail(claimed, context);
}
