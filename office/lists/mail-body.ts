import { asWritten, type ClaimedMail } from '../../domain/digest/delivery';
import { leavesBy } from '../../domain/digest/handover';
import type { Edition } from '../../domain/digest/types';
import { itemPath } from '../../domain/journal/streams';
import type { Office } from '../../domain/office';
import type { Instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { attachmentNames } from '../../mail/mime';
import { renderMail, renderSheet } from '../../mail/render';

/** What a mail says; one that goes by hand as the sheet that is handed over. */
export interface MailBody {
  readonly html: string;
  readonly text: string;
  /** Names of the files that go with it. */
  readonly files: readonly string[];
}

/** For whom, where and when a mail is shown. */
export interface ShownTo {
  readonly office: Office;
  readonly now: Instant;
  /** Address of the console, which stands in mails; null: there is none. */
  readonly publicUrl: string | null;
}

/**
 * A mail of the ledger as it was sent, by what rendered it: names and addresses of those who get it are not in it, and the
 * link by which a unit acts stands without its secret. Null when there is none under this key.
 */
export async function bodyOf(
  ledger: Pick<Ledger, 'mail' | 'writtenMail'>,
  key: string,
  shown: ShownTo,
): Promise<MailBody | null> {
  const [row, written] = await Promise.all([ledger.mail(key), ledger.writtenMail(key)]);
  if (!row || !written) return null;
  return writtenBody({ ...written, recipients: [] }, row.state === 'manual', shown);
}

/** The sheet of a mail that is handed over. Null when there is no mail under this key. */
export async function sheetOf(
  ledger: Pick<Ledger, 'writtenMail'>,
  key: string,
  shown: ShownTo,
): Promise<MailBody | null> {
  const written = await ledger.writtenMail(key);
  return written && writtenBody({ ...written, recipients: [] }, true, shown);
}

/** What a mail that nobody has written yet will say; one that will go by hand as its sheet. */
export const bodyAhead = (edition: Edition, shown: ShownTo): MailBody =>
  writtenBody(
    asWritten({ key: edition.key, edition, messageId: '' }),
    leavesBy(edition, shown.office) === 'manual',
    shown,
  );

function writtenBody(
  claimed: ClaimedMail,
  byHand: boolean,
  { office: { policy, calendar }, now, publicUrl }: ShownTo,
): MailBody {
  const context = { policy: policy.mail, lamps: policy.lamps, zone: calendar.zone, now };
  if (byHand) return { ...renderSheet(claimed, context), files: [] };
  const mail = renderMail(claimed, {
    ...context,
    ...(publicUrl !== null && {
      unitLink: () => `${publicUrl}/u/…`,
      itemLink: (stream: string) => publicUrl + itemPath(stream),
    }),
  });
  return { ...mail, files: attachmentNames(mail) };
}
