import { Client, Connection } from '@temporalio/client';
import { findEngine } from '../../engine/start';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/types';
import type { Config } from '../config';
import { makeDuban, type Duban } from '../duban';
import type { Io } from './io';
import type { Style } from './output';
import type { Session } from './session';

/** A session and how to end it. */
export interface Opened {
  readonly session: Session;
  close(): Promise<void>;
}

/** A session that opens ledger and engine when first asked, once. */
export function openSession(io: Io, style: Style, config: Config, as: string | null): Opened {
  const closers: (() => Promise<void>)[] = [];
  const ledger = once<Ledger>(async () => {
    const opened = await openLedger({ url: config.databaseUrl });
    if (opened.ok) closers.push(() => opened.value.close());
    return opened;
  });
  const duban = once<Duban>(async () => {
    const open = await ledger();
    if (!open.ok) return open;
    const client = await connect(config);
    if (!client.ok) return client;
    closers.unshift(() => client.value.connection.close());
    return ok(
      makeDuban({ ledger: open.value, client: client.value, clock: io.now, shift: config.clockShift }),
    );
  });
  return {
    session: { io, style, config, as, ledger, duban },
    close: async () => {
      for (const close of closers) await close();
    },
  };
}

function once<T>(open: () => Promise<Result<T>>): () => Promise<Result<T>> {
  let opened: Promise<Result<T>> | undefined;
  return () => (opened ??= open());
}

/** A client on the engine of this home, or at TEMPORAL_ADDRESS. Refuses `engine-not-running`, `temporal-unreachable`. */
async function connect(config: Config): Promise<Result<Client>> {
  const engine = findEngine({ home: config.home, env: config.env });
  if (!engine.ok) return engine;
  const { address, namespace } = engine.value;
  const apiKey = config.env['TEMPORAL_API_KEY'];
  try {
    const connection = await Connection.connect({
      address,
      connectTimeout: '5 s',
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(config.env['TEMPORAL_TLS'] === 'true' ? { tls: true } : {}),
    });
    return ok(new Client({ connection, namespace }));
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    return refuse(
      'temporal-unreachable',
      text(`Temporal(${address})没有应答:${reason}`, `Temporal at ${address} does not answer: ${reason}`),
      text('先 npm start,或检查 TEMPORAL_ADDRESS', 'run npm start first, or check TEMPORAL_ADDRESS'),
    );
  }
}
