import { join } from 'node:path';
import { ok, refuse, text, type Result } from '../domain/problem';
import { allowing, anyAddress, onlyTo } from './allow';
import { sandboxTransport } from './sandbox';
import { smtpTransport } from './smtp';
import { parseSmtpUrl } from './smtp-url';
import type { Transport } from './types';

/** What decides where mails go; the loaded settings fit as they are. */
export interface MailSettings {
  /** DUBAN_HOME: the sandbox mailbox is its folder `sandbox`. */
  readonly home: string;
  readonly production: boolean;
  /** Null: the sandbox mailbox. */
  readonly smtpUrl: string | null;
  readonly mailAllow: readonly string[];
}

/** The sandbox mailbox of a home. */
export const sandboxFolder = (home: string): string => join(home, 'sandbox');

/**
 * The transport that the settings ask for: SMTP in production, SMTP to allowed recipients only outside it, the
 * sandbox mailbox when no server is configured. `connections`: SMTP connections open at the same time (all chunks
 * of this process); times on the sandbox page are said in `zone`. Refuses `bad-setting` for a wrong address or list, and
 * for a server outside production without DUBAN_MAIL_ALLOW, by which nobody could be reached.
 */
export function openTransport(
  settings: MailSettings,
  { connections, zone }: { readonly connections: number; readonly zone: string },
): Result<Transport> {
  const { home, production, smtpUrl, mailAllow } = settings;
  if (smtpUrl === null) return ok(sandboxTransport(sandboxFolder(home), zone));
  const server = parseSmtpUrl(smtpUrl);
  if (!server.ok) return server;
  const mayReach = allowing(mailAllow);
  if (!mayReach.ok) return mayReach;
  const smtp = smtpTransport(server.value, connections);
  if (production) return ok(onlyTo(smtp, anyAddress, 'not an e-mail address (不是邮箱地址，未发出)'));
  if (mailAllow.length > 0)
    return ok(onlyTo(smtp, mayReach.value, 'not on DUBAN_MAIL_ALLOW (不在允许名单内，未发出)'));
  return refuse(
    'bad-setting',
    text(
      '配置了邮件服务器，但不是正式环境，又没有允许名单，谁也收不到',
      'a mail server is set outside production, with no list of recipients that may be reached',
    ),
    text(
      '设 DUBAN_MAIL_ALLOW=lly@unit.example,@test.example，正式使用设 DUBAN_ENV=production',
      'set DUBAN_MAIL_ALLOW=lly@unit.example,@test.example, or DUBAN_ENV=production for real use',
    ),
  );
}
