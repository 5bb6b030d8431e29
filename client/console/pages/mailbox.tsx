import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attachment, ParsedMail } from 'mailparser';
import { MAIL_KIND } from '../../../domain/words';
import { clockText } from '../../../domain/time';
import type { MailRow } from '../../../ledger/mails/list';
import { stemOf } from '../../../mail/sandbox';
import { subjectOf } from '../../../mail/subject';
import type { Kit } from '../kit';
import { FRAMED_SANDBOX } from '../web/guard';
import { page } from '../web/layout';
import { MailFrame } from '../web/mails-by-name';
import { get, type Ctx, type Route } from '../web/route';
import { CardTable, paged, Pages } from '../web/table';
import { tick } from './guide';
import { MAIL_READERS } from './mails';

const MAILBOX_PAGE_ROWS = 50;

/** Mails that are listed, the latest. */
const MANY = 1_000;

const addressIn = (path: string, key: string): string => `${path}?key=${encodeURIComponent(key)}`;

async function mailboxPage(kit: Kit, c: Ctx) {
  const visit = c.get('visit');
  const { say, lang, office } = visit;
  const mails = await kit.ports.ledger.mails({ state: 'sent', limit: MANY });
  const of = paged(mails, c.req.query('page'), MAILBOX_PAGE_ROWS);
  const title = say('沙箱信箱', 'Sandbox mailbox');
  return page(
    c,
    { title, at: '/mails', crumbs: [['/mails', say('邮件', 'Mails')]] },
    <>
      <p class="lead">
        {say(
          '没有设邮件服务器：信都写在这里，一封也不外发。',
          'No mail server is set: mails are written here, none leaves.',
        )}
      </p>
      <CardTable
        caption={say(`${of.total} 封，新的在前`, `${of.total} mails, the latest first`)}
        heads={[say('主题', 'Subject'), say('收件', 'To'), say('类别', 'Kind'), say('时间', 'At')]}
      >
        {of.rows.map(({ key, edition, kind, settledAt, readyAt }) => (
          <tr>
            <th scope="row">
              <a href={addressIn('/mailbox/one', key)} lang="zh-CN">
                {subjectOf(edition)}
              </a>
            </th>
            <td>{edition.name}</td>
            <td class="tight">{MAIL_KIND[kind][lang]}</td>
            <td class="tight">{clockText(settledAt ?? readyAt, office.calendar.zone)}</td>
          </tr>
        ))}
      </CardTable>
      <Pages visit={visit} paged={of} />
    </>,
  );
}

/** A mail as it was written. */
interface Written {
  readonly row: MailRow;
  readonly source: Buffer;
  readonly mail: ParsedMail;
}

/** The mail that ?key= names; null when there is none, or it was not written here. */
async function written(kit: Kit, folder: string, c: Ctx): Promise<Written | null> {
  const row = await kit.ports.ledger.mail(c.req.query('key') ?? '');
  if (!row) return null;
  const source = await readFile(join(folder, `${stemOf(row)}.eml`)).catch(() => null);
  if (source === null) return null;
  // Only read where there is such a mailbox: a console in production has no use for a reader of mails.
  const { simpleParser } = await import('mailparser');
  return { row, source, mail: await simpleParser(source, { skipHtmlToText: true }) };
}

/** Links of a mail's text that lead into this console, as paths: the frame of the mail itself opens nothing. */
export function linksIn(text: string, publicUrl: string): readonly string[] {
  const found = text.match(/https?:\/\/[\w\-./%?&=~+:,]+/g) ?? [];
  const own = found.flatMap((one) => {
    const url = URL.canParse(one) ? new URL(one) : null;
    return url?.origin === new URL(publicUrl).origin ? [url.pathname + url.search] : [];
  });
  return [...new Set(own)];
}

const attachmentName = ({ filename }: Attachment, n: number): string => filename ?? `attachment-${n + 1}`;

async function mailboxMailPage(kit: Kit, folder: string, c: Ctx) {
  const visit = c.get('visit');
  const { say } = visit;
  const found = await written(kit, folder, c);
  if (!found) return c.notFound();
  const { row, mail } = found;
  if (row.edition.kind === 'letter') tick(c, 'read');
  const text = mail.text ?? '';
  const subject = mail.subject ?? subjectOf(row.edition);
  const to = Array.isArray(mail.to) ? mail.to : mail.to ? [mail.to] : [];
  return page(
    c,
    {
      title: say(subject, `To ${row.edition.name}`),
      heading: <span lang="zh-CN">{subject}</span>,
      at: '/mails',
      crumbs: [['/mailbox', say('沙箱信箱', 'Sandbox mailbox')]],
    },
    <>
      <dl class="facts panel">
        <dt>{say('发件', 'from')}</dt>
        <dd lang="zh-CN">{mail.from?.text ?? ''}</dd>
        <dt>{say('收件', 'to')}</dt>
        <dd lang="zh-CN">{to.map((one) => one.text).join(', ')}</dd>
        <dt>{say('附件', 'attachments')}</dt>
        <dd>
          {mail.attachments.map((one, n) => (
            <>
              <a href={`${addressIn('/mailbox/file', row.key)}&n=${n}`} lang="zh-CN">
                {attachmentName(one, n)}
              </a>{' '}
            </>
          ))}
          <a href={addressIn('/mailbox/file', row.key)}>{say('整封信（.eml）', 'the whole mail (.eml)')}</a>
        </dd>
      </dl>
      {linksIn(text, kit.ports.publicUrl).map((path) => (
        <p class="row">
          <a class="button" href={path}>
            {say('打开信里的链接', 'Follow the link of the mail')}
          </a>{' '}
          <span class="mono small">{path}</span>
        </p>
      ))}
      <MailFrame visit={visit} src={addressIn(FRAMED_SANDBOX, row.key)} body={{ text, files: [] }} />
    </>,
  );
}

const attachment = (c: Ctx, bytes: Buffer, name: string): Response =>
  c.body(new Uint8Array(bytes), 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  });

/** An attachment by its number, or the whole mail. */
async function attachmentFile(kit: Kit, folder: string, c: Ctx) {
  const found = await written(kit, folder, c);
  if (!found) return c.notFound();
  const { n } = c.req.query();
  if (n === undefined) return attachment(c, found.source, `${stemOf(found.row)}.eml`);
  const file = found.mail.attachments[Number(n)];
  return file ? attachment(c, file.content, attachmentName(file, Number(n))) : c.notFound();
}

/** 沙箱信箱: mails as a set-up without a mail server wrote them, to be read and followed; there is none in production. */
export function mailboxRoutes(kit: Kit): readonly Route[] {
  const { production, mailbox: folder } = kit.ports;
  if (production || folder === null) return [];
  return [
    get('/mailbox', MAIL_READERS, (c) => mailboxPage(kit, c)),
    get('/mailbox/one', MAIL_READERS, (c) => mailboxMailPage(kit, folder, c)),
    get('/mailbox/file', MAIL_READERS, (c) => attachmentFile(kit, folder, c)),
    get(FRAMED_SANDBOX, MAIL_READERS, async (c) => {
      const html = (await written(kit, folder, c))?.mail.html;
      return typeof html === 'string' ? c.html(html) : c.notFound();
    }),
  ];
}
