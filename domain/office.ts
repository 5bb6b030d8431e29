import type { WorkCalendar } from './calendar/types';
import type { Policy } from './policy';
import type { Roster } from './roster/types';

/** The reference data in force: everything the rules need beside an item's own state. */
export interface Office {
  readonly calendar: WorkCalendar;
  readonly policy: Policy;
  readonly roster: Roster;
}
