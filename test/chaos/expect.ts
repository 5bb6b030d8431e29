import { NOTHING_FOUND } from './audit';
import type { Round } from './draw';
import { playRound, type Ground } from './round';

/**
 * Plays a round and demands of it: no reminder lost, none that nobody should have had, none of what was closed, every
 * event and command once, no copy of a mail under another Message-ID and no more copies than connections were in flight
 * at the blows; and a task for each unit whose address is refused.
 */
export async function expectRoundHolds(round: Round, ground: Ground): Promise<void> {
  const { findings, duplicates, mayDouble, failed, told } = await playRound(round, ground);
  expect(findings).toEqual(NOTHING_FOUND);
  expect(duplicates).toBeLessThanOrEqual(mayDouble);
  expect(failed).toEqual(told);
  expect(told).toHaveLength(new Set(round.refused).size);
}
