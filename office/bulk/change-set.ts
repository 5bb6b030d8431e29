import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf } from '../../domain/journal/canonical';
import type { StreamId } from '../../domain/journal/types';
import type { Office } from '../../domain/office';
import { ok } from '../../domain/problem';
import type { ChangeEnd, ChangeSet, EndedChange, ItemChange } from '../../ledger/database/tables/change-sets';
import { stepKey, type ChangeSetProgress } from '../../ledger/journal/change-sets';
import type { Ledger } from '../../ledger/ledger';
import { type BulkAsked, type BulkOrder, type BulkOutcome, type Planner, type RefusedMove } from './order';
import { moveDates, acceptHandIns, finishCalls } from './planners';

function plannerOf(asked: BulkAsked, office: Office): Planner {
  switch (asked.type) {
    case 'move':
      return moveDates(office, asked);
    case 'accept':
      return acceptHandIns(asked);
    case 'calls':
      return finishCalls(asked);
    case 'command':
      return () => Promise.resolve(ok([{ part: '', command: asked.command }]));
  }
}

type PlanLedger = Pick<Ledger, 'item' | 'request' | 'office'>;

/** What an order comes to for one item; its end stands already when nothing is to be sent. */
async function rowOfChange(
  ledger: PlanLedger,
  order: BulkOrder,
  planner: Planner,
  item: StreamId,
): Promise<ItemChange> {
  const known: string[] = [];
  const isDone = async (part: string): Promise<boolean> => {
    if ((await ledger.request(item, stepKey(order, item, part))) === null) return false;
    known.push(part);
    return true;
  };
  const steps = await planner(await ledger.item(item), isDone);
  if (!steps.ok) return { item, steps: [], end: { type: 'refused', problem: steps.problem } };
  if (steps.value.length === 0)
    return { item, steps: [], end: { type: known.length > 0 ? 'done' : 'unchanged' } };
  const keyed = steps.value.map(({ part, command }) => ({ command, key: stepKey(order, item, part) }));
  return { item, steps: keyed, end: null };
}

/** The change set of an order, from the items as they stand; parts done before under the same key are left out. */
export async function planOrder(ledger: PlanLedger, order: BulkOrder): Promise<ChangeSet> {
  const { key, actor, onBehalf, asked } = order;
  const planner = plannerOf(asked, await ledger.office());
  const changes: ItemChange[] = [];
  for (const item of order.items) changes.push(await rowOfChange(ledger, order, planner, item));
  return { key, about: digestOf([asked, actor, onBehalf]), actor, onBehalf, changes };
}

/** Whether anything of a set is to be sent. */
export const isOpenSet = ({ changes }: Pick<ChangeSet, 'changes'>): boolean =>
  changes.some(({ end }) => end === null);

/** What became of an order, item by item, by the ends of its changes. */
export function bulkOutcome(ends: readonly EndedChange[]): BulkOutcome {
  const of = (type: ChangeEnd['type'] | undefined): readonly StreamId[] =>
    ends.flatMap(({ item, end }) => (end?.type === type ? [item] : []));
  return {
    done: of('done'),
    unchanged: of('unchanged'),
    refused: ends.flatMap(({ item, end }): RefusedMove[] =>
      end?.type === 'refused' ? [{ item, problem: end.problem }] : [],
    ),
    left: of(undefined),
  };
}

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
