import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { decodeLines } from '../../mail/lines';

/** One mail as it came over SMTP. */
export interface Arrival {
  readonly messageId: string;
  readonly key: string;
  readonly kind: string;
  readonly audience: string;
  readonly unit: string;
  /** Each "unit|audience|slot|stream|rung" that it tells. */
  readonly reminders: readonly string[];
}

/** A mail server that remembers what it took, in the order of arrival. */
export interface KillSink {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** Resolves when so many mails have come; rejects after `within` ms. */
  reach(count: number, within: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens it on a free port of 127.0.0.1. */
export async function openKillSink(): Promise<KillSink> {
  const arrivals: Arrival[] = [];
  const watchers = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      read(stream).then(
        (arrival) => {
          arrivals.push(arrival);
          for (const watcher of watchers) watcher();
          done();
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  // A client that is killed breaks its connection; that is what these tests are about.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${portOf(server.server.address())}`,
    arrivals,
    reach: (count, within) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`only ${arrivals.length} of ${count} mails within ${within} ms`));
        }, within);
        const look = (): void => {
          if (arrivals.length < count) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0;

async function read(stream: NodeJS.ReadableStream): Promise<Arrival> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  const mail = await simpleParser(Buffer.concat(chunks));
  const header = (name: string): string => {
    const value = mail.headers.get(name);
    return typeof value === 'string' ? value : '';
  };
  const [unit, audience, slot] = [header('x-duban-unit'), header('x-duban-audience'), header('x-duban-slot')];
  const lines = decodeLines(header('x-duban-lines'));
  return {
    messageId: mail.messageId ?? '',
    key: header('x-duban-key'),
    kind: header('x-duban-kind'),
    audience,
    unit,
    reminders: lines.flatMap(({ stream: item, rungs }) =>
      rungs.map((rung) => `${unit}|${audience}|${slot}|${item}|${rung}`),
    ),
  };
}
