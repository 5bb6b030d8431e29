import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@temporalio/client';
import { connectTo } from '../../engine/elsewhere';
import { findEngine } from '../../engine/start';
import { ok, type Result } from '../../domain/problem';
import { openLedger } from '../../ledger/open';
import type { Ledger } from '../../ledger/types';
import { makeDuban, type Duban } from '../duban';
import type { Session } from './session';

/** A session and how to end it. */
export interface Opened {
  readonly session: Session;
  close(): Promise<void>;
}

/** How long a server may take to answer, ms. */
const ENGINE_MS = 5_000;

/** A session that opens ledger and engine when first asked, once. */
export function openSession(parts: Pick<Session, 'io' | 'style' | 'config' | 'as' | 'now'>): Opened {
  const { config, now } = parts;
  const closers: (() => Promise<void>)[] = [];
  const ledger = once<Ledger>(async () => {
    makeRoomFor(config.databaseUrl);
    const { databaseUrl: url, logKey } = config;
    const opened = await openLedger({ url, logKey, receipts: join(config.home, 'receipts') });
    if (opened.ok) closers.push(() => opened.value.close());
    return opened;
  });
  const duban = once<Duban>(async () => {
    const open = await ledger();
    if (!open.ok) return open;
    const client = await connect(config);
    if (!client.ok) return client;
    closers.unshift(() => client.value.connection.close());
    return ok(makeDuban({ ledger: open.value, client: client.value, clock: now, shift: config.clockShift }));
  });
  const ledgerIfAny = (): Promise<Result<Ledger | null>> =>
    isThere(config.databaseUrl) ? ledger() : Promise.resolve(ok(null));
  return {
    session: { ...parts, ledger, ledgerIfAny, duban },
    close: async () => {
      for (const close of closers) await close();
    },
  };
}

function once<T>(open: () => Promise<Result<T>>): () => Promise<Result<T>> {
  let opened: Promise<Result<T>> | undefined;
  return () => (opened ??= open());
}

const fileOf = (url: string): string | null =>
  url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;

/** A ledger on a server always counts as there. */
const isThere = (url: string): boolean => existsSync(fileOf(url) ?? '/');

/** The folder of a new ledger; a folder that cannot be made is told of by opening the ledger. */
function makeRoomFor(url: string): void {
  const file = fileOf(url);
  if (file === null) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    return;
  }
}

/** A client on the engine of this home, or at TEMPORAL_ADDRESS. Refuses `engine-not-running`, `temporal-unreachable`. */
async function connect({ home, env }: Session['config']): Promise<Result<Client>> {
  const engine = findEngine({ home, env });
  if (!engine.ok) return engine;
  const connection = await connectTo(engine.value, env, ENGINE_MS);
  return connection.ok
    ? ok(new Client({ connection: connection.value, namespace: engine.value.namespace }))
    : connection;
}
