import type { Command } from '../item/commands';
import type { ItemState } from '../item/types';
import { isOpen, versionOf } from '../item/view';
import { digestOf } from '../journal/canonical';
import type { Office } from '../office';
import { hint, text, type Text } from '../problem';
import { byCommands, fixedChange, type PlanChange } from './changes';
import { ITEM_KIND } from '../words';
import { diffDates } from './diff-dates';
import { diffUnits, type UnitContext } from './diff-units';
import type { Plan, PlanItem } from './types';

/**
 * One item in which plan and running items differ. `new`: not issued yet; `supplement`: the same of an item that the plan
 * adds to its notice; `gone`: issued, and not in the plan; `waiting`: issued, and not begun, so that nothing can be said of
 * it; `changed`: all else.
 */
export interface ItemDiff {
  readonly key: string;
  readonly title: string;
  readonly type: 'new' | 'supplement' | 'gone' | 'changed' | 'waiting';
  readonly changes: readonly PlanChange[];
  /** The item as it was compared; null while it has not begun. */
  readonly state: ItemState | null;
}

/** Whether an item is still to be issued. */
export const isUnissued = ({ type }: ItemDiff): boolean => type === 'new' || type === 'supplement';

/** With what a plan is compared. */
export interface DiffContext {
  readonly office: Office;
  /** Issued items of the notice by key; null: issued, not begun. */
  readonly states: ReadonlyMap<string, ItemState | null>;
  /** Whether the coordinator wrote the members of this group word for this item. */
  readonly isChosen: (item: string, group: string) => boolean;
  /** The reason that every command carries. */
  readonly reason: string;
}

/**
 * What a plan would change in the running items of its notice, matched by key: in the order of the plan, then issued items
 * that it lacks. Items without any difference are left out. Pure; whether the rules allow it is for decide().
 */
export function diffPlan(plan: Plan, context: DiffContext): readonly ItemDiff[] {
  const { states, reason } = context;
  const planned = new Set(plan.items.map(({ key }) => key));
  const gone = [...states].flatMap(([key, state]): ItemDiff[] => {
    if (planned.has(key) || (state && !isOpen(state))) return [];
    const what = text('计划中已没有', 'not in the plan any more');
    const changes = [byCommands(what, [{ type: 'cancel', reason }])];
    return [
      {
        key,
        title: state?.title ?? key,
        type: state ? 'gone' : 'waiting',
        changes: state ? changes : [],
        state,
      },
    ];
  });
  return [...plan.items.flatMap((item) => diffItem(plan, item, context)), ...gone];
}

function diffItem(plan: Plan, item: PlanItem, context: DiffContext): readonly ItemDiff[] {
  const { key, title } = item;
  const state = context.states.get(key);
  if (state === undefined)
    return [{ key, title, type: item.supplement ? 'supplement' : 'new', changes: [], state: null }];
  if (state === null) return [{ key, title, type: 'waiting', changes: [], state }];
  const changes = planChangesOf(plan, item, state, context);
  return changes.length === 0 ? [] : [{ key, title, type: 'changed', changes, state }];
}

function planChangesOf(
  plan: Plan,
  item: PlanItem,
  state: ItemState,
  { office, reason, isChosen }: DiffContext,
): readonly PlanChange[] {
  if (state.status === 'cancelled') return [cancelledItem(state)];
  if (state.kind !== item.kind) return [otherKind(state, item)];
  if (item.unresolved.length > 0) return [unresolved(item)];
  const units: UnitContext = {
    roster: office.roster,
    reason,
    isChosen: (group) => isChosen(item.key, group),
  };
  return [
    ...diffDates(state, item, office, reason),
    ...diffUnits(state, item, units),
    ...settledParts(plan, item, state),
  ];
}

const cancelledItem = ({ key, title }: ItemState): PlanChange =>
  fixedChange(text('计划中有，但已取消', 'in the plan, but cancelled'), {
    code: 'wrong-state',
    message: text(`事项 ${key}“${title}”已取消`, `item ${key} is cancelled`),
    hint: hint(
      '不再办理，请从计划中删去；要继续办理，请先恢复',
      'remove it from the plan, or reopen it to go on',
      'reopen',
    ),
  });

const otherKind = (state: ItemState, item: PlanItem): PlanChange =>
  fixedChange(
    text(
      `${ITEM_KIND[state.kind].zh} → ${ITEM_KIND[item.kind].zh}`,
      `${ITEM_KIND[state.kind].en} → ${ITEM_KIND[item.kind].en}`,
    ),
    {
      code: 'kind-fixed',
      message: text('事项的期限种类交办后不能改变', 'the kind of an item is fixed at issue'),
      hint: hint('请另行交办，并取消这一事项', 'issue another and cancel this item', 'cancel'),
    },
  );

const unresolved = ({ unresolved: groups }: PlanItem): PlanChange =>
  fixedChange(text(`“${groups.join('、')}”未定`, `"${groups.join(', ')}" is open`), {
    code: 'unresolved-group',
    message: text(
      `“${groups.join('、')}”还没有确定是哪些单位`,
      `nobody has said which units "${groups.join(', ')}" are`,
    ),
    hint: hint('请写明成员', 'write its members', 'plan-group'),
  });

/** What stands in every letter and event since the issue: title, rules and owners stay as they were. */
function settledParts(plan: Plan, item: PlanItem, state: ItemState): readonly PlanChange[] {
  const policy = plan.policy || item.policy ? { ...plan.policy, ...item.policy } : null;
  const parts: readonly (readonly [Text, unknown, unknown])[] = [
    [text('简称', 'title'), state.title, item.title],
    [text('规则', 'policy'), state.policy, policy],
    [text('督办员', 'coordinators'), [state.coordinator, state.deputies], [plan.coordinator, plan.deputies]],
  ];
  return parts
    .filter(([, was, is]) => digestOf(was) !== digestOf(is))
    .map(([name]) =>
      fixedChange(text(`${name.zh}与交办时不同`, `${name.en} not as issued`), {
        code: 'part-fixed',
        message: text(`${name.zh}交办时已定`, `${name.en}: fixed at issue`),
        hint: text('请改回交办时的写法', 'write it as it was issued'),
      }),
    );
}

/**
 * The request key of a command that a plan causes: the same plan, item and command on the same standing of the units that
 * it touches have the same key, so that a run after a killed one repeats nothing; what was undone in between has another.
 */
export function planRequestKey(plan: Plan, state: ItemState, command: Command): string {
  const unit = 'unit' in command ? command.unit : undefined;
  const standing = state.assignments
    .filter((one) => unit === undefined || one.unit === unit)
    .map((one) => [one.unit, one.changes, versionOf(one)]);
  return `plan-${digestOf([plan.digest, state.key, command, standing]).slice(0, 32)}`;
}
