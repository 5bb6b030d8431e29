import { arrived, type Arrived } from './arrived';
import type { KillableOffice } from './killable-office';
import { SLOT, type Wave } from './wave';

/** As many mails can be under way at once: two chunks of four connections. */
const CONNECTIONS = 8;

async function isDone({ ledger }: KillableOffice): Promise<boolean> {
  if ((await ledger.lastCheckpoint())?.slot !== SLOT) return false;
  return (await ledger.check()).pending === 0;
}

/** Waits until nothing is left to be sent or written down, and ends the workers. */
export async function settle(stage: KillableOffice, now: Wave['slotAt']): Promise<void> {
  await stage.until('nothing is ready or under way', async () => {
    const { ready, sending } = await stage.ledger.pending(now);
    return ready + sending === 0;
  });
  await stage.until('the slot is anchored and every end journaled', () => isDone(stage));
  await stage.stopWorkers();
}

/** The journal is sound, and the tables say the same. */
export async function expectTrueStream({ ledger }: KillableOffice): Promise<void> {
  expect((await ledger.verify()).findings).toEqual([]);
  expect(await ledger.check()).toEqual({ findings: [], pending: 0 });
}

/**
 * Waits for the whole wave and demands it: every reminder once, at most one copy too many for each mail that was in
 * flight at the kill and that under the same Message-ID, the journal and the tables as one. What came.
 */
export async function expectWholeWave(stage: KillableOffice, wave: Wave, point: string): Promise<Arrived> {
  await stage.until('every unit has its mail', () => stage.mails >= wave.mails);
  await settle(stage, wave.slotAt);
  const came = await arrived(stage.taken);
  stage.figure(point, came.duplicates);
  expect(came.reminders).toEqual(wave.expected);
  expect(came.wrong).toEqual([]);
  expect(came.duplicates).toBeLessThanOrEqual(stage.lastWords() ?? CONNECTIONS);
  await expectTrueStream(stage);
  return came;
}
