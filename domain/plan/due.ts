import { roll } from '../calendar/calendar';
import type { Office } from '../office';
import { withOverride, type Policy } from '../policy';
import type { CivilDate } from '../time';
import type { Plan, PlanItem } from './types';

/** The policy of an item: the office's, over it the notice's, over that its own. */
export const policyOf = (office: Office, plan: Plan, item: PlanItem): Policy =>
  withOverride(withOverride(office.policy, plan.policy), item.policy);

/** A date of the plan after the item's roll rule. */
export const rolledDate = (office: Office, plan: Plan, item: PlanItem, date: CivilDate): CivilDate =>
  roll(office.calendar, date, policyOf(office, plan, item).roll);
