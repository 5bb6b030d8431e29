import { isUnissued, requestKeyOf, type ItemDiff } from '../../domain/plan/diff';
import type { PlanChange } from '../../domain/plan/changes';
import type { Command } from '../../domain/item/commands';
import { digestOf } from '../../domain/journal/canonical';
import { ok, text, type Problem, type Result, type Text } from '../../domain/problem';
import { isOutage } from '../../domain/problem-codes';
import type { Plan } from '../../domain/plan/types';
import type { Duban, Issued } from '../duban';
import { streamIn } from './running';

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
  /** Not tried, because a service was not there or the outcome of a command is not known; the same call goes on. */
  readonly left: readonly Done[];
  readonly stopped: Problem | null;
  /** New items, as a batch of their own. */
  readonly issued: Issued | null;
}

/** Who applies what. */
export interface Order {
  readonly plan: Plan;
  readonly diffs: readonly ItemDiff[];
  readonly actor: string;
  readonly acceptPast: boolean;
  /** Issued items that the plan lacks are cancelled; otherwise they are refused. */
  readonly cancelMissing: boolean;
}

const keptBack: Problem = {
  code: 'not-in-plan',
  message: text('已交办,计划中却没有', 'it was issued and is not in the plan'),
  hint: text(
    '要取消用 --cancel-missing --reason 理由;否则请写回计划',
    'cancel it with --cancel-missing --reason, or write it again',
  ),
};

const notBegun: Problem = {
  code: 'not-begun',
  message: text(
    '已交办,事项尚未登记,现状还不知道',
    'it was issued and has not begun; where it stands is not known yet',
  ),
  hint: text('稍后再执行一次;已让它开始', 'apply again in a moment; it has been started'),
};

/** Why no command is sent for a change; null: send. */
function barred({ type }: ItemDiff, { problem }: PlanChange, { cancelMissing }: Order): Problem | null {
  return problem ?? (type === 'gone' && !cancelMissing ? keptBack : null);
}

/**
 * Makes a plan so in its running items, change by change, one command after the other, then issues the new ones. A
 * refusal by the rules leaves the other changes going; an outage stops. Each command has the key of requestKeyOf: run
 * again after any end it comes to the same state.
 */
export async function applyPlan(
  duban: Pick<Duban, 'command' | 'issue' | 'ensureAll'>,
  order: Order,
): Promise<Applied> {
  const done: Done[] = [];
  const refused: NotDone[] = [];
  const left: Done[] = [];
  let stopped: Problem | null = null;
  for (const diff of order.diffs) {
    if (diff.type === 'waiting') refused.push({ item: diff.key, what: notBegun.message, problem: notBegun });
    for (const change of diff.changes) {
      const made = { item: diff.key, what: change.what };
      const problem: Problem | null = stopped
        ? null
        : (barred(diff, change, order) ?? (await make(duban, order, diff, change)));
      if (stopped) left.push(made);
      else if (problem === null) done.push(made);
      else if (isOutage(problem)) {
        stopped = problem;
        left.push(made);
      } else refused.push({ ...made, problem });
    }
  }
  if (!stopped && order.diffs.some(({ type }) => type === 'waiting')) await duban.ensureAll();
  const fresh = order.diffs.filter(isUnissued);
  const issued = fresh.length > 0 && !stopped ? await issueNew(duban, order, fresh) : ok(null);
  for (const { key } of fresh) {
    const made = { item: key, what: text('交办', 'issue') };
    if (stopped) left.push(made);
    else if (issued.ok) done.push(made);
    else refused.push({ ...made, problem: issued.problem });
  }
  return { done, refused, left, stopped, issued: issued.ok ? issued.value : null };
}

/** Sends the commands of a change in order; the problem of the first that is refused. */
async function make(
  duban: Pick<Duban, 'command'>,
  { plan, actor }: Order,
  { key, state }: ItemDiff,
  { commands }: PlanChange,
): Promise<Problem | null> {
  if (!state) return notBegun;
  for (const command of commands) {
    const answer = await duban.command({
      stream: streamIn(plan, key),
      command,
      actor,
      key: requestKeyOf(plan, state, command),
    });
    if (!answer.ok) return answer.problem;
  }
  return null;
}

function issueNew(
  duban: Pick<Duban, 'issue'>,
  { plan, actor, acceptPast }: Order,
  fresh: readonly ItemDiff[],
): Promise<Result<Issued>> {
  const items = fresh.map(({ key }) => key);
  const key = `plan-${digestOf([plan.digest, 'issue', items]).slice(0, 32)}`;
  return duban.issue({ plan, items, acceptPast, actor, key });
}

/** Refusals that say that it has been so already: another run, or a hand, was faster. */
const SO_ALREADY = ['no-change', 'already-assigned', 'already-issued'];

const sameCommand = (a: Command, b: Command): boolean => digestOf(a) === digestOf(b);

/**
 * Refused changes that are still to be made, by a difference taken afterwards: what stands as the plan wants it by now
 * counts as made.
 */
export function settled(applied: Applied, before: readonly ItemDiff[], after: readonly ItemDiff[]): Applied {
  const isOpen = ({ item, what }: NotDone): boolean => {
    const change = before.find(({ key }) => key === item)?.changes.find((one) => one.what === what);
    const still = after.find(({ key }) => key === item)?.changes ?? [];
    return (
      !change || still.some((one) => one.commands.some((c) => change.commands.some((d) => sameCommand(c, d))))
    );
  };
  const made = applied.refused.filter((one) => SO_ALREADY.includes(one.problem.code) && !isOpen(one));
  return {
    ...applied,
    done: [...applied.done, ...made.map(({ item, what }) => ({ item, what }))],
    refused: applied.refused.filter((one) => !made.includes(one)),
  };
}
