import { shift } from '../calendar/calendar';
import type { Office } from '../office';
import { ok, refuse, text, type Result } from '../problem';
import { yearOf, type CivilDate } from '../time';
import { makePlan } from './plan';
import type { Plan, PlanItem } from './types';

/** Working days from today, one for each date of an item; by item key. */
export type DemoDays = ReadonlyMap<string, readonly number[]>;

/**
 * A plan whose dates lie ahead of today, for a marked demonstration (演示·日期为示例): each date is the n-th
 * working day from today, dates of single units go. The plan's year is that of its latest date.
 * Refuses `no-demo-days` when an item with dates has not as many days.
 */
export function demoPlan(plan: Plan, days: DemoDays, office: Office, today: CivilDate): Result<Plan> {
  const lacking = plan.items.filter(({ key, dates }) => (days.get(key) ?? []).length !== dates.length);
  if (lacking.length > 0) {
    const keys = lacking.map(({ key }) => key);
    return refuse(
      'no-demo-days',
      text(
        `第 ${keys.join('、')} 项没有演示用的天数`,
        `items ${keys.join(', ')} have no days for a demonstration`,
      ),
      text('请给每个日期写 demo: 工作日数', 'write demo: working days, one for each date'),
    );
  }
  const items = plan.items.map((item): PlanItem => ({
    ...item,
    dates: (days.get(item.key) ?? []).map((n) => shift(office.calendar, today, n).date),
    units: item.units.map((unit) => ({ ...unit, due: null })),
  }));
  const years = items.flatMap(({ dates }) => dates.map(yearOf));
  const year = Math.max(yearOf(today), ...years);
  return ok(makePlan({ ...plan, demo: true, year, items }));
}
