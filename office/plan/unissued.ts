import { digestOf } from '../../domain/journal/canonical';
import { itemStream } from '../../domain/journal/streams';
import type { Plan, PlanItem } from '../../domain/plan/types';
import { hint, ok, refuse, text, type Result } from '../../domain/problem';
import type { Ledger } from '../../ledger/ledger';
import type { IssueParts } from '../running/duban';

/** Items of a plan that have not been issued. */
export async function unissued(ledger: Pick<Ledger, 'standing'>, plan: Plan): Promise<readonly PlanItem[]> {
  const streams = plan.items.map(({ key }) => itemStream(plan.notice, key));
  const issued = new Set((await ledger.standing(streams)).map(({ stream }) => stream));
  return plan.items.filter(({ key }) => !issued.has(itemStream(plan.notice, key)));
}

/**
 * Items that the plan adds to an issued notice (补充事项): those asked for, else (null) all that have not been issued.
 * Refuses `not-issued`, `not-supplement`, `nothing-to-issue`.
 */
export async function supplementsOf(
  ledger: Pick<Ledger, 'standing'>,
  plan: Plan,
  asked: readonly string[] | null,
): Promise<Result<readonly string[]>> {
  const fresh = await unissued(ledger, plan);
  if (fresh.length === plan.items.length)
    return refuse(
      'not-issued',
      text(`通知 ${plan.notice} 还没有交办，说不上补充`, `the notice ${plan.notice} has not been issued yet`),
      hint('请先交办；补充的事项会一并交办', 'issue it first; what was added goes with it', 'issue-notice'),
    );
  const own = plan.items.filter(({ supplement }) => supplement).map(({ key }) => key);
  const other = asked?.find((key) => !own.includes(key));
  if (other !== undefined)
    return refuse(
      'not-supplement',
      text(`事项 ${other} 不是补充事项`, `item ${other} is no supplement`),
      hint(
        '补充的事项有自己的正文；通知自己的事项照常交办',
        'an added item has a text of its own; those of the notice are issued with it',
        'plan-supplement',
      ),
    );
  const keys = asked ?? fresh.map(({ key }) => key).filter((key) => own.includes(key));
  return keys.length > 0
    ? ok(keys)
    : refuse(
        'nothing-to-issue',
        text('计划里没有尚未交办的补充事项', 'the plan has no supplement that is not issued'),
        hint(
          '请在计划里加一项：编号用通知里没有的，写明正文、期限和单位',
          'add an item to the plan: a number that the notice does not have, its text, date and units',
          'plan-supplement',
        ),
      );
}

/** The key of an issuing run without one of its own: the same call again goes on where one was broken off. */
export const issueKey = ({ plan, items, acceptPast, actor }: Omit<IssueParts, 'key'>): string =>
  `issue-${digestOf([plan.digest, items, acceptPast, actor]).slice(0, 32)}`;
