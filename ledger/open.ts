import { ok, type Result } from '../domain/problem';
import { faultOf, faults, LedgerFault } from './database/faults';
import { makeLedger } from './ledger';
import { noReceipts, receiptsIn, type Receipts } from './mails/receipts';
import { migrateSchema, schemaState } from './database/migrations';
import { databaseAt, type Placed } from './database/place';
import { ledgerName } from './office/salt';
import type { LogKeyPlace } from './log/log-key';
import type { Ledger } from './types';
import { makeWriter, type Writer } from './database/writer';

/** How a ledger is opened. */
export interface OpenOptions {
  /** `sqlite:FILE` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. */
  readonly url: string;
  /** Nothing is written, and a schema that is missing or older is refused. */
  readonly readOnly?: boolean;
  /** How long writes gather for a common COMMIT, ms; default 2, 0: until the next turn of the event loop. */
  readonly groupMs?: number;
  /** How long a write waits for another process before it is `ledger-locked`, ms; default 2,000 on a file, 10,000 on a server. */
  readonly busyMs?: number;
  /** Folder for receipts of mails that were sent (收条), in which the workers of one machine find each other's; default: none are kept. */
  readonly receipts?: string;
  /** Where the key that signs checkpoints is (made with the first one); default: they are not signed. */
  readonly logKey?: LogKeyPlace;
}

/**
 * Opens the ledger (台账) at an address; a new or older one gets its tables, unless it is read only. Refuses
 * `bad-ledger-url`, `ledger-not-found`, `not-a-ledger`, `ledger-locked`, `ledger-read-only`, `ledger-damaged`,
 * `ledger-newer`, `ledger-older`, `ledger-unreachable`; each names the place, without a password, and what to do.
 */
export async function openLedger(options: OpenOptions): Promise<Result<Ledger>> {
  const { url, readOnly = false, groupMs = 2, busyMs } = options;
  const placed = databaseAt(url, { readOnly, busyMs });
  if (!placed.ok) return placed;
  const { database, where } = placed.value;
  try {
    const prepared = readOnly ? await checkSchema(placed.value) : await prepareSchema(placed.value);
    if (prepared.ok) {
      const writer = makeWriter(database, groupMs);
      const receipts = receiptsOf(writer, options);
      return ok(
        makeLedger({
          database,
          where,
          applied: prepared.value,
          writer,
          receipts,
          logKey: options.logKey ?? null,
        }),
      );
    }
    await database.close();
    return prepared;
  } catch (error) {
    await database.close();
    const fault = faultOf(database, error);
    if (fault instanceof LedgerFault) return { ok: false, problem: fault.problem };
    throw error;
  }
}

const receiptsOf = (writer: Writer, { receipts }: OpenOptions): Receipts =>
  receipts === undefined ? noReceipts : receiptsIn(receipts, () => writer.write([], ledgerName));

async function checkSchema({ database, where }: Placed): Promise<Result<readonly string[]>> {
  const state = await schemaState(database, where);
  if (!state.ok) return state;
  if (state.value === 'empty') return { ok: false, problem: faults.notALedger(where) };
  return state.value === 'older' ? { ok: false, problem: faults.older(where) } : ok([]);
}

async function prepareSchema({ database, where }: Placed): Promise<Result<readonly string[]>> {
  const state = await schemaState(database, where);
  if (!state.ok) return state;
  if (state.value === 'current') return ok([]);
  const migrated = await migrateSchema(database, where);
  return migrated.ok ? ok(migrated.value.applied) : migrated;
}
