import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import type { DeliveryOutcome } from '../../domain/digest/delivery';
import { instant, type Instant } from '../../domain/time';
import { isSqliteBusy } from '../database/sqlite';

/** That a mail server has taken a mail (收条). Once true it stays true: no mail that was sent becomes ready again. */
export interface Receipt {
  readonly key: string;
  readonly outcome: Extract<DeliveryOutcome, { type: 'sent' }>;
  /** When, on the clock of the chunk that sent it. */
  readonly now: Instant;
}

/**
 * Receipts are on disk before the ledger has them: a worker killed between a server's 250 and the COMMIT would else
 * have the mail sent again. They are not forced to the disk, since the system keeps what a killed process has written;
 * a machine that loses its power has none, and what had no receipt is sent again. They only guard: no fault of theirs
 * holds up a mail.
 */
export interface Receipts {
  /** Writes a receipt down at once, does what brings it into the ledger, and forgets it when that is done. */
  during<T>(receipt: Receipt, work: () => Promise<T>): Promise<T>;
  /**
   * Hands over what other processes have written, and removes the files of those that are no more; hands over what this
   * one could not bring into the ledger as well. How many receipts. Rejects when the ledger does not take one.
   */
  collect(settle: (receipt: Receipt) => Promise<unknown>): Promise<number>;
  close(): void;
}

/** No receipts at all. */
export const noReceipts: Receipts = {
  during: (_receipt, work) => work(),
  collect: () => Promise.resolve(0),
  close: () => undefined,
};

/** Receipts already in the ledger at which a file is written anew without them. */
const SPENT = 64;

const ReceiptLine = z.object({
  key: z.string(),
  outcome: z.object({
    type: z.literal('sent'),
    response: z.string(),
    refused: z.array(z.object({ contact: z.string(), response: z.string() })),
    to: z.array(z.string()).optional(),
  }),
  now: z.number().transform(instant),
});

/** The file of one process, and the receipts in it that the ledger does not have yet, by their keys. */
interface Slip {
  readonly file: string;
  readonly fd: number;
  readonly lease: Lease;
  readonly open: Map<string, Receipt>;
  lines: number;
}

/** "LEDGER-RANDOM.jsonl": mails of another ledger may have the same keys. */
const RECEIPTS_NAME = /^(?<ledger>[^-]+)-[^-]+\.jsonl$/;

let receiptsWarned = false;

// Receipts only guard, so their faults stop nothing; but somebody should mend the disk.
function tellOnce(fault: unknown): void {
  if (receiptsWarned) return;
  receiptsWarned = true;
  process.emitWarning(
    `收条写不进，被杀时手里的信可能重发 / receipts cannot be kept, a kill may send mails again: ${String(fault)}`,
    { code: 'receipts-not-written' },
  );
}

function tryReceipt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (fault) {
    tellOnce(fault);
    return undefined;
  }
}

function openSlip(folder: string, ledger: string): Slip {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${ledger}-${randomUUID().slice(0, 8)}.jsonl`);
  const lease = takeLease(file);
  if (!lease) throw new Error(`${file} is held by another process`);
  const fd = openSync(file, 'ax', 0o600);
  return { file, fd, lease, open: new Map(), lines: 0 };
}

function putReceipt(slip: Slip, receipts: readonly Receipt[]): void {
  slip.lines += receipts.length;
  writeSync(slip.fd, receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join(''));
}

function forgetReceipt(slip: Slip, key: string): void {
  slip.open.delete(key);
  if (slip.lines - slip.open.size < SPENT) return;
  ftruncateSync(slip.fd);
  slip.lines = 0;
  putReceipt(slip, [...slip.open.values()]);
}

function closeSlip({ fd, lease, open }: Slip): void {
  closeSync(fd);
  // What the ledger has not got is left to whoever comes next.
  if (open.size === 0) lease.remove();
  else lease.release();
}

/** The receipt of a line; nothing when a kill has cut it off. */
function receiptIn(line: string): readonly Receipt[] {
  try {
    return [ReceiptLine.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/** The files of other writers. */
const others = (folder: string, ledger: string, own: string | undefined): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((entry) => RECEIPTS_NAME.exec(entry)?.groups?.['ledger'] === ledger)
    .map((entry) => join(folder, entry))
    .filter((file) => file !== own);

/** The receipts in a file; none when its writer has removed it just now. */
function receiptsInFile(file: string): readonly Receipt[] {
  try {
    return readFileSync(file, 'utf8').split('\n').flatMap(receiptIn);
  } catch {
    return [];
  }
}

/** Hands over what a file holds, and removes it when its writer is no more; how many receipts. */
async function collectFile(file: string, settle: (receipt: Receipt) => Promise<unknown>): Promise<number> {
  // Held from before it is read until it is gone: whoever wrote it writes no more. A writer that goes on keeps its file.
  const lease = tryReceipt(() => takeLease(file)) ?? null;
  try {
    const receipts = receiptsInFile(file);
    await Promise.all(receipts.map(settle));
    lease?.remove();
    return receipts.length;
  } finally {
    lease?.release();
  }
}

/** Receipts in a folder, of the ledger of a name that is asked for when it is needed. */
export function receiptsIn(folder: string, nameOf: () => Promise<string>): Receipts {
  let name: string | undefined;
  let slip: Slip | undefined;
  const forgetOwn = (key: string): void => {
    tryReceipt(() => {
      if (slip) forgetReceipt(slip, key);
    });
  };
  return {
    async during(receipt, work) {
      const { key } = receipt;
      const ledger = (name ??= await nameOf());
      tryReceipt(() => {
        slip ??= openSlip(folder, ledger);
        slip.open.set(key, receipt);
        putReceipt(slip, [receipt]);
      });
      const done = await work();
      forgetOwn(key);
      return done;
    },
    async collect(settle) {
      const ledger = (name ??= await nameOf());
      const own = [...(slip?.open.values() ?? [])];
      await Promise.all(own.map(settle));
      for (const { key } of own) forgetOwn(key);
      let found = own.length;
      for (const file of tryReceipt(() => others(folder, ledger, slip?.file)) ?? [])
        found += await collectFile(file, settle);
      return found;
    },
    close() {
      const last = slip;
      slip = undefined;
      if (last)
        tryReceipt(() => {
          closeSlip(last);
        });
    },
  };
}

/** The sole right to a file; it ends with the process that has it, however that ends. */
interface Lease {
  /** Gives it up. Idempotent. */
  release(): void;
  /** Removes the file with its lock, and gives it up. */
  remove(): void;
}

/**
 * Takes the lease of a file; null while another has it, in this process, another or another container of this machine.
 * It is a lock of SQLite's beside the file, which the system lifts when its holder is gone: a process number, which two
 * containers can share, says nothing.
 */
function takeLease(file: string): Lease | null {
  const path = `${file}.lock`;
  const lock = new DatabaseSync(path);
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (isSqliteBusy(error)) return null;
    throw error;
  }
  const release = (): void => {
    if (lock.isOpen) lock.close();
  };
  return {
    release,
    remove() {
      rmSync(file, { force: true });
      rmSync(path, { force: true });
      release();
    },
  };
}
