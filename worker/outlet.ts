import type { Config } from '../office/config';
import type { Office } from '../domain/office';
import { ok, refuse, text, type Result, type Text } from '../domain/problem';
import { sessionProblem } from '../mail/reach';
import { parseSmtpUrl } from '../mail/smtp-url';
import { sandboxPage } from '../mail/sandbox';
import { openTransport, sandboxFolder } from '../mail/transport';
import type { Transport } from '../mail/types';

export interface Outlet {
  readonly transport: Transport;
  /** In words. */
  readonly name: Text;
  /** What is wrong with it at this moment; mails wait until it is right. */
  readonly warning: Text | null;
}

async function warningOf(smtpUrl: string): Promise<Text | null> {
  const server = parseSmtpUrl(smtpUrl);
  const problem = server.ok ? await sessionProblem(server.value) : null;
  return (
    problem &&
    text(
      `${problem.message.zh}；邮件会留着，恢复后自动发出`,
      `${problem.message.en}; mails wait and go out when it is right`,
    )
  );
}

/**
 * Opens what mails leave by, as the settings say. Refuses `no-smtp` in production without DUBAN_SMTP_URL, and what
 * openTransport and sandboxPage refuse. A server that does not answer is no refusal, only a warning.
 */
export async function openOutlet(config: Config, { policy, calendar }: Office): Promise<Result<Outlet>> {
  const { production, smtpUrl, home } = config;
  if (production && smtpUrl === null) return noSmtp;
  const connections = policy.mail.connections * policy.mail.chunks;
  const settings = { ...config, smtpUrl: smtpUrl?.reveal() ?? null };
  const transport = openTransport(settings, { connections, zone: calendar.zone });
  if (!transport.ok) return transport;
  if (smtpUrl === null) {
    const page = await sandboxPage(sandboxFolder(home));
    if (!page.ok) return page;
    const name = text(`沙箱邮箱 ${page.value}`, `the sandbox mailbox ${page.value}`);
    return ok({ transport: transport.value, name, warning: null });
  }
  const { name } = transport.value;
  return ok({
    transport: transport.value,
    name: text(`邮件服务器 ${name}`, `the mail server ${name}`),
    warning: await warningOf(smtpUrl.reveal()),
  });
}

const noSmtp = refuse(
  'no-smtp',
  text(
    '正式环境没有设置邮件服务器（DUBAN_SMTP_URL）',
    'no mail server is set in production (DUBAN_SMTP_URL)',
  ),
  text(
    '设 DUBAN_SMTP_URL=smtp://用户:口令@主机:587，或把它写进文件并设 DUBAN_SMTP_URL_FILE',
    'set DUBAN_SMTP_URL=smtp://user:password@host:587, or put it into a file and set DUBAN_SMTP_URL_FILE',
  ),
);
