import { isActive } from '../domain/item/view';
import { ok, refuse, text, type Result } from '../domain/problem';
import type { Roster } from '../domain/roster/types';
import type { Ledger } from '../ledger/ledger';

/** Refuses `unit-in-use`: units that still have something to do, and owners of notices, stay in the roster. */
export async function inUse(
  ledger: Pick<Ledger, 'items' | 'notices'>,
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
  return owned ? stillInUse(owned.coordinator, [owned.id]) : ok(null);
}

const stillInUse = (name: string, where: readonly string[]): Result<never> =>
  refuse(
    'unit-in-use',
    text(
      `${name} 还在 ${where.slice(0, 5).join('、')}${where.length > 5 ? ' 等' : ''} 中,不能从名册中删去`,
      `${name} is still on ${where.slice(0, 5).join(', ')}; it cannot be taken out of the roster`,
    ),
    text(
      '先解除或办结(item release),或在文件中保留这一行',
      'release it first (item release), or keep its row',
    ),
  );
