import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** One mail as a server took it. */
export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

/** A mail server on 127.0.0.1. */
export interface MailServer {
  readonly port: number;
  readonly url: string;
  readonly taken: readonly Taken[];
  /** Connections so far. */
  connections(): number;
  close(): Promise<void>;
}

const smtpError = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode });

/** What a test wants a mail server to do other than take everything. */
export interface Moods {
  /** Answer at RCPT for an address; undefined: taken. */
  readonly rcpt?: (address: string) => readonly [code: number, words: string] | undefined;
  /** Answer to the final dot; undefined: 250. */
  readonly dot?: () => readonly [code: number, words: string] | undefined;
  /** The final dot of each mail is answered only when this resolves. */
  readonly hold?: () => Promise<void>;
  /** Each answer before the final dot's is given only when this resolves. */
  readonly drip?: () => Promise<void>;
  /** Hears of each mail right after it was taken. */
  readonly onTaken?: () => void;
  /** Whether the mail just taken is never answered: its connection is cut. */
  readonly cut?: () => boolean;
  /** Default: a free one. */
  readonly port?: number;
  /** Only this user and password may send. */
  readonly login?: { readonly user: string; readonly pass: string };
  /** STARTTLS is offered, with a certificate that nobody vouches for. */
  readonly starttls?: true;
  /** Default: 127.0.0.1; another address of this machine is not taken for it (isHere). */
  readonly host?: string;
}

/** A well-behaved server (smtp-server) that keeps what it takes, with moods. */
export async function mailServer(moods: Moods = {}): Promise<MailServer> {
  const taken: Taken[] = [];
  const sockets = new Map<number | undefined, Socket>();
  let connections = 0;
  const slowly = (answer: () => void): void => {
    if (moods.drip) void moods.drip().then(answer);
    else answer();
  };
  const options: SMTPServerOptions = {
    disabledCommands: [...(moods.login ? [] : ['AUTH']), ...(moods.starttls ? [] : ['STARTTLS'])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onConnect(_session, done) {
      connections += 1;
      slowly(done);
    },
    onMailFrom(_address, _session, done) {
      slowly(done);
    },
    onAuth({ username, password }, _session, done) {
      const { user, pass } = moods.login ?? {};
      const right = user !== undefined && username === user && password === pass;
      if (right) done(null, { user: username });
      else done(smtpError(535, '5.7.8 wrong password'));
    },
    onRcptTo({ address }, _session, done) {
      const answer = moods.rcpt?.(address);
      slowly(() => {
        done(answer && smtpError(...answer));
      });
    },
    onData(stream, { envelope, remotePort }, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      const take = (): void => {
        const answer = moods.dot?.();
        if (answer) {
          done(smtpError(...answer));
          return;
        }
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(parts) });
        moods.onTaken?.();
        if (moods.cut?.()) sockets.get(remotePort)?.destroy();
        else done();
      };
      stream.on('end', () => {
        if (moods.hold) void moods.hold().then(take);
        else take();
      });
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  const { host = '127.0.0.1' } = moods;
  server.listen(moods.port ?? 0, host);
  await once(server.server, 'listening');
  const port = portOf(server.server.address());
  return {
    port,
    url: `smtp://${host}:${port}`,
    taken,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** One line of a client's, answered by what the script returns; null: the connection is cut. */
export type Script = (line: string) => string | null;

/**
 * A server that answers line by line as a script says, for faults that no well-behaved server shows. While a mail's
 * text comes, each line is given too. A greeting of null is never said.
 */
export async function scriptedServer(
  greeting: string | null,
  script: Script,
  host = '127.0.0.1',
): Promise<MailServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    if (greeting !== null) socket.write(`${greeting}\r\n`);
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const answer = script(line);
        if (answer === null) {
          socket.destroy();
          return;
        }
        if (answer !== '') socket.write(`${answer}\r\n`);
      }
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  const port = portOf(server.address());
  return {
    port,
    url: `smtp://${host}:${port}`,
    taken: [],
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
