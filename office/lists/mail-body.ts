import { asWritten, type ClaimedMail } from '../../domain/digest/delivery';
import { leavesBy } from '../../domain/digest/handover';
import type { Edition } from '../../domain/digest/types';
import type { Office } from '../../domain/office';
import type { Instant } from '../../domain/time';
import type { MailRow } from '../../ledger/mails/list';
import { renderMail, renderSheet } from '../../mail/render';

/** What a mail says; one that goes by hand as the sheet that is handed over. */
export interface MailBody {
  readonly html: string;
  readonly text: string;
}

/** A mail of the ledger as people read it: names and addresses of those who get it are not in it. */
export const bodyOf = (mail: MailRow, office: Office, now: Instant): MailBody =>
  writtenMail(asWritten(mail), mail.state === 'manual', office, now);

/** What a mail that nobody has written yet will say; one that will go by hand as its sheet. */
export const bodyAhead = (edition: Edition, office: Office, now: Instant): MailBody =>
  writtenMail(
    asWritten({ key: edition.key, edition, messageId: '' }),
    leavesBy(edition, office) === 'manual',
    office,
    now,
  );

function writtenMail(
  claimed: ClaimedMail,
  byHand: boolean,
  { policy, calendar }: Office,
  now: Instant,
): MailBody {
  const context = { policy: policy.mail, lamps: policy.lamps, zone: calendar.zone, now };
  return byHand ? renderSheet(claimed, context) : renderMail(claimed, context);
}
