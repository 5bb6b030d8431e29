import { shift } from '../calendar/calendar';
import type { Office } from '../office';
import { text } from '../problem';
import { unitOf } from '../roster/roster';
import { mondayOf, type CivilDate } from '../time';
import type { Chosen } from './check';
import { warning, type PlanProblem } from './problems';
import { plannedDue } from './plan';
import type { Plan, PlanItem, PlanUnit } from './types';

/** More due dates than this in one week are too many for a unit. */
const MANY_ITEMS = 10;

/** Warning `crowded-week`: a unit that has to hand in more than 10 things in one ISO week. */
export function crowdedWeeks(plan: Plan, chosen: readonly Chosen[], office: Office): PlanProblem[] {
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
