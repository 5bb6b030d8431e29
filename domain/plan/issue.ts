import type { Due } from '../calendar/types';
import { dueBy, overrides } from '../item/dates';
import type { ItemEvent } from '../item/events';
import type { ItemState } from '../item/types';
import type { Office } from '../office';
import { ok, refuse, text, type Result, hint } from '../problem';
import { dateOf, type CivilDate, type Instant } from '../time';
import type { Plan, PlanItem, PlanUnit } from './types';

/** The issuing run: when, and its number for the letters' keys. */
export interface IssueContext {
  readonly office: Office;
  readonly at: Instant;
  readonly batch: number;
}

/**
 * 交办 of one planned item: every unit gets its dates, rolled by the policy, version 1, the term beginning on the day
 * of issue. What `checkPlan` tells with its place in the plan is refused here only where no event could be made:
 * `unresolved-group`, `no-unit`, `duplicate-unit`, `no-date`.
 */
export function issueItem(plan: Plan, item: PlanItem, context: IssueContext): Result<ItemEvent> {
  const complete = checkIssued(item);
  if (!complete.ok) return complete;
  const { office, at, batch } = context;
  const policy = overrides(plan.policy, item.policy);
  const { notice, demo, year, coordinator, deputies } = plan;
  const { key, section, title, text: words, kind, supplement } = item;
  const issueDay = dateOf(at, office.policy.zone);
  const due = (date: CivilDate): Due => dueBy(office, { policy }, date);
  const units = item.units.map((unit) => {
    const own = ownDate(item, unit);
    return { unit: unit.unit, role: unit.role, via: unit.via, own: own && [due(own)] };
  });
  const dues = commonDates(item).map(due);
  const added = supplement ? { supplement } : {};
  const named = { notice, key, section, title, text: words, ...added, kind, demo, year, policy };
  return ok({ type: 'issued', body: { ...named, coordinator, deputies, batch, issueDay, dues, units } });
}

/** Dates of the units that have none of their own; none for a continuous item. */
const commonDates = ({ kind, dates }: PlanItem): readonly CivilDate[] => (kind === 'continuous' ? [] : dates);

/** The date that a unit has for itself alone. */
const ownDate = ({ kind }: PlanItem, { due }: PlanUnit): CivilDate | null => (kind === 'dated' ? due : null);

function checkIssued(item: PlanItem): Result<null> {
  const names = item.units.map(({ unit }) => unit);
  const twice = names.find((unit, index) => names.indexOf(unit) !== index);
  if (item.unresolved.length > 0) {
    return refuse(
      'unresolved-group',
      text(
        `事项 ${item.key} 的“${item.unresolved.join('、')}”还没有确定单位`,
        `item ${item.key}: groups without units`,
      ),
      text('请在计划中写明这些集合名称包括哪些单位', 'say in the plan which units these group words mean'),
    );
  }
  if (names.length === 0) {
    return refuse(
      'no-unit',
      text(`事项 ${item.key} 没有责任单位`, `item ${item.key} has no unit`),
      text('请在计划中写明至少一个责任单位', 'name at least one unit in the plan'),
    );
  }
  if (twice !== undefined) {
    return refuse(
      'duplicate-unit',
      text(`事项 ${item.key} 两次写了单位“${twice}”`, `item ${item.key} names unit "${twice}" twice`),
      text('每个单位在一个事项中只写一次', 'name each unit once for an item'),
    );
  }
  const dated =
    item.kind === 'continuous' ||
    commonDates(item).length > 0 ||
    item.units.every((unit) => ownDate(item, unit) !== null);
  return dated
    ? ok(null)
    : refuse(
        'no-date',
        text(`事项 ${item.key} 没有截止日期`, `item ${item.key} has no due date`),
        text('请写明日期，或把它定为全年事项', 'give a date, or make it continuous'),
      );
}

/**
 * Whether a notice may still be withdrawn (撤回): until the first unit has signed for any of its items. Refuses
 * `notice-signed`, naming the items.
 */
export function mayWithdraw(states: readonly ItemState[]): Result<null> {
  const signed = states.filter(({ assignments }) =>
    assignments.some(({ acknowledgedAt }) => acknowledgedAt !== null),
  );
  const [first] = signed;
  if (!first) return ok(null);
  const shown = signed
    .slice(0, 10)
    .map(({ key }) => key)
    .join('、');
  return refuse(
    'notice-signed',
    text(
      `已有单位签收（事项 ${shown}${signed.length > 10 ? ` 等 ${signed.length} 项` : ''}），通知不能再撤回`,
      `units have signed already (${signed.length} items: ${shown}); the notice cannot be withdrawn`,
    ),
    hint('只能取消：整份取消，或逐项取消', 'it can only be cancelled, all of it or item by item', 'cancel'),
  );
}
