import { writeSync } from 'node:fs';
import { z } from 'zod';
import type { Ledger } from '../../ledger/ledger';

/** The pipe on which a worker writes its notes: what is in it survives a kill and a full disk. */
export const NOTES = 4;

/** A mail claimed, with the "unit|stream" of its reminders and when the claim began; or one settled. */
export const Note = z.union([
  z.object({ claimed: z.string(), began: z.number(), reminds: z.array(z.string()) }),
  z.object({ settled: z.string() }),
]);
export type Note = z.infer<typeof Note>;

/** A clock that all processes of this machine share and nobody sets, µs. */
export const monotonic = (): number => Number(process.hrtime.bigint() / 1000n);

const write = (note: Note): void => {
  writeSync(NOTES, `${JSON.stringify(note)}\n`);
};

/** A ledger that writes down what is claimed and settled. */
export const noting = (ledger: Ledger): Ledger => ({
  ...ledger,
  async claim(call) {
    const began = monotonic();
    const claim = await ledger.claim(call);
    if (claim.type === 'mail') {
      const { key, edition } = claim.mail;
      const reminding = edition.lines.filter(({ rung }) => rung !== null && rung !== 'C');
      write({ claimed: key, began, reminds: reminding.map(({ unit, stream }) => `${unit}|${stream}`) });
    }
    return claim;
  },
  async settle(key, outcome, now, by) {
    await ledger.settle(key, outcome, now, by);
    write({ settled: key });
  },
});
