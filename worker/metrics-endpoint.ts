import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { messageOf, ok, refuse, text, type Result } from '../domain/problem';
import type { Config } from '../office/config';
import { homeMeasures, ledgerMeasures, type MeasuredLedger } from '../office/metrics/measure';
import type { Instant } from '../domain/time';
import type { AtEnd } from './closing';
import type { Transport } from '../mail/types';
import { makeMeter, type Meter, type MeterRole } from './meter';

const cannotListen = (at: string, reason: string): Result<never> =>
  refuse(
    'port-taken',
    text(`指标的地址 ${at} 不能用：${reason}`, `metrics cannot be told at ${at}: ${reason}`),
    text(
      '用 DUBAN_METRICS=主机:端口 换一个，一个进程一个',
      'choose another by DUBAN_METRICS=host:port, one for each process',
    ),
  );

/** Listens; rejects when the address cannot be had. */
const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Answers GET /metrics with what the meter tells, and nothing else; the address that it got. */
export async function tellMetrics(
  meter: Pick<Meter, 'text' | 'contentType'>,
  at: string,
): Promise<Result<{ readonly address: string; close(): Promise<void> }>> {
  const colon = at.lastIndexOf(':');
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    meter.text().then(
      (told) => response.writeHead(200, { 'Content-Type': meter.contentType }).end(told),
      (error: unknown) => response.writeHead(500).end(messageOf(error)),
    );
  });
  try {
    await listening(server, at.slice(0, colon), Number(at.slice(colon + 1)));
  } catch (error) {
    return cannotListen(at, messageOf(error));
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return ok({
    address: `${at.slice(0, colon)}:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  });
}

/** What a process that serves tells of itself. */
export interface MeteredProcess {
  readonly config: Pick<Config, 'home' | 'metrics'>;
  readonly now: () => Instant;
}

/** The meter of a process, told where the settings say; it counts all the same where they name no address. Refuses `port-taken`. */
export async function openMeter(
  { config, now }: MeteredProcess,
  role: MeterRole,
  ledger: MeasuredLedger,
  atEnd: AtEnd,
): Promise<Result<Meter>> {
  const meter = makeMeter(role);
  meter.ask(() => ledgerMeasures(ledger, now()));
  meter.ask(() => homeMeasures(config.home));
  if (config.metrics === null) return ok(meter);
  const endpoint = await tellMetrics(meter, config.metrics);
  if (!endpoint.ok) return endpoint;
  atEnd(() => endpoint.value.close());
  return ok(meter);
}

/** An address of this host alone at which nothing listens. */
const freeAddress = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createSocketServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(`127.0.0.1:${port}`);
      });
    });
  });

/** Where Temporal's runtime is to tell its metrics so that the meter tells them too; null when metrics are told nowhere. */
export async function runtimeMetrics({ config }: MeteredProcess, meter: Meter): Promise<string | null> {
  if (config.metrics === null) return null;
  const address = await freeAddress();
  meter.append(() => fetch(`http://${address}/metrics`).then((answer) => answer.text()));
  return address;
}

/** The code that says that the ledger is older than a workflow knows: told from the start, so that its first time is seen. */
const LEDGER_BEHIND = { activity: 'record', code: 'ledger-behind' };

/** Counts what the workers of a process meet. */
export function faultCounter(meter: Meter): (activity: string, code: string) => void {
  meter.count('duban_activity_faults_total', LEDGER_BEHIND, 0);
  return (activity, code) => {
    meter.count('duban_activity_faults_total', { activity, code });
  };
}

/** A transport that is timed by the meter. */
export const timedTransport = (transport: Transport, meter: Meter): Transport => ({
  name: transport.name,
  async send(mail, claimed) {
    const began = performance.now();
    const outcome = await transport.send(mail, claimed);
    const took = (performance.now() - began) / 1_000;
    meter.observe('duban_mail_send_seconds', { outcome: outcome.type }, took);
    return outcome;
  },
  close: () => transport.close(),
});
