import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SmtpServer } from '../../mail/smtp-url';

/** A mail server of the rehearsal's own: takes every mail, keeps none. */
export interface RehearsalSink {
  readonly server: SmtpServer;
  close(): Promise<void>;
}

/** Opens it on a free port of 127.0.0.1. */
export async function openRehearsalSink(): Promise<RehearsalSink> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      stream.on('end', () => {
        done();
      });
      stream.resume();
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    server: {
      host: '127.0.0.1',
      port: portOf(server.server.address()),
      secure: false,
      requireTLS: false,
      rejectUnauthorized: true,
      hello: null,
      auth: null,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0;
