import { isDeepStrictEqual } from 'node:util';
import { Readable } from 'node:stream';
import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import type { ClaimedMail, DeliveryOutcome } from '../domain/digest/delivery';
import { mailboxText } from './address';
import { mimeBytes } from './mime';
import { faultOutcome, sentOutcome, type SmtpProgress } from './outcome';
import { smtpName, type SmtpServer } from './smtp-url';
import type { ConnectionFailed, RenderedMail, Transport } from './types';
import { MINUTE_MS } from '../domain/measures';

/**
 * Longest waits, ms: for a connection (name look-up included), for the greeting, for any answer, and for one mail until
 * its last byte, after which the final dot has the whole time of an answer. RFC 5321 4.5.3.2 asks for 5 minutes at the
 * greeting, MAIL and RCPT and for 10 at the final dot: whoever gives up earlier there sends a mail again that a slow
 * gateway has taken.
 */
export interface SmtpPatience {
  readonly connection: number;
  readonly greeting: number;
  readonly answer: number;
  readonly mail: number;
}

/** What a mail server is given by default. */
export const SMTP_PATIENCE: SmtpPatience = {
  connection: 30_000,
  greeting: 5 * MINUTE_MS,
  answer: 10 * MINUTE_MS,
  mail: 8 * MINUTE_MS,
};

/** A connection that nobody uses is closed by us, before the server does it in the middle of a mail. */
const SMTP_IDLE_MS = 15_000;

// A mail that the pool would put back into its queue by itself could be sent twice: only the ledger decides.
const poolOf = (server: SmtpServer, connections: number, patience: SmtpPatience): SMTPPoolOptions => ({
  ...smtpSession(server, patience),
  pool: true,
  ...(server.auth ? { auth: { ...server.auth } } : {}),
  maxConnections: connections,
  maxRequeues: 0,
  idleTimeout: SMTP_IDLE_MS,
});

/** How a session with a server begins, up to and without the login. */
export const smtpSession = (server: SmtpServer, patience: Omit<SmtpPatience, 'mail'>) => ({
  host: server.host,
  port: server.port,
  secure: server.secure,
  requireTLS: server.requireTLS,
  tls: { rejectUnauthorized: server.rejectUnauthorized },
  ...(server.hello === null ? {} : { name: server.hello }),
  dnsTimeout: patience.connection,
  connectionTimeout: patience.connection,
  greetingTimeout: patience.greeting,
  socketTimeout: patience.answer,
  disableFileAccess: true,
  disableUrlAccess: true,
});

const SMTP_CHUNK = 16_384;

/** A mail on its way. */
interface Passage {
  readonly raw: Readable;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** The stream that the connection reads. */
  stream?: Readable;
  /** Nobody waits for it any more: no further byte of it goes out. */
  over: boolean;
}

/** Bytes in small pieces, so that a mail is read only as fast as it goes over the wire. */
function* smtpPieces(bytes: Buffer, isOver: () => boolean): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += SMTP_CHUNK) {
    if (isOver()) throw new Error('given up');
    yield bytes.subarray(at, at + SMTP_CHUNK);
  }
}

const smtpProgress = (stream: Readable | undefined): SmtpProgress => ({
  begun: stream?.readableDidRead ?? false,
  ended: stream?.readableEnded ?? false,
});

async function passageOf(mail: RenderedMail): Promise<Passage> {
  const bytes = await mimeBytes(mail);
  const passage: Passage = {
    raw: Readable.from(smtpPieces(bytes, () => passage.over)),
    envelope: {
      from: mailboxText(mail.from).address,
      to: [...new Set(mail.to.map(({ address }) => address))],
    },
    over: false,
  };
  return passage;
}

/**
 * Sends over a pool of SMTP connections. Whether the final dot may have been sent is known by the stream of the
 * mail's bytes: the connection reads from it only after the server has answered DATA, and writes the dot only after
 * its end. What goes into MAIL and RCPT is compared with what was asked for, after all parsing. `close` waits for the
 * mails in flight.
 */
export function smtpTransport(
  server: SmtpServer,
  connections: number,
  patience: SmtpPatience = SMTP_PATIENCE,
): Transport {
  const name = smtpName(server);
  const pool = createTransport({ ...poolOf(server, connections, patience), pool: true });
  const passages = new WeakMap<Readable, Passage>();
  const inFlight = new Set<Promise<unknown>>();
  pool.use('stream', ({ data, message }, done) => {
    const passage = data.raw instanceof Readable ? passages.get(data.raw) : undefined;
    if (!passage || !isDeepStrictEqual(message.getEnvelope(), passage.envelope)) {
      done(new Error('the envelope is not the one that was asked for'));
      return;
    }
    message.processFunc((stream) => (passage.stream = stream));
    done();
  });
  const deliver = async (
    mail: RenderedMail,
    claimed: ClaimedMail,
  ): Promise<DeliveryOutcome | ConnectionFailed> => {
    const passage = await passageOf(mail);
    const { raw, envelope } = passage;
    passages.set(raw, passage);
    return new Promise((settle) => {
      const giveUp = (type: 'unknown' | 'later') => {
        passage.over = true;
        // What waits behind a full socket would go out, and the dot after it, when the server goes on.
        passage.stream?.destroy(new Error('given up'));
        settle({ type, response: `no end within ${patience.mail} ms` });
      };
      let timer = setTimeout(() => {
        if (!smtpProgress(passage.stream).ended) giveUp('later');
        else timer = setTimeout(giveUp, patience.answer, 'unknown');
      }, patience.mail);
      const to = envelope.to.map((address) => ({ name: '', address }));
      pool.sendMail({ envelope: { from: { name: '', address: envelope.from }, to }, raw }, (error, info) => {
        clearTimeout(timer);
        settle(
          error
            ? faultOutcome(error, smtpProgress(passage.stream), claimed, name)
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
