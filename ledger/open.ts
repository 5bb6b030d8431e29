import { ok, type Result } from '../domain/problem';
import type { ChainHash } from '../domain/journal/canonical';
import type { Instant } from '../domain/time';
import { boundByServer } from './database/clock';
import { faults, refusedFor } from './database/faults';
import { migrateSchema, schemaState } from './database/migrations';
import { databaseAt, type Placed } from './database/place';
import type { LogKeyPlace } from './log/log-key';
import { makeWriter, type Writer } from './database/writer';
import { makeLedger, type Ledger } from './ledger';
import { noReceipts, receiptsIn, type Receipts } from './mails/receipts';
import { birth, identity } from './office/identity';

/** How a ledger is opened. */
export interface OpenOptions {
  /** `sqlite:FILE` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. */
  readonly url: string;
  /** Nothing is written. */
  readonly readOnly?: boolean;
  /**
   * Makes the tables of a new ledger, or brings those of an older one up to date, at this moment of the office's clock.
   * Default: an empty or older database is refused, so that no program changes it under the others.
   */
  readonly migrate?: Instant;
  /** The hash of the chains of a ledger that is made now; default SHA-256. One that is there keeps its own. */
  readonly hash?: ChainHash;
  /** How long writes gather for a common COMMIT, ms; default 2, 0: until the next turn of the event loop. */
  readonly groupMs?: number;
  /** How long a write waits for another process before it is `ledger-locked`, ms; default 2,000 on a file, 10,000 on a server. */
  readonly busyMs?: number;
  /** How long a server may be silent before it counts as gone, ms; default a minute. Migrations wait as long as they take. */
  readonly answerMs?: number;
  /** Folder for receipts of mails that were sent (收条), in which the workers of one machine find each other's; default: none are kept. */
  readonly receipts?: string;
  /**
   * Difference of the office's clock from the host's at each call, ms: the journal takes no instant more than a minute beyond
   * the now of its database's server, so moved. Default: it takes any, as in rehearsals, where nobody's clock says the time.
   */
  readonly shift?: () => number;
  /** Where the key that signs checkpoints is (made with the first one); default: they are not signed. */
  readonly logKey?: LogKeyPlace;
}

/**
 * Opens the ledger (台账) at an address. Refuses `bad-ledger-url`, `ledger-not-found`, `not-a-ledger`, `ledger-locked`,
 * `ledger-read-only`, `ledger-damaged`, `ledger-empty`, `ledger-newer`, `ledger-older`, `ledger-unreachable`; each names
 * the place, without a password, and what to do.
 */
export async function openLedger(options: OpenOptions): Promise<Result<Ledger>> {
  const { url, readOnly = false, groupMs = 2, busyMs, answerMs, migrate } = options;
  const placed = databaseAt(url, { readOnly, busyMs, answerMs, create: migrate !== undefined });
  if (!placed.ok) return placed;
  const { database } = placed.value;
  try {
    const prepared = await prepareSchema(placed.value, options);
    if (prepared.ok) {
      if (options.shift) boundByServer(database.db, options.shift);
      const writer = makeWriter(database, groupMs);
      const receipts = receiptsOf(writer, options);
      const logKey = options.logKey ?? null;
      return ok(makeLedger({ database, applied: prepared.value, writer, receipts, logKey }));
    }
    await database.close();
    return prepared;
  } catch (error) {
    await database.close();
    return refusedFor(database, error);
  }
}

const receiptsOf = (writer: Writer, { receipts }: OpenOptions): Receipts =>
  receipts === undefined ? noReceipts : receiptsIn(receipts, () => writer.write([], identity));

async function prepareSchema(
  { database, where }: Placed,
  { url, busyMs, migrate, hash = 'sha256' }: OpenOptions,
): Promise<Result<readonly string[]>> {
  const state = await schemaState(database, where);
  if (!state.ok) return state;
  if (state.value === 'current' || state.value === 'expanded') return ok([]);
  if (migrate === undefined)
    return { ok: false, problem: state.value === 'empty' ? faults.empty(where) : faults.older(where) };
  return migrated(url, busyMs, { at: migrate, hash });
}

/** Migrates on connections of its own, which wait as long as it takes: an index of a large table is built in silence. */
async function migrated(
  url: string,
  busyMs: number | undefined,
  born: { readonly at: Instant; readonly hash: ChainHash },
): Promise<Result<readonly string[]>> {
  const placed = databaseAt(url, { readOnly: false, busyMs, answerMs: null, create: true });
  if (!placed.ok) return placed;
  const { database, where } = placed.value;
  try {
    const taken = await migrateSchema(database, where, { birth: (db) => birth(db, born.at, born.hash) });
    return taken.ok ? ok(taken.value.applied) : taken;
  } finally {
    await database.close();
  }
}
