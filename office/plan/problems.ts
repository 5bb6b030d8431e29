import type { ItemState } from '../../domain/item/types';
import type { Office } from '../../domain/office';
import type { BuiltPlan } from '../../domain/plan/build';
import { checkPlan } from '../../domain/plan/check';
import type { PlanProblem } from '../../domain/plan/problems';
import type { Plan } from '../../domain/plan/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { CivilDate } from '../../domain/time';

/** On which day a plan is looked at, and which of its items; `items` null: all. */
export interface IssueDay {
  readonly today: CivilDate;
  readonly acceptPast: boolean;
  readonly items: readonly string[] | null;
}

/** What speaks against issuing a plan on a day: that its parts do not fit, and what the rules say. */
export function planProblems(
  { plan, problems }: BuiltPlan,
  office: Office,
  day: IssueDay,
): readonly PlanProblem[] {
  // Without its place in the file no other problem of the plan could be reported.
  if (problems.some(({ problem }) => problem.code === 'unknown-item')) return problems;
  const isTold = ({ item, problem }: PlanProblem): boolean =>
    problems.some(
      (known) =>
        known.item === item && (known.problem.code === problem.code || problem.code.startsWith('no-units')),
    );
  return [...problems, ...checkPlan(plan, office, day).filter((found) => !isTold(found))];
}

/** Without items that were issued and cancelled since: they need not be in the plan any more. */
export function withoutCancelled(
  problems: readonly PlanProblem[],
  items: readonly Pick<ItemState, 'key' | 'status'>[],
): readonly PlanProblem[] {
  const gone = new Set(items.filter(({ status }) => status === 'cancelled').map(({ key }) => key));
  return problems.filter(
    ({ item, problem }) => problem.code !== 'item-missing' || item === null || !gone.has(item),
  );
}

/** Refuses `bad-plan`: the plan is that of another notice. */
export const isPlanFor = (plan: Pick<Plan, 'notice'>, notice: string): Result<null> =>
  plan.notice === notice
    ? ok(null)
    : refuse(
        'bad-plan',
        text(
          `这份计划是通知 ${plan.notice} 的，不是 ${notice}`,
          `the plan is for ${plan.notice}, not for ${notice}`,
        ),
        text('核对是哪一份计划，或 plan.yaml 中的 notice', 'check which plan it is, or notice in plan.yaml'),
      );
