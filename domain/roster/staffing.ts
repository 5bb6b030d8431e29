import type { CivilDate } from '../time';
import { accountOf, contactsOf } from './roster';
import type { Account, Roster, UnitId, ContactRole, Unit } from './types';

const hasNotice = (account: Account, notice: string): boolean =>
  account.notices === null || account.notices.includes(notice);

/** The plan names accounts that are 督办员 of this notice. */
export function isCoordinatorOf(roster: Roster, id: string, notice: string): boolean {
  const account = accountOf(roster, id);
  return account?.role === 'coordinator' && hasNotice(account, notice);
}

/**
 * A hand-in of the unit can be entered by one account and reviewed by another: a 督办员 of the notice or an
 * 审核领导 who does not belong to the unit. Without a liaison's account a coordinator has to enter it.
 */
export function canBeReviewed(
  { notice }: { readonly notice: string },
  roster: Roster,
  unit: UnitId,
): boolean {
  const onNotice = roster.accounts.filter((account) => hasNotice(account, notice));
  const coordinators = onNotice.filter(({ role }) => role === 'coordinator');
  const reviewers = [...coordinators, ...onNotice.filter(({ role }) => role === 'reviewer')].filter(
    (account) => account.unit !== unit,
  );
  const liaisons = roster.accounts.filter((account) => account.role === 'liaison' && account.unit === unit);
  const mayEnter = liaisons.length > 0 ? liaisons : coordinators;
  return mayEnter.some(({ id }) => reviewers.some((reviewer) => reviewer.id !== id));
}

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
