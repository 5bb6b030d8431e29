import { canonical, sha256 } from '../journal/canonical';
import type { Due } from '../calendar/types';
import { dueBy, overrides } from '../item/dates';
import type { Office } from '../office';
import type { CivilDate } from '../time';
import type { Plan, PlanItem } from './types';

/** A plan value with its digest. */
export function makePlan(parts: Omit<Plan, 'digest'>): Plan {
  const { notice, title, number, year, demo, coordinator, deputies, policy, names, items } = parts;
  const said = names === undefined ? {} : { names };
  const plan = { notice, title, number, year, demo, coordinator, deputies, policy, ...said, items };
  return Object.freeze({ ...plan, digest: sha256(canonical(plan)) });
}

/** A date of the plan as it will stand: rolled by the item's rule, with the instant from which it is late. */
export const plannedDue = (office: Office, plan: Plan, item: PlanItem, date: CivilDate): Due =>
  dueBy(office, { policy: overrides(plan.policy, item.policy) }, date);
