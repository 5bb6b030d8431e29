import { isActive } from '../../domain/item/view';
import { ok, refuse, text, type Result } from '../../domain/problem';
import type { Roster } from '../../domain/roster/types';
import type { Ledger } from '../../ledger/ledger';

/** Whether a roster has an administrator who can come in. */
async function hasAdministrator(ledger: Pick<Ledger, 'credential'>, { accounts }: Roster): Promise<boolean> {
  for (const { id, role } of accounts)
    if (role === 'admin' && ((await ledger.credential(id))?.disabledAt ?? null) === null) return true;
  return false;
}

/**
 * Refuses `unit-in-use`: units that still have something to do, and owners of notices, stay in the roster; and
 * `last-administrator`: somebody stays who can change it again.
 */
export async function rosterInUse(
  ledger: Pick<Ledger, 'items' | 'notices' | 'credential'>,
  before: Roster,
  after: Roster,
): Promise<Result<null>> {
  const units = new Set(after.units.map(({ id }) => id));
  const gone = before.units.filter(({ id }) => !units.has(id));
  for (const { id, name } of gone) {
    const open = (await ledger.items({ unit: id, open: true })).filter(({ assignments }) =>
      assignments.some((one) => one.unit === id && isActive(one)),
    );
    if (open.length > 0)
      return stillInUse(
        name,
        open.map(({ stream }) => stream),
      );
  }
  const accounts = new Set(after.accounts.map(({ id }) => id));
  const owned = (await ledger.notices()).find(({ coordinator }) => !accounts.has(coordinator));
  if (owned) return stillInUse(owned.coordinator, [owned.id]);
  const lost = (await hasAdministrator(ledger, before)) && !(await hasAdministrator(ledger, after));
  return lost ? LAST_ADMINISTRATOR : ok(null);
}

const LAST_ADMINISTRATOR = refuse(
  'last-administrator',
  text('名册里没有可以登录的管理员了', 'no administrator who can sign in would be left in the roster'),
  text(
    '保留一个没有停用的管理员帐号；要换人，先加上新的，再删去旧的',
    'keep one that is not disabled; to hand over, add the new one first, then remove the old one',
  ),
);

const stillInUse = (name: string, where: readonly string[]): Result<never> =>
  refuse(
    'unit-in-use',
    text(
      `${name} 还在 ${where.slice(0, 5).join('、')}${where.length > 5 ? ' 等' : ''} 中，不能从名册中删去`,
      `${name} is still on ${where.slice(0, 5).join(', ')}; it cannot be taken out of the roster`,
    ),
    text(
      '先解除或办结（item release），或在文件中保留这一行',
      'release it first (item release), or keep its row',
    ),
  );
