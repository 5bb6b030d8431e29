import { runChanges } from '../../office/bulk/run';
import type { Duban } from '../../office/running/duban';
import type { Instant } from '../../domain/time';
import type { ChangeSet, EndedChange } from '../../ledger/database/tables/change-sets';
import type { Ledger } from '../../ledger/ledger';
import { sure } from './sure';

/** Keeps a change set and makes one pass over it, as its workflow does; what became of each change. */
export async function makeChanges(
  ledger: Ledger,
  duban: Pick<Duban, 'command'>,
  set: ChangeSet,
  now: Instant,
): Promise<readonly EndedChange[]> {
  sure(await ledger.keepChangeSet(set, now));
  await runChanges({ ledger, duban, kickMailroom: () => Promise.resolve() }, set.key, {
    now,
    isOver: () => false,
  });
  return ledger.changeEnds(set.key);
}
