import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { resolveUnit } from '../../domain/roster/roster';
import type { Roster, UnitId } from '../../domain/roster/types';
import { parseDate, type CivilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/types';

/** The stream of KEY or NOTICE/KEY. Refuses `item-not-found` and `item-ambiguous`, naming the notices. */
export async function itemNamed(ledger: Ledger, name: string): Promise<Result<StreamId>> {
  const notices = (await ledger.notices()).map((notice) => notice.id);
  const slash = name.indexOf('/');
  const key = slash < 0 ? name : name.slice(slash + 1);
  const among = slash < 0 ? notices : notices.filter((notice) => notice === name.slice(0, slash));
  const found: string[] = [];
  for (const notice of among) {
    const plan = await ledger.plan(notice);
    if (plan?.items.some((item) => item.key === key)) found.push(notice);
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return ok(itemStream(only, key));
  return found.length > 1
    ? refuse(
        'item-ambiguous',
        text(`${found.join('、')} 都有事项 ${key}`, `item ${key} is in ${found.join(', ')}`),
        text(`写成 ${found[0] ?? ''}/${key}`, `write ${found[0] ?? ''}/${key}`),
      )
    : refuse(
        'item-not-found',
        text(`没有已交办的事项“${name}”`, `there is no issued item "${name}"`),
        text('用 duban item list 查看', 'see duban item list'),
      );
}

/** The id of a unit named by name, alias or id. Refuses `unit-not-found` with the nearest name. */
export function unitOfName(roster: Roster, name: string): Result<UnitId> {
  const byId = roster.units.find((unit) => unit.id === name);
  if (byId) return ok(byId.id);
  const found = resolveUnit(roster, name);
  if (found.type === 'unit') return ok(found.unit.id);
  const near = found.type === 'unknown' ? found.suggestion : undefined;
  return refuse(
    'unit-not-found',
    text(`名册里没有单位“${name}”`, `the roster has no unit "${name}"`),
    near === undefined
      ? text('用 duban unit list 查看名册', 'see duban unit list')
      : text(`是否指 ${near}?`, `did you mean ${near}?`),
  );
}

/** Several units, separated by 、 or commas. */
export function unitsOfNames(roster: Roster, names: string): Result<readonly UnitId[]> {
  const units: UnitId[] = [];
  for (const name of names.split(/[、,,]/).filter(Boolean)) {
    const unit = unitOfName(roster, name.trim());
    if (!unit.ok) return unit;
    units.push(unit.value);
  }
  return ok(units);
}

/** An optional date option. */
export function dateOption(input: string | undefined): Result<CivilDate | undefined> {
  return input === undefined ? ok(undefined) : parseDate(input);
}
