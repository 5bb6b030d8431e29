import { ok, refuse, text, type Result } from '../domain/problem';

/** A mail server as DUBAN_SMTP_URL names it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps); otherwise STARTTLS when the server offers it. */
  readonly secure: boolean;
  /** STARTTLS or nothing: with a password, off this machine, unless it is said otherwise. */
  readonly requireTLS: boolean;
  /** False: a certificate that nobody vouches for is taken. */
  readonly rejectUnauthorized: boolean;
  /** Name said in EHLO; null: the host's own. */
  readonly hello: string | null;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

const QUERIES = ['requireTLS', 'tls.rejectUnauthorized', 'name'];

// The address is never repeated in a message: it may hold a password.
const wrongUrl = (zh: string, en: string): Result<never> =>
  refuse(
    'bad-setting',
    text(`DUBAN_SMTP_URL 不对：${zh}`, `DUBAN_SMTP_URL is wrong: ${en}`),
    text(
      '写成 smtp://用户:口令@主机:587 或 smtps://用户:口令@主机:465，特殊字符用 %XX',
      'write smtp://user:password@host:587 or smtps://user:password@host:465, special characters as %XX',
    ),
  );

function urlOf(input: string): URL | null {
  try {
    return new URL(input);
  } catch {
    return null;
  }
}

function authOf({ username, password }: URL): SmtpServer['auth'] {
  if (username === '' && password === '') return null;
  return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}

/** Whether a host is this machine. */
export const isHere = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

/**
 * Reads DUBAN_SMTP_URL: `smtp://` (port 587) or `smtps://` (port 465), with `?requireTLS=true`,
 * `?tls.rejectUnauthorized=false` and `?name=HOST`. A password goes to another machine under TLS alone, unless
 * `?requireTLS=false` says otherwise. Refuses `bad-setting` for anything else.
 */
export function parseSmtpUrl(input: string): Result<SmtpServer> {
  const url = urlOf(input);
  if (!url || !/^smtps?:$/.test(url.protocol))
    return wrongUrl('不是邮件服务器地址', 'not the address of a mail server');
  if (url.hostname === '') return wrongUrl('没有主机名', 'it names no host');
  const unknown = [...url.searchParams.keys()].find((key) => !QUERIES.includes(key));
  if (unknown !== undefined) return wrongUrl(`不认识参数 ${unknown}`, `unknown parameter ${unknown}`);
  const secure = url.protocol === 'smtps:';
  let auth: SmtpServer['auth'];
  try {
    auth = authOf(url);
  } catch {
    return wrongUrl('用户或口令中的 % 写法不对', 'a % in user or password is not followed by two hex digits');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const requireTLS = url.searchParams.get('requireTLS');
  if (![null, 'true', 'false'].includes(requireTLS))
    return wrongUrl('requireTLS 只能是 true 或 false', 'requireTLS is true or false');
  return ok({
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: requireTLS === null ? !secure && auth !== null && !isHere(host) : requireTLS === 'true',
    rejectUnauthorized: url.searchParams.get('tls.rejectUnauthorized') !== 'false',
    hello: url.searchParams.get('name'),
    auth,
  });
}

/** `smtp://host:port`, without credentials: for logs, tables and results. */
export const smtpName = ({ host, port, secure }: SmtpServer): string =>
  `${secure ? 'smtps' : 'smtp'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
