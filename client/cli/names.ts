import { itemStream } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import { ok, refuse, text, type Result } from '../../domain/problem';
import { resolveUnit } from '../../domain/roster/roster';
import type { Roster, UnitId } from '../../domain/roster/types';
import { parseDate, type CivilDate } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import type { NoticeInfo } from '../../domain/digest/types';
import { commaWords, optionText, type Options } from './verb';

/** The stream of KEY or NOTICE/KEY. Refuses `item-not-found` and `item-ambiguous`, naming the notices. */
export async function itemNamed(ledger: Ledger, name: string): Promise<Result<StreamId>> {
  const notices = (await ledger.notices()).map((notice) => notice.id);
  const slash = name.indexOf('/');
  const key = slash < 0 ? name : name.slice(slash + 1);
  const among = slash < 0 ? notices : notices.filter((notice) => notice === name.slice(0, slash));
  const streams = among.map((notice) => itemStream(notice, key));
  const issued = (await ledger.standing(streams)).map(({ stream }) => stream);
  const [only] = issued;
  if (only !== undefined && issued.length === 1) return ok(only);
  const found = among.filter((notice) => issued.includes(itemStream(notice, key)));
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

/** The notice of an id; without one, the only notice there is. Refuses `notice-not-found`, naming those that are there. */
export async function noticeNamed(ledger: Ledger, id: string | undefined): Promise<Result<NoticeInfo>> {
  const notices = await ledger.notices();
  const found = id === undefined && notices.length === 1 ? notices[0] : notices.find((one) => one.id === id);
  if (found) return ok(found);
  const ids = notices.map((one) => one.id).join('、');
  return refuse(
    'notice-not-found',
    id === undefined
      ? text('没有写明哪份通知', 'no notice is named')
      : text(`台账里没有通知“${id}”`, `there is no notice "${id}"`),
    ids === ''
      ? text('先导入：duban notice import', 'import one first: duban notice import')
      : text(`已有：${ids}`, `there are: ${ids}`),
  );
}

/** The id of a unit named by name, alias or id. Refuses `unit-not-found` with the nearest name. */
export function unitOfName(roster: Roster, name: string): Result<UnitId> {
  const found = resolveUnit(roster, name);
  if (found.type === 'unit') return ok(found.unit.id);
  const near = found.type === 'unknown' ? found.suggestion : undefined;
  return refuse(
    'unit-not-found',
    found.type === 'group'
      ? text(`“${name}”是集合名称，不是一个单位`, `"${name}" is a group, not a unit`)
      : text(`名册里没有单位“${name}”`, `the roster has no unit "${name}"`),
    near === undefined
      ? text('用 duban unit list 查看名册', 'see duban unit list')
      : text(`是不是 ${near}?`, `did you mean ${near}?`),
  );
}

/** The unit of --unit; undefined without one. Refuses `unit-not-found`. */
export function unitOption(options: Options, roster: Roster): Result<UnitId | undefined> {
  const name = optionText(options, 'unit');
  return name === undefined ? ok(undefined) : unitOfName(roster, name);
}

/** Several units, separated by 、 or commas. */
export function unitsOfNames(roster: Roster, names: string): Result<readonly UnitId[]> {
  const units: UnitId[] = [];
  for (const name of commaWords(names)) {
    const unit = unitOfName(roster, name);
    if (!unit.ok) return unit;
    units.push(unit.value);
  }
  return ok(units);
}

/** An optional date option. */
export function dateOption(options: Options, name: string): Result<CivilDate | undefined> {
  const input = optionText(options, name);
  return input === undefined ? ok(undefined) : parseDate(input);
}

/** An optional number option, at least 1. Refuses `usage`. */
export function countOption(name: string, input: string | undefined): Result<number | undefined> {
  if (input === undefined) return ok(undefined);
  return /^[1-9]\d{0,5}$/.test(input)
    ? ok(Number(input))
    : refuse(
        'usage',
        text(`${name} 的值“${input}”不是正整数`, `${name} "${input}" is not a positive whole number`),
        text(`例：${name} 2`, `for example ${name} 2`),
      );
}
