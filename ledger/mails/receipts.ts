import { randomUUID } from 'node:crypto';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Outcome } from '../../domain/digest/delivery';
import { instant, type Instant } from '../../domain/time';

/** That a mail server has taken a mail (收条). Once true it stays true: no mail that was sent becomes ready again. */
export interface Receipt {
  readonly key: string;
  readonly outcome: Extract<Outcome, { type: 'sent' }>;
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

/** So many receipts that the ledger has stand in a file before it is written anew without them. */
const SPENT = 64;

const Line = z.object({
  key: z.string(),
  outcome: z.object({
    type: z.literal('sent'),
    response: z.string(),
    refused: z.array(z.object({ contact: z.string(), response: z.string() })),
  }),
  now: z.number().transform(instant),
});

/** The file of one process, and the receipts in it that the ledger does not have yet, by their keys. */
interface Slip {
  readonly file: string;
  readonly fd: number;
  readonly open: Map<string, Receipt>;
  lines: number;
}

/** "LEDGER-PID-RANDOM.jsonl": mails of another ledger may have the same keys. */
const NAME = /^(?<ledger>[^-]+)-(?<pid>\d+)-[^-]+\.jsonl$/;

/** Files of this process. */
const ours = new Set<string>();

function ifPossible<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const remove = (file: string): void => {
  ifPossible(() => {
    rmSync(file, { force: true });
  });
};

function openSlip(folder: string, ledger: string): Slip {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${ledger}-${process.pid}-${randomUUID().slice(0, 8)}.jsonl`);
  const fd = openSync(file, 'ax', 0o600);
  ours.add(file);
  return { file, fd, open: new Map(), lines: 0 };
}

function put(slip: Slip, receipts: readonly Receipt[]): void {
  slip.lines += receipts.length;
  writeSync(slip.fd, receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join(''));
}

function forget(slip: Slip, key: string): void {
  slip.open.delete(key);
  if (slip.lines - slip.open.size < SPENT) return;
  ftruncateSync(slip.fd);
  slip.lines = 0;
  put(slip, [...slip.open.values()]);
}

function closeSlip({ file, fd, open }: Slip): void {
  closeSync(fd);
  ours.delete(file);
  // What the ledger has not got is left to whoever comes next.
  if (open.size === 0) remove(file);
}

// A number that has gone to another process only leaves the file where it is.
function isOver(pid: number): boolean {
  // In a container the first process has the number of the one before it.
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH';
  }
}

/** What stands in a line; nothing when a kill has cut it off. */
const receiptIn = (line: string): readonly Receipt[] =>
  ifPossible(() => [Line.parse(JSON.parse(line))]) ?? [];

/** The files of other processes, whether these are over, and what they have written. */
const others = (folder: string, ledger: string) =>
  readdirSync(folder).flatMap((entry) => {
    const { groups } = NAME.exec(entry) ?? {};
    const file = join(folder, entry);
    if (groups?.['ledger'] !== ledger || ours.has(file)) return [];
    const over = isOver(Number(groups['pid']));
    return [{ file, over, receipts: readFileSync(file, 'utf8').split('\n').flatMap(receiptIn) }];
  });

/** Receipts in a folder, of the ledger of a name that is asked for when it is needed. */
export function receiptsIn(folder: string, nameOf: () => Promise<string>): Receipts {
  let name: string | undefined;
  let slip: Slip | undefined;
  const forgetOwn = (key: string): void => {
    ifPossible(() => {
      if (slip) forget(slip, key);
    });
  };
  return {
    async during(receipt, work) {
      const { key } = receipt;
      const ledger = (name ??= await nameOf());
      ifPossible(() => {
        slip ??= openSlip(folder, ledger);
        slip.open.set(key, receipt);
        put(slip, [receipt]);
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
      const found = ifPossible(() => others(folder, ledger)) ?? [];
      for (const { file, over, receipts } of found) {
        await Promise.all(receipts.map(settle));
        if (over) remove(file);
      }
      return found.reduce((sum, { receipts }) => sum + receipts.length, own.length);
    },
    close() {
      const last = slip;
      slip = undefined;
      if (last)
        ifPossible(() => {
          closeSlip(last);
        });
    },
  };
}
