import { domainToASCII } from 'node:url';
import type { NodemailerError, SMTPSentMessageInfo } from 'nodemailer';
import type { ClaimedMail, DeliveryOutcome } from '../domain/digest/delivery';
import { text, type Problem } from '../domain/problem';
import { safeLine } from './headers';
import type { ConnectionFailed } from './types';

/** How far the bytes of a mail had got when an error came. */
export interface SmtpProgress {
  /** At least one byte was taken for the wire: the server had answered DATA. */
  readonly begun: boolean;
  /** All bytes were taken, so the final dot may have been sent. */
  readonly ended: boolean;
}

type RefusedRecipient = Extract<DeliveryOutcome, { type: 'sent' }>['refused'];

/** Longest answer of a server that is kept, in characters. */
const LONGEST_RESPONSE = 500;

const shortResponse = (words: string): string => safeLine(words).slice(0, LONGEST_RESPONSE);

/** What the server said, or else what happened. */
const responseIn = (error: NodemailerError): string => shortResponse(error.response ?? error.message);

/** An address as servers compare it: the domain in ASCII, without regard to case. */
function comparableAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`.toLowerCase();
}

/** The contacts behind the addresses that the server refused at RCPT, each with its answer. */
function refusedIn(errors: readonly NodemailerError[], { recipients }: ClaimedMail): RefusedRecipient {
  const answers = new Map(
    errors.map((error) => [comparableAddress(error.recipient ?? ''), responseIn(error)]),
  );
  return recipients.flatMap(({ contact, address }) => {
    const response = answers.get(comparableAddress(address));
    return response === undefined ? [] : [{ contact, response }];
  });
}

/** A mail that the server took (250 after the final dot), perhaps not for every recipient. */
export const sentOutcome = (info: SMTPSentMessageInfo, claimed: ClaimedMail): DeliveryOutcome => ({
  type: 'sent',
  response: shortResponse(info.response),
  refused: refusedIn(info.rejectedErrors ?? [], claimed),
});

/** All recipients refused: for good only when each of them was; those who were are named in any case. */
function nobodyTaken(error: NodemailerError, claimed: ClaimedMail): DeliveryOutcome {
  const errors = error.rejectedErrors ?? [];
  const putOff = errors.find(({ permanent }) => permanent !== true);
  const refused = refusedIn(
    errors.filter(({ permanent }) => permanent === true),
    claimed,
  );
  if (errors.length > 0 && !putOff) return { type: 'failed', response: responseIn(error), refused };
  const response = responseIn(putOff ?? error);
  return refused.length > 0 ? { type: 'later', response, refused } : { type: 'later', response };
}

/** Refused before the final dot: by us or for its size for good; the server's word on sender or session may change. */
function beforeTheDot(error: NodemailerError, claimed: ClaimedMail): DeliveryOutcome {
  if (error.command === 'RCPT TO') return nobodyTaken(error, claimed);
  const impossible = error.responseCode === undefined && ['API', 'MAIL FROM'].includes(error.command ?? '');
  return impossible
    ? { type: 'failed', response: responseIn(error), refused: [] }
    : { type: 'later', response: responseIn(error) };
}

/** An answer to the final dot decides; silence leaves it open whether the server has the mail. */
function afterTheDot(error: NodemailerError): DeliveryOutcome {
  const response = responseIn(error);
  if (error.responseCode === undefined) return { type: 'unknown', response };
  return error.permanent === true ? { type: 'failed', response, refused: [] } : { type: 'later', response };
}

/** The mail itself was refused, whatever the state of the connection. */
const OF_THE_MAIL = ['EENVELOPE', 'EMESSAGE', 'ESTREAM'];

/**
 * What an error of sending means. After the final dot: an answer decides (5xx failed, 4xx later), none is `unknown`.
 * Before it: RCPT 5xx of all recipients is `failed`, anything else `later`; without a single byte sent and nothing
 * said about the mail it is a failed connection (refused, silent greeting, TLS, login).
 */
export function faultOutcome(
  error: NodemailerError,
  progress: SmtpProgress,
  claimed: ClaimedMail,
  server: string,
): DeliveryOutcome | ConnectionFailed {
  if (progress.ended) return afterTheDot(error);
  if (OF_THE_MAIL.includes(error.code ?? '')) return beforeTheDot(error, claimed);
  return progress.begun
    ? { type: 'later', response: responseIn(error) }
    : { type: 'connection', problem: connectionProblem(error, server) };
}

/** No TLS where there must be: STARTTLS not offered or refused, a handshake that failed, a certificate nobody vouches for. */
const isWithoutTls = ({ code = '', command, message }: NodemailerError): boolean =>
  code === 'ETLS' || command === 'STARTTLS' || /STARTTLS|certificate/i.test(message);

/** Why no session with a server came about: `mail-login-refused`, `mail-tls-refused`, `mail-server-unreachable`. */
export function connectionProblem(error: NodemailerError, server: string): Problem {
  const said = responseIn(error);
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH')
    return {
      code: 'mail-login-refused',
      message: text(`邮件服务器 ${server} 不接受登录：${said}`, `${server} refused the login: ${said}`),
      hint: text('检查 DUBAN_SMTP_URL 里的用户和口令', 'check user and password in DUBAN_SMTP_URL'),
    };
  if (isWithoutTls(error))
    return {
      code: 'mail-tls-refused',
      message: text(
        `邮件服务器 ${server} 不能加密（TLS），口令和信都没有给它：${said}`,
        `no encryption (TLS) with ${server}, which was given neither password nor mail: ${said}`,
      ),
      hint: text(
        '核对主机、端口和证书；一直好好的忽然这样，可能有人在中间剥去 STARTTLS。邮件不会丢，稍后自动再试',
        'check host, port and certificate; if it worked until now, somebody between may strip STARTTLS. No mail is lost, it is tried again',
      ),
    };
  return {
    code: 'mail-server-unreachable',
    message: text(`连不上邮件服务器 ${server}：${said}`, `cannot reach ${server}: ${said}`),
    hint: text(
      '检查 DUBAN_SMTP_URL 的主机、端口和加密方式，邮件不会丢，稍后自动再试',
      'check host, port and encryption in DUBAN_SMTP_URL; no mail is lost, it is tried again',
    ),
  };
}
