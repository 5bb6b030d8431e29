import type { SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { memo } from '../domain/memo';
import { keyHash, mailboxText } from './address';
import type { RenderedMail } from './types';

const ICS_NAME = { REQUEST: '督办日程.ics', PUBLISH: '督办日程.ics', CANCEL: '督办日程-取消.ics' } as const;

/**
 * The calendar file is an ordinary attachment: as an alternative part, some programs would show the invitation in
 * the letter's place.
 */
const attachmentsOf = ({ ics, enclosures }: RenderedMail): SendMailOptions['attachments'] => [
  ...enclosures.map(({ filename, content }) => ({
    ...{ filename, content },
    contentType: 'text/plain; charset=utf-8',
    contentDisposition: 'attachment' as const,
  })),
  ...(ics
    ? [
        {
          filename: ICS_NAME[ics.method],
          content: ics.content,
          contentType: `text/calendar; charset=utf-8; method=${ics.method}`,
          contentDisposition: 'attachment' as const,
        },
      ]
    : []),
];

export const attachmentNames = ({
  ics,
  enclosures,
}: Pick<RenderedMail, 'ics' | 'enclosures'>): readonly string[] => [
  ...enclosures.map(({ filename }) => filename),
  ...(ics ? [ICS_NAME[ics.method]] : []),
];

const mimeOptions = (mail: RenderedMail): SendMailOptions => ({
  messageId: mail.messageId,
  date: new Date(mail.date),
  from: mailboxText(mail.from),
  replyTo: mailboxText(mail.replyTo),
  to: mail.to.map(({ name, address }) => ({ name, address })),
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  textEncoding: 'base64',
  attachments: attachmentsOf(mail),
  headers: { 'Content-Language': 'zh-CN', ...mail.headers },
  ...(mail.references === null ? {} : { references: mail.references, inReplyTo: mail.references }),
  baseBoundary: keyHash(mail.messageId),
  disableFileAccess: true,
  disableUrlAccess: true,
});

/**
 * A rendered mail as the bytes that go over the wire or into a file (RFC 5322, CRLF), made once; the same mail gives the
 * same bytes, since its boundaries derive from its Message-ID.
 */
export const mimeBytes = memo((mail: RenderedMail): Promise<Buffer> =>
  new MailComposer(mimeOptions(mail)).compile().build(),
);
