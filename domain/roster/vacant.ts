import type { CivilDate } from '../time';
import { contactsOf } from './roster';
import type { ContactRole, Roster, Unit } from './types';

/**
 * Roles of a unit that mails go to and that nobody with an address holds on a day: the liaison, and its leaders where
 * reminders go up to them. A unit that is reached by hand (channel manual) lacks nothing.
 */
export function vacantRoles(roster: Roster, unit: Unit, day: CivilDate): readonly ContactRole[] {
  if (unit.channel === 'manual') return [];
  const needed: readonly ContactRole[] =
    unit.escalation === 'full' ? ['liaison', 'supervisor', 'chief'] : ['liaison'];
  return needed.filter((role) => contactsOf(roster, unit.id, role, day).length === 0);
}
