import { hint, ok, refuse, text, type Result } from '../../domain/problem';
import type { Account, AccountRole } from '../../domain/roster/types';
import { ACCOUNT_ROLE } from '../../domain/words';

/**
 * What concerns no single item, for the roles that may do it (rules.md, "Who"); of a notice only for those that have
 * it. Refuses `not-allowed`, naming who may.
 */
export function onlyFor(
  account: Account,
  roles: readonly AccountRole[],
  notice: string | null = null,
): Result<Account> {
  const zh = roles.map((role) => ACCOUNT_ROLE[role].zh).join('或');
  const en = roles.map((role) => ACCOUNT_ROLE[role].en).join(' or ');
  const { zh: is, en: isEn } = ACCOUNT_ROLE[account.role];
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
