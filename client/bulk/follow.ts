import { setTimeout as sleep } from 'node:timers/promises';
import type { EndedChange } from '../../ledger/database/tables/change-sets';
import type { ChangeSetProgress } from '../../ledger/journal/change-sets';
import type { Ledger } from '../../ledger/ledger';

/** Between two looks, ms. */
const FOLLOW_LOOK_MS = 200;

const settledOf = ({ done, unchanged, refused }: ChangeSetProgress): number => done + unchanged + refused;

/**
 * Watches a change set until it has ended, or nothing of it has for some ms: it goes on by itself. Returns what became of
 * each change, by its place.
 */
export async function followChanges(
  ledger: Pick<Ledger, 'changeSet' | 'changeEnds'>,
  key: string,
  within: number,
  told: (progress: ChangeSetProgress) => void,
): Promise<readonly EndedChange[]> {
  let [most, until] = [-1, 0];
  for (;;) {
    const progress = await ledger.changeSet(key);
    if (progress && settledOf(progress) > most) {
      most = settledOf(progress);
      until = performance.now() + within;
      told(progress);
    }
    if (!progress || progress.ended || performance.now() >= until) return ledger.changeEnds(key);
    await sleep(FOLLOW_LOOK_MS);
  }
}
