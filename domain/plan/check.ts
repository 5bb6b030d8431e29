import { shift } from '../calendar/calendar';
import { MAX_ENTRY_BYTES } from '../journal/chain';
import type { Office } from '../office';
import { hint, text } from '../problem';
import { isCoordinatorOf } from '../roster/staffing';
import { unitOf } from '../roster/roster';
import { instant, type CivilDate, mondayOf } from '../time';
import { checkDates } from './check-dates';
import { checkUnits } from './check-units';
import { issueItem } from './issue';
import { plannedDue } from './plan';
import { error, keysHint, warning, type CheckContext, type Chosen, type PlanProblem } from './problems';
import type { Plan, PlanItem, PlanUnit } from './types';

/**
 * What speaks against issuing a plan on a day: errors stop it, warnings are for the coordinator to judge.
 * rules.md, "Who" and the row `issue`. Names that do not resolve are refused before, by buildPlan.
 */
export function checkPlan(plan: Plan, office: Office, context: CheckContext): readonly PlanProblem[] {
  const { items } = context;
  const chosen = plan.items
    .map((item, n): Chosen => ({ item, n }))
    .filter(({ item }) => items === null || items.includes(item.key));
  return [
    ...checkPeople(plan, office),
    ...checkChoice(plan, items, chosen),
    ...chosen.flatMap((one) => [
      ...checkResponsibility(one),
      ...checkSize(one, plan, office),
      ...checkDates(one, plan, office, context),
    ]),
    ...sameTitles(chosen),
    ...checkUnits(plan, chosen, office, context.today),
    ...crowdedWeeks(plan, chosen, office),
  ];
}

function checkPeople(plan: Plan, { roster }: Office): PlanProblem[] {
  const named = [
    { id: plan.coordinator, path: ['coordinator'] },
    ...plan.deputies.map((id, n) => ({ id, path: ['deputies', n] })),
  ];
  const coordinators = roster.accounts.filter(({ id }) => isCoordinatorOf(roster, id, plan.notice));
  const ids = coordinators.map(({ id }) => id);
  return named
    .filter(({ id }) => !ids.includes(id))
    .map(({ id, path }) =>
      error(
        null,
        path,
        'not-coordinator',
        id === ''
          ? text('没有写督办员', 'no coordinator is named')
          : text(`帐号“${id}”不是这份通知的督办员`, `"${id}" is no coordinator of this notice`),
        text(`督办员帐号：${ids.join('、')}`, `coordinators: ${ids.join(', ')}`),
      ),
    );
}

function checkChoice(plan: Plan, keys: readonly string[] | null, chosen: readonly Chosen[]): PlanProblem[] {
  const known = plan.items.map(({ key }) => key);
  const unknown = (keys ?? []).filter((key) => !known.includes(key));
  const repeated = known.filter((key, n) => known.indexOf(key) !== n);
  const problems = unknown.map((key) =>
    error(
      key,
      ['items'],
      'unknown-item',
      text(`计划里没有第“${key}”项`, `the plan has no item "${key}"`),
      keysHint('计划的事项', 'items of the plan', known),
    ),
  );
  for (const key of new Set(repeated))
    problems.push(
      error(
        key,
        ['items', known.lastIndexOf(key), 'key'],
        'duplicate-key',
        text(`第“${key}”项出现了两次`, `item "${key}" stands twice`),
        text('每一事项写一次', 'write each item once'),
      ),
    );
  if (chosen.length === 0 && unknown.length === 0)
    problems.push(
      error(
        null,
        ['items'],
        'no-items',
        text('计划里没有事项', 'the plan has no items'),
        text('至少写一个事项', 'write at least one item'),
      ),
    );
  return problems;
}

/** Items that lists and subject lines would call the same; titles that nobody has written are never alike. */
const sameTitles = (chosen: readonly Chosen[]): PlanProblem[] =>
  chosen.flatMap(({ item, n }) => {
    const first = chosen.find(({ item: { title } }) => title === item.title);
    if (!first || first.item.key === item.key) return [];
    return [
      warning(
        item.key,
        ['items', n, 'title'],
        'same-title',
        text(
          `简称“${item.title}”与第“${first.item.key}”项相同`,
          `the title "${item.title}" is that of item "${first.item.key}" too`,
        ),
        hint(
          '请改写简称，使收信人分得清',
          'write another title, so that readers can tell them apart',
          'plan-title',
        ),
      ),
    ];
  });

/** Somebody answers for the item, and everybody in it is known. */
function checkResponsibility({ item, n }: Chosen): PlanProblem[] {
  const { key, units, unresolved } = item;
  const path = ['items', n];
  const problems = unresolved.map((group) =>
    error(
      key,
      [...path, 'groups', group],
      'unresolved-group',
      text(`“${group}”还没有确定是哪些单位`, `nobody has said which units "${group}" are`),
      hint('请为本项或整份计划写明', 'say so for the item or for the whole plan', 'plan-group'),
    ),
  );
  for (const unit of units.filter(({ role, via }) => role === 'lead' && via !== null))
    problems.push(
      error(
        key,
        path,
        'group-lead',
        text(`“${unit.via ?? ''}”是集合名称，不能牵头`, `"${unit.via ?? ''}" is a group and cannot lead`),
        text('请写明由哪个单位牵头', 'name the unit that leads'),
      ),
    );
  const answers = units.some(({ role }) => role !== 'support');
  if (answers || unresolved.length > 0) return problems;
  return [
    ...problems,
    error(
      key,
      path,
      units.length === 0 ? 'no-units' : 'no-responsible',
      units.length === 0
        ? text('没有责任单位', 'no unit is responsible')
        : text(
            '只有配合单位，没有牵头或责任单位',
            'only supporting units, none that leads or is responsible',
          ),
      hint('请写明牵头或责任单位', 'say which unit leads or is responsible', 'plan-units'),
    ),
  ];
}

/** Units of one item at most. */
const MOST_UNITS = 500;

/** Room for what the issuing run adds to the event of an item, bytes. */
const SPARE = 4_000;

/** An item that its first event could not hold would never begin. */
function checkSize({ item, n }: Chosen, plan: Plan, office: Office): PlanProblem[] {
  const issued = issueItem(plan, item, { office, at: instant(0), batch: 1 });
  const bytes = issued.ok ? Buffer.byteLength(JSON.stringify(JSON.stringify(issued.value.body))) : 0;
  if (item.units.length <= MOST_UNITS && bytes <= MAX_ENTRY_BYTES - SPARE) return [];
  return [
    error(
      item.key,
      ['items', n],
      'too-many-units',
      text(
        `责任单位太多：${item.units.length} 个，登记需 ${bytes} 字节`,
        `too many units: ${item.units.length}, which take ${bytes} bytes to record`,
      ),
      text(
        `一项至多 ${MOST_UNITS} 个单位；请拆成几项，或让多数单位用事项的期限`,
        `${MOST_UNITS} units at most; split the item, or let most units have its own dates`,
      ),
    ),
  ];
}

/** More due dates than this in one week are too many for a unit. */
const MANY_ITEMS = 10;

/** Warning `crowded-week`: a unit that has to hand in more than 10 things in one ISO week. */
function crowdedWeeks(plan: Plan, chosen: readonly Chosen[], office: Office): PlanProblem[] {
  const counts = new Map<string, { unit: string; week: CivilDate; count: number }>();
  for (const { item } of chosen)
    for (const assigned of item.units.filter(({ role }) => role !== 'support'))
      for (const date of plannedDates(item, assigned)) {
        const last = shift(office.calendar, plannedDue(office, plan, item, date).date, 0).date;
        const week = mondayOf(last);
        const key = `${assigned.unit}|${week}`;
        const known = counts.get(key) ?? { unit: assigned.unit, week, count: 0 };
        counts.set(key, { ...known, count: known.count + 1 });
      }
  return [...counts.values()]
    .filter(({ count }) => count > MANY_ITEMS)
    .map(({ unit, week, count }) => {
      const name = unitOf(office.roster, unit)?.name ?? unit;
      return warning(
        null,
        ['items'],
        'crowded-week',
        text(`${name} 在 ${week} 一周有 ${count} 件到期`, `${name} has ${count} due in the week of ${week}`),
        text('可考虑错开期限', 'consider spreading the dates'),
      );
    });
}

const plannedDates = (item: PlanItem, { due }: PlanUnit): readonly CivilDate[] =>
  due === null ? item.dates : [due];
