import { accessDoor } from './access/door';
import { hostAhead } from './database/clock';
import type { Database } from './database/dialect';
import { waysTo } from './database/ways';
import type { Writer } from './database/writer';
import { itemDoor } from './items/door';
import { journalDoor } from './journal/door';
import { logDoor } from './log/door';
import type { LogKeyPlace } from './log/log-key';
import { mailDoor, postDoor, settleDoor } from './mails/door';
import type { Receipts } from './mails/receipts';
import { noticeDoor } from './notices/door';
import { officeDoor } from './office/door';
import { makeOfficeReader } from './office/office';
import { recordDoor } from './record/door';
import { checkLedger } from './upkeep/check';
import { copyIntoFile } from './upkeep/into-file';

/** What a ledger is made of. */
export interface LedgerParts {
  readonly database: Database;
  /** Schema steps taken when it was opened. */
  readonly applied: readonly string[];
  readonly writer: Writer;
  readonly receipts: Receipts;
  /** Where the key of its log is; null: its checkpoints are not signed. */
  readonly logKey: LogKeyPlace | null;
}

/** The whole ledger (台账): the doors of its folders together. */
export type Ledger = ReturnType<typeof makeLedger>;

/** The whole ledger over an open database. */
export function makeLedger({ database, applied, writer, receipts, logKey }: LedgerParts) {
  const ways = waysTo(database, writer);
  const officeOf = makeOfficeReader();
  return {
    ...journalDoor(ways),
    ...itemDoor(ways),
    ...officeDoor(ways, officeOf),
    ...logDoor(ways, logKey),
    ...accessDoor(ways),
    ...noticeDoor(ways, officeOf),
    ...mailDoor(ways, officeOf, logKey),
    ...postDoor(ways, officeOf),
    ...settleDoor(ways, officeOf, receipts),
    ...recordDoor(ways, officeOf),
    /** Rebuilds projections through evolve() and compares; demands one `delivered` entry for each terminal mail. */
    check: () => ways.snapshot(checkLedger),
    /** Difference of this host's clock from that of the database's server, ms; null for a file. */
    hostAhead: ways.asks(hostAhead),
    /** Schema steps taken when it was opened. */
    applied,
    /** What this process has committed since it opened the ledger, and how busy its connections are; pool null: a file. */
    load: () => ({ committed: writer.committed, pool: database.poolLoad?.() ?? null }),
    /** A consistent copy of the database in a file (SQLite). */
    backup: (file: string) => ways.read(() => copyIntoFile(database, file)),
    close: async () => {
      await writer.stop();
      receipts.close();
      await database.close();
    },
  };
}
