import { connect } from 'node:net';
import { createTransport, type NodemailerError } from 'nodemailer';
import type { Problem } from '../domain/problem';
import { connectionProblem } from './outcome';
import { smtpSession } from './smtp';
import { smtpName, type SmtpServer } from './smtp-url';

/** Ms within which a mail server must take a connection. */
const SMTP_CONNECT_MS = 3_000;

/** Whether a mail server takes connections: within three seconds, no mail is sent. */
export function listens({ host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: SMTP_CONNECT_MS });
    const done = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });
}

/** Longest waits of a look at a server, ms. */
const LOOK_PATIENCE = { connection: SMTP_CONNECT_MS, greeting: SMTP_CONNECT_MS, answer: SMTP_CONNECT_MS };

/**
 * Begins a session with a mail server as for a mail, encryption included, and ends it before the login. Gives what keeps
 * mails from it, null when nothing does.
 */
export async function sessionProblem(server: SmtpServer): Promise<Problem | null> {
  const transport = createTransport(smtpSession(server, LOOK_PATIENCE));
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return connectionProblem(asNodemailer(error), smtpName(server));
  } finally {
    transport.close();
  }
}

const asNodemailer = (error: unknown): NodemailerError =>
  error instanceof Error ? error : new Error(String(error));
