import type { Edition } from '../domain/digest/types';
import type { CivilDate } from '../domain/time';
import { DIFF, type DiffLine } from '../domain/item/diff';
import { ITEM_STATUS } from '../domain/words';
import { itemTitle, shortDate } from './words';

/** "4. 标题（区数据局、区司法局 9月30日 → 11月28日）": the same of one item for several units is said once. */
function namedText(lines: readonly DiffLine[], slot: CivilDate): string {
  const items = new Map<string, { readonly line: DiffLine; readonly units: string[] }>();
  for (const line of lines) {
    const key = [line.stream, line.before, line.after, line.status].join('|');
    const known = items.get(key) ?? { line, units: [] };
    if (line.unitName !== null) known.units.push(line.unitName);
    items.set(key, known);
  }
  return [...items.values()]
    .map(({ line, units }) => {
      const sides = [line.before, line.after].filter((side) => side !== null);
      const moved = sides.map((side) => shortDate(side, slot)).join(' → ');
      const ended = line.status === null ? '' : ITEM_STATUS[line.status].zh;
      const said = [units.join('、'), moved, ended].filter((part) => part !== '').join(' ');
      return said === '' ? itemTitle(line) : `${itemTitle(line)}（${said}）`;
    })
    .join('、');
}

/** What changed since the weekly briefing before (自上次例会以来), a line for each kind; null in all other mails. */
export function sinceBlock({ since, slot }: Edition): {
  readonly title: string;
  readonly lines: readonly string[];
} | null {
  if (since === null) return null;
  const lines = since.groups.map(({ kind, count, named }) => {
    const more = count > named.length ? ` 等${count}处` : '';
    return `${DIFF[kind].zh} ${count}：${namedText(named, slot)}${more}`;
  });
  return { title: `自上次例会（${shortDate(since.from, slot)}）以来`, lines };
}
