import { diffPlan, type ItemDiff } from '../../domain/plan/diff';
import type { PlanDraft } from '../../domain/plan/draft';
import type { Plan } from '../../domain/plan/types';
import { itemStream, noticeStream } from '../../domain/journal/streams';
import type { ItemState } from '../../domain/item/types';
import { matchingForm } from '../../domain/roster/names';
import { z } from 'zod';
import type { Ledger } from '../../ledger/ledger';

const issuedBody = z.object({ items: z.array(z.string()) });

/** Issued items of a notice by key, in the order of their issue; null: issued, not begun. */
export async function runningItems(
  ledger: Pick<Ledger, 'history' | 'items' | 'standing'>,
  notice: string,
): Promise<ReadonlyMap<string, ItemState | null>> {
  const history = await ledger.history(noticeStream(notice));
  const keys = history
    .filter(({ type }) => type === 'noticeIssued')
    .flatMap(({ body }) => issuedBody.parse(JSON.parse(body)).items);
  const states = new Map((await ledger.items({ notice })).map((state) => [state.key, state]));
  return new Map(keys.map((key) => [key, states.get(key) ?? null]));
}

/** What is compared with running items, and how. */
export interface WantedPlan {
  readonly plan: Plan;
  /** The plan as written: which group words have members of the coordinator's choice. */
  readonly draft: Pick<PlanDraft, 'groups' | 'items'>;
  /** Keys to look at; null: all. */
  readonly items: readonly string[] | null;
  readonly reason: string;
  /** Members that groups have gained or lost in the roster since the issue are left as they are. */
  readonly keepGroups: boolean;
}

/** What a plan would change in the running items of its notice, under the office in force. */
export async function planDiff(
  ledger: Pick<Ledger, 'history' | 'items' | 'standing' | 'office'>,
  { plan, draft, items, reason, keepGroups }: WantedPlan,
): Promise<readonly ItemDiff[]> {
  const states = await runningItems(ledger, plan.notice);
  const forAll = Object.keys(draft.groups).map(matchingForm);
  const chosen = new Map(
    draft.items.map(({ key, groups }) => [
      key,
      new Set([...forAll, ...Object.keys(groups).map(matchingForm)]),
    ]),
  );
  const diffs = diffPlan(plan, {
    office: await ledger.office(),
    states,
    isChosen: (item, group) => chosen.get(item)?.has(matchingForm(group)) === true,
    reason,
  });
  return diffs
    .filter(({ key }) => items === null || items.includes(key))
    .map((diff) => ({
      ...diff,
      changes: diff.changes.filter(({ cause }) => !keepGroups || cause !== 'roster'),
    }))
    .filter(({ type, changes }) => type !== 'changed' || changes.length > 0);
}

/** The stream of an item of a plan. */
export const streamIn = (plan: Plan, key: string): string => itemStream(plan.notice, key);
