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
import type { ClaimName } from './attempts';

/** That a mail server has taken a mail (收条). Once true it stays true: no mail that was sent becomes ready again. */
export interface Receipt {
  readonly key: string;
  readonly outcome: Extract<DeliveryOutcome, { type: 'sent' }>;
  /** When, on the clock of the chunk that sent it. */
  readonly now: Instant;
  /** The claim under which it was sent; absent: not known. */
  readonly by?: ClaimName | undefined;
}

/** What a collected receipt is handed to. */
export interface Collector {
  /** Brings a receipt into the ledger. */
  settle(receipt: Receipt): Promise<unknown>;
  /** Which of these, which the ledger had, it has no more: it was set back to an older copy of itself. */
  forgotten(settled: readonly Receipt[]): Promise<readonly Receipt[]>;
}

/**
 * Receipts are on disk before the ledger has them: a worker killed between a server's 250 and the COMMIT would else
 * have the mail sent again. They are not forced to the disk, since the system keeps what a killed process has written;
 * a machine that loses its power has none, and what had no receipt is sent again. They only guard: no fault of theirs
 * holds up a mail.
 */
export interface Receipts {
  /** Writes a receipt down at once, does what brings it into the ledger, and marks it as settled when that is done. */
  during<T>(receipt: Receipt, work: () => Promise<T>): Promise<T>;
  /**
   * Hands over what other processes have written and not settled, and removes the files of those that are no more; hands
   * over what this one could not bring into the ledger as well. What is settled is handed over again only to a ledger that
   * was set back to before it, after a failover say: that mail has gone. How many receipts. Rejects when the ledger does
   * not take one.
   */
  collect(collector: Collector): Promise<number>;
  close(): void;
}

/** No receipts at all. */
export const noReceipts: Receipts = {
  during: (_receipt, work) => work(),
  collect: () => Promise.resolve(0),
  close: () => undefined,
};

/** Settled receipts at which a file is written anew without the older half of them: a server that takes over lacks less. */
const SPENT = 256;

const ReceiptLine = z.object({
  key: z.string(),
  outcome: z.object({
    type: z.literal('sent'),
    response: z.string(),
    refused: z.array(z.object({ contact: z.string(), response: z.string() })),
    to: z.array(z.string()).optional(),
  }),
  now: z.number().transform(instant),
  by: z.object({ run: z.string(), attempt: z.number(), now: z.number().transform(instant) }).optional(),
});

/** Marks the receipts of a mail above it as settled. */
const SettledLine = z.object({ settled: z.string() });

/** Receipts by whether the ledger has them. */
interface Sorted {
  /** Not yet, by the keys of their mails. */
  readonly open: Map<string, Receipt>;
  /** In the order in which they were settled. */
  readonly settled: Receipt[];
}

/** The file of one process, and the receipts in it. */
interface Slip extends Sorted {
  readonly file: string;
  readonly fd: number;
  readonly lease: Lease;
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
  return { file, fd, lease, open: new Map(), settled: [] };
}

type Line = Receipt | z.infer<typeof SettledLine>;

function putLines({ fd }: Slip, lines: readonly Line[]): void {
  writeSync(fd, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function markSettled(slip: Slip, key: string): void {
  if (!take(slip, key)) return;
  if (slip.settled.length < SPENT) {
    putLines(slip, [{ settled: key }]);
    return;
  }
  slip.settled.splice(0, SPENT / 2);
  ftruncateSync(slip.fd);
  putLines(slip, [
    ...slip.settled.flatMap((receipt) => [receipt, { settled: receipt.key }]),
    ...slip.open.values(),
  ]);
}

/** Moves a receipt to the settled ones; whether there was one. */
function take({ open, settled }: Sorted, key: string): boolean {
  const receipt = open.get(key);
  if (receipt) settled.push(receipt);
  return open.delete(key);
}

function closeSlip({ fd, lease, open }: Slip): void {
  closeSync(fd);
  // What the ledger has not got is left to whoever comes next.
  if (open.size === 0) lease.remove();
  else lease.release();
}

/** What a line says; null when a kill has cut it off. */
function lineIn(line: string): Line | null {
  try {
    return z.union([ReceiptLine, SettledLine]).parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The files of other writers. */
const others = (folder: string, ledger: string, own: string | undefined): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((entry) => RECEIPTS_NAME.exec(entry)?.groups?.['ledger'] === ledger)
    .map((entry) => join(folder, entry))
    .filter((file) => file !== own);

/** The receipts in a file; none when its writer has removed it just now. */
function receiptsInFile(file: string): Sorted {
  const sorted: Sorted = { open: new Map(), settled: [] };
  try {
    for (const text of readFileSync(file, 'utf8').split('\n')) {
      const line = lineIn(text);
      if (line && 'settled' in line) take(sorted, line.settled);
      else if (line) sorted.open.set(line.key, line);
    }
  } catch {
    return sorted;
  }
  return sorted;
}

/** Hands over receipts; those that were. */
async function handOver({ open, settled }: Sorted, collector: Collector): Promise<readonly Receipt[]> {
  const due = [...open.values(), ...(settled.length > 0 ? await collector.forgotten(settled) : [])];
  await Promise.all(due.map((receipt) => collector.settle(receipt)));
  return due;
}

/** Hands over what a file holds, and removes it when its writer is no more; how many receipts. */
async function collectFile(file: string, collector: Collector): Promise<number> {
  // Held from before it is read until it is gone: whoever wrote it writes no more. A writer that goes on keeps its file.
  const lease = tryReceipt(() => takeLease(file)) ?? null;
  try {
    const handed = await handOver(receiptsInFile(file), collector);
    lease?.remove();
    return handed.length;
  } finally {
    lease?.release();
  }
}

/** Receipts in a folder, of the ledger of a name that is asked for when it is needed. */
export function receiptsIn(folder: string, nameOf: () => Promise<string>): Receipts {
  let name: string | undefined;
  let slip: Slip | undefined;
  const settledOwn = (key: string): void => {
    tryReceipt(() => {
      if (slip) markSettled(slip, key);
    });
  };
  return {
    async during(receipt, work) {
      const { key } = receipt;
      const ledger = (name ??= await nameOf());
      tryReceipt(() => {
        slip ??= openSlip(folder, ledger);
        slip.open.set(key, receipt);
        putLines(slip, [receipt]);
      });
      const done = await work();
      settledOwn(key);
      return done;
    },
    async collect(collector) {
      const ledger = (name ??= await nameOf());
      const own = slip ? await handOver(slip, collector) : [];
      for (const { key } of own) settledOwn(key);
      let found = own.length;
      for (const file of tryReceipt(() => others(folder, ledger, slip?.file)) ?? [])
        found += await collectFile(file, collector);
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
