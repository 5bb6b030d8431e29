import { isUnissued, planRequestKey, type ItemDiff } from '../../domain/plan/diff';
import type { PlanChange } from '../../domain/plan/changes';
import type { Command } from '../../domain/item/commands';
import { digestOf } from '../../domain/journal/canonical';
import { hint, ok, text, type Problem, type Result, type Text } from '../../domain/problem';
import type { Plan } from '../../domain/plan/types';
import type { ChangeEnd, ChangeSet, EndedChange, ItemChange } from '../../ledger/database/tables/change-sets';
import type { Duban, IssueParts, IssuedPlan } from '../running/duban';
import { streamIn } from './running';

/** What units read as the reason when the coordinator gives none. */
export const APPLY_REASON = '督办计划调整';

/** A change of an item, as it was made. */
export interface Done {
  readonly item: string;
  readonly what: Text;
}

/** A change of an item that was not made, and why. */
export interface NotDone extends Done {
  readonly problem: Problem;
}

/** What became of a plan. Every change of the difference is in exactly one of the lists. */
export interface Applied {
  readonly done: readonly Done[];
  /** Refused by the rules, or beyond any command; the others went on. */
  readonly refused: readonly NotDone[];
  /** Under way still: the change set goes on with them by itself. */
  readonly left: readonly Done[];
  /** New items, as a batch of their own. */
  readonly issued: IssuedPlan | null;
}

/** Who applies what. */
export interface PlanOrder {
  readonly plan: Plan;
  readonly diffs: readonly ItemDiff[];
  readonly actor: string;
  readonly acceptPast: boolean;
  /** Issued items that the plan lacks are cancelled; otherwise they are refused. */
  readonly cancelMissing: boolean;
}

const keptBack: Problem = {
  code: 'not-in-plan',
  message: text('已交办，计划中却没有', 'it was issued and is not in the plan'),
  hint: hint(
    '要取消，请选取消计划中没有的事项，并写明理由；否则请写回计划',
    'to cancel it choose to cancel what the plan lacks, with a reason; else write it again',
    'cancel-missing',
  ),
};

const itemNotBegun: Problem = {
  code: 'not-begun',
  message: text(
    '已交办，事项尚未登记，现状还不知道',
    'it was issued and has not begun; where it stands is not known yet',
  ),
  hint: text('稍后再执行一次；已让它开始', 'apply again in a moment; it has been started'),
};

/** Why no command is sent for a change; null: send. */
function barred({ type }: ItemDiff, { problem }: PlanChange, { cancelMissing }: PlanOrder): Problem | null {
  return problem ?? (type === 'gone' && !cancelMissing ? keptBack : null);
}

/** A plan as a change set, and what its changes are called, in their order. */
export interface PlanChanges {
  readonly set: ChangeSet;
  readonly made: readonly Done[];
}

/** The change set of a plan. Each command has the key of requestKeyOf: applied again after any end it comes to the same state. */
export function orderChanges(order: PlanOrder): PlanChanges {
  const { plan, actor } = order;
  const made: Done[] = [];
  const changes: ItemChange[] = [];
  const add = (item: string, what: Text, problem: Problem | null, steps: ItemChange['steps']): void => {
    made.push({ item, what });
    const end = problem && ({ type: 'refused', problem } as const);
    changes.push({ item: streamIn(plan, item), steps: problem ? [] : steps, end });
  };
  for (const diff of order.diffs) {
    const { key: item, state, type } = diff;
    if (type === 'waiting') add(item, itemNotBegun.message, itemNotBegun, []);
    for (const change of diff.changes) {
      if (!state) add(item, change.what, itemNotBegun, []);
      else {
        const steps = change.commands.map((command) => ({
          command,
          key: planRequestKey(plan, state, command),
        }));
        add(item, change.what, barred(diff, change, order), steps);
      }
    }
  }
  const about = digestOf([plan.digest, actor, changes.map(({ steps }) => steps.map(({ key }) => key))]);
  const set = { key: `plan-${about.slice(0, 32)}`, about, actor, onBehalf: null, changes };
  return { set, made };
}

/** New items of a plan, as they are issued; null: there are none. */
export function freshOf({
  plan,
  diffs,
  actor,
  acceptPast,
}: PlanOrder): (IssueParts & { readonly items: readonly string[] }) | null {
  const items = diffs.filter(isUnissued).map(({ key }) => key);
  if (items.length === 0) return null;
  const key = `plan-${digestOf([plan.digest, 'issue', items]).slice(0, 32)}`;
  return { plan, items, acceptPast, actor, key };
}

/** What became of a plan, from the ends of its changes and the issuing of its new items. */
export function appliedOf(
  made: readonly Done[],
  ends: readonly EndedChange[],
  fresh: readonly string[],
  issued: Result<IssuedPlan | null>,
): Applied {
  const issue = fresh.map((item) => ({ item, what: text('交办', 'issue') }));
  const endOf = (no: number): ChangeEnd | null => ends[no]?.end ?? null;
  const refused = made.flatMap((one, no): NotDone[] => {
    const end = endOf(no);
    return end?.type === 'refused' ? [{ ...one, problem: end.problem }] : [];
  });
  const done = made.filter((_, no) => ['done', 'unchanged'].includes(endOf(no)?.type ?? ''));
  const notIssued = issued.ok ? [] : issue.map((one) => ({ ...one, problem: issued.problem }));
  return {
    done: [...done, ...(issued.ok ? issue : [])],
    refused: [...refused, ...notIssued],
    left: made.filter((_, no) => endOf(no) === null),
    issued: issued.ok ? issued.value : null,
  };
}

/**
 * Makes a plan so: issues its new items, then has the changes of running ones made as a change set, which goes on whoever
 * leaves. A refusal by the rules leaves the other changes going.
 */
export async function applyPlan(
  duban: Pick<Duban, 'issue' | 'ensureAll'>,
  order: PlanOrder,
  make: (set: ChangeSet) => Promise<Result<readonly EndedChange[]>>,
): Promise<Result<Applied>> {
  const { set, made } = orderChanges(order);
  const fresh = freshOf(order);
  const issued = fresh ? await duban.issue(fresh) : ok(null);
  if (order.diffs.some(({ type }) => type === 'waiting')) await duban.ensureAll();
  const ends = await make(set);
  return ends.ok ? ok(appliedOf(made, ends.value, fresh?.items ?? [], issued)) : ends;
}

/** Refusals that say that it has been so already: another run, or a hand, was faster. */
const APPLIED_ALREADY = ['already-assigned', 'already-issued'];

const sameCommand = (a: Command, b: Command): boolean => digestOf(a) === digestOf(b);

/**
 * Refused changes that are still to be made, by a difference taken afterwards: what stands as the plan wants it by now
 * counts as made.
 */
export function settledChanges(
  applied: Applied,
  before: readonly ItemDiff[],
  after: readonly ItemDiff[],
): Applied {
  const isOpen = ({ item, what }: NotDone): boolean => {
    const change = before.find(({ key }) => key === item)?.changes.find((one) => one.what === what);
    const still = after.find(({ key }) => key === item)?.changes ?? [];
    return (
      !change || still.some((one) => one.commands.some((c) => change.commands.some((d) => sameCommand(c, d))))
    );
  };
  const made = applied.refused.filter((one) => APPLIED_ALREADY.includes(one.problem.code) && !isOpen(one));
  return {
    ...applied,
    done: [...applied.done, ...made.map(({ item, what }) => ({ item, what }))],
    refused: applied.refused.filter((one) => !made.includes(one)),
  };
}
