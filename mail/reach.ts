import { connect } from 'node:net';

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
