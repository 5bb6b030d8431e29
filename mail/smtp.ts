import { Readable } from 'node:stream';
import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import type { ClaimedMail, Outcome } from '../domain/digest/delivery';
import { addressOf } from './address';
import { bytesOf } from './mime';
import { faultOutcome, sentOutcome, type Progress } from './outcome';
import { smtpName, type SmtpServer } from './smtp-url';
import type { ConnectionFailed, RenderedMail, Transport } from './types';

/** Longest waits, ms: for a connection (name look-up included), for the greeting, for any answer. */
export interface SmtpPatience {
  readonly connection: number;
  readonly greeting: number;
  readonly socket: number;
}

const PATIENCE: SmtpPatience = { connection: 5_000, greeting: 5_000, socket: 30_000 };

/** A connection that nobody uses is closed by us, before the server does it in the middle of a mail. */
const IDLE_MS = 15_000;

// A mail that the pool would put back into its queue by itself could be sent twice: only the ledger decides.
const poolOf = (server: SmtpServer, connections: number, patience: SmtpPatience): SMTPPoolOptions => ({
  pool: true,
  host: server.host,
  port: server.port,
  secure: server.secure,
  requireTLS: server.requireTLS,
  tls: { rejectUnauthorized: server.rejectUnauthorized },
  ...(server.auth ? { auth: { ...server.auth } } : {}),
  ...(server.hello === null ? {} : { name: server.hello }),
  maxConnections: connections,
  maxRequeues: 0,
  idleTimeout: IDLE_MS,
  dnsTimeout: patience.connection,
  connectionTimeout: patience.connection,
  greetingTimeout: patience.greeting,
  socketTimeout: patience.socket,
  disableFileAccess: true,
  disableUrlAccess: true,
});

const CHUNK = 16_384;

/** Bytes in small pieces, so that a mail is read only as fast as it goes over the wire. */
function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

const progressOf = (stream: Readable | undefined): Progress => ({
  begun: stream?.readableDidRead ?? false,
  ended: stream?.readableEnded ?? false,
});

/**
 * Sends over a pool of SMTP connections. Whether the final dot may have been sent is known by the stream of the
 * mail's bytes: the connection reads from it only after the server has answered DATA, and writes the dot only after
 * its end. `close` waits for the mails in flight.
 */
export function smtpTransport(
  server: SmtpServer,
  connections: number,
  patience: SmtpPatience = PATIENCE,
): Transport {
  const name = smtpName(server);
  const pool = createTransport({ ...poolOf(server, connections, patience), pool: true });
  /** The stream that a connection reads, by the stream of a mail's bytes. */
  const streams = new WeakMap<Readable, Readable>();
  const inFlight = new Set<Promise<unknown>>();
  pool.use('stream', ({ data, message }, done) => {
    message.processFunc((stream) => {
      if (data.raw instanceof Readable) streams.set(data.raw, stream);
      return stream;
    });
    done();
  });
  const deliver = async (mail: RenderedMail, claimed: ClaimedMail): Promise<Outcome | ConnectionFailed> => {
    const raw = Readable.from(pieces(await bytesOf(mail)));
    const envelope = { from: addressOf(mail.from), to: mail.to.map(({ address }) => address) };
    return new Promise((settle) => {
      pool.sendMail({ envelope, raw }, (error, info) => {
        settle(
          error
            ? faultOutcome(error, progressOf(streams.get(raw)), claimed, name)
            : sentOutcome(info, claimed),
        );
      });
    });
  };
  return {
    name,
    async send(mail, claimed) {
      const sending = deliver(mail, claimed);
      inFlight.add(sending);
      try {
        return await sending;
      } catch (error) {
        // Nothing went out: the mail could not be put into bytes.
        return { type: 'failed', response: String(error), refused: [] };
      } finally {
        inFlight.delete(sending);
      }
    },
    async close() {
      pool.close();
      await Promise.allSettled(inFlight);
    },
  };
}
