import type { Problem } from '../../domain/problem';
import { isOutage } from '../../domain/problem-codes';
import type { Instant } from '../../domain/time';
import type { ChangeEnd, ChangeSet } from '../../ledger/database/tables/change-sets';
import type { ChangeSetProgress, NumberedChange } from '../../ledger/journal/change-sets';
import type { Ledger } from '../../ledger/ledger';
import type { Duban } from '../running/duban';
import { pooled } from '../running/pool';
import { byItem } from './preview';

/** Items that are asked at once. */
const CHANGES_AT_ONCE = 10;

/** Changes read at once. */
const CHANGES_PAGE = 100;

/** Items in a row that cannot be reached, after which nothing more is tried for now. */
const MOST_FAULTS = 10;

/** Dependencies of running a change set. */
export interface RunPorts {
  readonly ledger: Pick<
    Ledger,
    'changesLeft' | 'endChange' | 'endChangeSet' | 'releaseStuck' | 'changeSet' | 'pending'
  >;
  /** Mail is ready: the mailroom should look again. */
  readonly kickMailroom: () => Promise<unknown>;
  readonly duban: Pick<Duban, 'command'>;
}

/** How one pass over a change set went. */
export interface Pass extends ChangeSetProgress {
  /** Why some are left; null: none is, or the time was over. */
  readonly stuck: Problem | null;
  /** The place up to which all were tried; -1 when it came to the end. */
  readonly after: number;
}

/** A change that the next pass goes on with. `problem`: the outage that leaves it open; null: this pass has no more time. */
interface LeftChange {
  readonly type: 'left';
  readonly problem: Problem | null;
}

/** Sends the commands of a change in their order, none any more once this `stops`; its end, or what leaves it open. */
async function make(
  { duban }: Pick<RunPorts, 'duban'>,
  { actor, onBehalf }: Pick<ChangeSet, 'actor' | 'onBehalf'>,
  { item, steps }: NumberedChange,
  stops: () => boolean,
): Promise<ChangeEnd | LeftChange> {
  let end: ChangeEnd = { type: 'unchanged' };
  for (const { command, key } of steps) {
    if (stops()) return { type: 'left', problem: null };
    const answer = await duban.command({ stream: item, command, actor, onBehalf, key });
    if (answer.ok) end = { type: 'done' };
    else if (isOutage(answer.problem)) return { type: 'left', problem: answer.problem };
    else if (answer.problem.code !== 'no-change') return { type: 'refused', problem: answer.problem };
  }
  return end;
}

/** How a pass goes. */
interface PassCall {
  readonly now: Instant;
  readonly isOver: () => boolean;
  /** The pass before came so far: those behind have their turn, whatever cannot be reached in front of them. */
  readonly after?: number;
}

/**
 * One pass over the changes of a set that have no end: ten items at a time, the changes of an item one after the other.
 * What the rules refuse is noted and the others go on; an item that cannot be reached is left for the next pass. Ends the
 * set when nothing is left. Idempotent: each command has its own key.
 */
export async function runChanges(
  ports: RunPorts,
  key: string,
  { now, isOver, after: from = -1 }: PassCall,
): Promise<Pass> {
  const { ledger } = ports;
  let [faults, stuck] = [0, null as Problem | null];
  let reached = from;
  const stops = (): boolean => isOver() || faults >= MOST_FAULTS;
  const makeAll = async (set: Pick<ChangeSet, 'actor' | 'onBehalf'>, own: readonly NumberedChange[]) => {
    if (!stops()) reached = Math.max(reached, own[0]?.no ?? reached);
    for (const change of own) {
      const end = await make(ports, set, change, stops);
      if (end.type === 'left') {
        if (end.problem) [faults, stuck] = [faults + 1, end.problem];
        return;
      }
      faults = 0;
      await ledger.endChange(key, change, end);
    }
  };
  for (let after = from; !stops();) {
    const { changes, ...set } = await ledger.changesLeft({ key, after, limit: CHANGES_PAGE });
    await pooled(byItem(changes).values(), CHANGES_AT_ONCE, (own) => makeAll(set, own));
    after = changes.at(-1)?.no ?? after;
    if (changes.length < CHANGES_PAGE && !stops()) reached = -1;
    if (changes.length < CHANGES_PAGE) break;
  }
  const progress = await runProgress(ports, key, now);
  if (stuck !== null) await ledger.releaseStuck(key, now);
  if ((stuck !== null || progress.ended) && (await ledger.pending(now)).ready > 0) await ports.kickMailroom();
  return { ...progress, stuck, after: reached };
}

async function runProgress({ ledger }: RunPorts, key: string, now: Instant): Promise<ChangeSetProgress> {
  const progress = await ledger.changeSet(key);
  if (progress === null) return { total: 0, done: 0, unchanged: 0, refused: 0, ended: true };
  const { total, done, unchanged, refused } = progress;
  const ended = done + unchanged + refused === total;
  if (ended) await ledger.endChangeSet(key, now);
  return { ...progress, ended };
}
