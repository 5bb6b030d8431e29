import type { Account, AccountRole } from '../../../domain/roster/types';
import type { Visit } from './visit';

const PERSONA_ROLES: readonly AccountRole[] = [
  'coordinator',
  'reviewer',
  'auditor',
  'admin',
  'liaison',
  'unitLeader',
];

/** Accounts that a demonstration can be seen as: those of the office, then some of units. */
export const roleAccounts = ({ office }: Visit): readonly Account[] =>
  PERSONA_ROLES.flatMap((role) =>
    office.roster.accounts.filter((one) => one.role === role).slice(0, role === 'liaison' ? 12 : 3),
  );
