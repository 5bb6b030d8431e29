import { hint, ok, refuse, text, type Result } from '../domain/problem';
import type { Account, AccountRole } from '../domain/roster/types';

const ROLES: Readonly<Record<AccountRole, readonly [string, string]>> = {
  liaison: ['联络员', 'liaison'],
  unitLeader: ['单位领导', 'unit leader'],
  coordinator: ['督办员', 'coordinator'],
  reviewer: ['审核领导', 'reviewer'],
  admin: ['管理员', 'admin'],
  auditor: ['审计', 'auditor'],
};

/**
 * What concerns no single item, for the roles that may do it (rules.md, "Who"); of a notice only for those that have
 * it. Refuses `not-allowed`, naming who may.
 */
export function onlyFor(
  account: Account,
  roles: readonly AccountRole[],
  notice: string | null = null,
): Result<Account> {
  const zh = roles.map((role) => ROLES[role][0]).join('或');
  const en = roles.map((role) => ROLES[role][1]).join(' or ');
  const [is, isEn] = ROLES[account.role];
  if (!roles.includes(account.role)) {
    return refuse(
      'not-allowed',
      text(`${is}“${account.id}”不能做这件事`, `${isEn} "${account.id}" may not do this`),
      hint(`由${zh}办理`, `a ${en} does this`, 'act-as'),
    );
  }
  if (notice === null || account.notices === null || account.notices.includes(notice)) return ok(account);
  return refuse(
    'not-allowed',
    text(`“${account.id}”不负责通知 ${notice}`, `"${account.id}" is not in charge of notice ${notice}`),
    text(`由该通知的${zh}办理`, `a ${en} of that notice does this`),
  );
}
