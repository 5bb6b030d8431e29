import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@temporalio/client';
import { connectTo } from '../engine/elsewhere';
import { findEngine } from '../engine/start';
import { ok, type Result } from '../domain/problem';
import type { ChainHash } from '../domain/journal/canonical';
import type { Instant } from '../domain/time';
import { openLedger } from '../ledger/open';
import type { Ledger } from '../ledger/ledger';
import { hostNow } from './access/sessions';
import type { Config } from './config';
import { makeDuban, type Duban } from './running/duban';

/** What a front end works with; ledger and engine are opened when first asked for, and closed at the end. */
export interface Access {
  readonly config: Config;
  /** The office's clock: the host's, moved by DUBAN_CLOCK_SHIFT. */
  now(): Instant;
  /** The ledger, opened once; only `migrate` makes it (by the hash given), or brings it up to date. */
  ledger(how?: 'open' | 'migrate', hash?: ChainHash): Promise<Result<Ledger>>;
  /** The ledger when there is one already; a look never makes one. */
  ledgerIfAny(): Promise<Result<Ledger | null>>;
  /** The address of the engine, when it answers. Refuses `engine-not-running`, `temporal-unreachable`. */
  engine(): Promise<Result<string>>;
  duban(): Promise<Result<Duban>>;
  close(): Promise<void>;
}

/** How long a server may take to answer, ms, when it is needed, and when it is only looked at. */
const REACH_ENGINE_MS = 5_000;
const LOOK_ANSWER_MS = 3_000;

/** Ledger and engine of a home, each opened when first asked for, once. */
export function openAccess({ config, now }: Pick<Access, 'config' | 'now'>): Access {
  const closers: (() => Promise<void>)[] = [];
  const ledger = openOnce(
    async (how: 'open' | 'migrate' = 'open', hash?: ChainHash): Promise<Result<Ledger>> => {
      const url = config.databaseUrl.reveal();
      if (how === 'migrate') makeRoomFor(url);
      const { logKey } = config;
      const receipts = join(config.home, 'receipts');
      const making = how === 'migrate' && { migrate: now(), ...(hash !== undefined && { hash }) };
      const shift = (): number => now() - hostNow();
      const opened = await openLedger({ url, logKey, receipts, shift, ...making });
      if (opened.ok) closers.push(() => opened.value.close());
      return opened;
    },
  );
  const duban = openOnce(async (): Promise<Result<Duban>> => {
    const open = await ledger();
    if (!open.ok) return open;
    const engine = await answering(config, REACH_ENGINE_MS);
    if (!engine.ok) return engine;
    const { connection, namespace } = engine.value;
    closers.unshift(() => connection.close());
    const ports = {
      ledger: open.value,
      client: new Client({ connection, namespace }),
      clock: now,
      get shift() {
        return config.clockShift;
      },
    };
    return ok(await makeDuban(ports));
  });
  const ledgerIfAny = (): Promise<Result<Ledger | null>> =>
    isThere(config.databaseUrl.reveal()) ? ledger() : Promise.resolve(ok(null));
  return {
    config,
    now,
    ledger,
    ledgerIfAny,
    engine: async () => {
      const engine = await answering(config, LOOK_ANSWER_MS);
      if (!engine.ok) return engine;
      await engine.value.connection.close();
      return ok(engine.value.address);
    },
    duban,
    close: async () => {
      for (const close of closers) await close();
    },
  };
}

/** Opens once; after a failure the next call tries again. */
function openOnce<A extends readonly unknown[], T>(
  open: (...args: A) => Promise<Result<T>>,
): (...args: A) => Promise<Result<T>> {
  let opened: Promise<Result<T>> | undefined;
  return async (...args) => {
    const mine = (opened ??= open(...args));
    const result = await mine.catch((error: unknown) => {
      if (opened === mine) opened = undefined;
      throw error;
    });
    if (!result.ok && opened === mine) opened = undefined;
    return result;
  };
}

const ledgerFile = (url: string): string | null =>
  url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;

/** A ledger on a server always counts as there. */
const isThere = (url: string): boolean => existsSync(ledgerFile(url) ?? '/');

/** Makes the folder of a new ledger; one that cannot be made is reported when the ledger is opened. */
function makeRoomFor(url: string): void {
  const file = ledgerFile(url);
  if (file === null) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    return;
  }
}

/** The engine of this home, or that of TEMPORAL_ADDRESS, connected. Refuses `engine-not-running`, `temporal-unreachable`. */
async function answering({ home, env }: Config, withinMs: number) {
  const engine = findEngine({ home, env });
  if (!engine.ok) return engine;
  const connection = await connectTo(engine.value, env, withinMs);
  return connection.ok ? ok({ ...engine.value, connection: connection.value }) : connection;
}
