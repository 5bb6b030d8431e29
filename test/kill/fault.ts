import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Ledger } from '../../ledger/ledger';
import type { Transport } from '../../mail/types';
import { makeKiller } from './commit';

/** Where a worker can be killed; `command`: a record that carries one, `commit`: in the middle of a COMMIT. */
const Point = z.enum([
  'record',
  'command',
  'composeSlot',
  'markComposed',
  'composeLetters',
  'claim',
  'send',
  'settle',
  'journalDeliveries',
  'anchor',
  'commit',
]);
type Point = z.infer<typeof Point>;

/** One kill: at the n-th time that a worker comes to a point, before what it does there or after it. */
export const Fault = z.object({
  point: Point,
  when: z.enum(['before', 'after']),
  nth: z.number().int().positive(),
  /** For `commit`: how long it has been under way, µs. */
  delay: z.number().optional(),
});
export type Fault = z.infer<typeof Fault>;

/** What a worker writes down in its last moment. */
export const LastWords = z.object({ inFlight: z.number() });
type LastWords = z.infer<typeof LastWords>;

/** Comes to a point; the process may not come back. */
type Strike = (point: Point, when: Fault['when']) => void;

/** Death as a worker carries it with it. */
export interface Reaper {
  readonly strike: Strike;
  /** Mails claimed that nothing on disk says to be sent. */
  inFlight: number;
}

const killMyself = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** Ends this process with SIGKILL at the fault, having written into a file how many mails were in flight. */
export function makeReaper(fault: Fault | null, file: string): Reaper {
  const killer = fault?.point === 'commit' ? makeKiller(fault.delay ?? 0) : killMyself;
  let times = 0;
  const reaper: Reaper = {
    inFlight: 0,
    strike(point, when) {
      if (point !== fault?.point || when !== fault.when) return;
      times += 1;
      if (times !== fault.nth) return;
      const words: LastWords = { inFlight: reaper.inFlight };
      writeFileSync(file, JSON.stringify(words));
      killer();
    },
  };
  return reaper;
}

/** The same function, with a point before and after it. */
const around =
  <A extends unknown[], R>(strike: Strike, point: Point, call: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    strike(point, 'before');
    const value = await call(...args);
    strike(point, 'after');
    return value;
  };

/** A ledger whose writes are points. */
export function deadlyLedger(ledger: Ledger, reaper: Reaper): Ledger {
  const { strike } = reaper;
  const over = <A extends unknown[], R>(point: Point, call: (...args: A) => Promise<R>) =>
    around(strike, point, call);
  return {
    ...ledger,
    async record(call) {
      strike('record', 'before');
      const reply = await ledger.record(call);
      strike('record', 'after');
      if (call.commands.length > 0) strike('command', 'after');
      return reply;
    },
    async claim(call) {
      strike('claim', 'before');
      const claim = await ledger.claim(call);
      if (claim.type === 'mail') {
        reaper.inFlight += 1;
        strike('claim', 'after');
      }
      return claim;
    },
    async settle(key, outcome, now, by) {
      strike('settle', 'before');
      const settled = ledger.settle(key, outcome, now, by);
      // A mail that was sent has its receipt from here on, and must not come again.
      reaper.inFlight -= 1;
      await settled;
      strike('settle', 'after');
    },
    composeSlot: over('composeSlot', (call) => ledger.composeSlot(call)),
    composeLetters: over('composeLetters', (call) => ledger.composeLetters(call)),
    markComposed: over('markComposed', (slot, now) => ledger.markComposed(slot, now)),
    journalDeliveries: over('journalDeliveries', (now) => ledger.journalDeliveries(now)),
    checkpoint: over('anchor', (call) => ledger.checkpoint(call)),
  };
}

/** A transport with a point before SMTP, and one after the server has taken a mail. */
export const deadlyTransport = (transport: Transport, { strike }: Reaper): Transport => ({
  ...transport,
  send: around(strike, 'send', (mail, claimed) => transport.send(mail, claimed)),
});
