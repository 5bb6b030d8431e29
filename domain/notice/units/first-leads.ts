import type { Collection } from '../collect';
import { rangeIn, type Flow, type Range } from '../flow';
import type { ItemDraft } from '../item';

/** 列第一位者为牵头单位 and the like, to the end of the remark. */
const FIRST_LEADS =
  /(?:[列排](?:名|序)?在?(?:第[一1]|首|最?前)(?:位|个)?|第[一1](?:个(?:责任)?)?单位|首位)[^。;()\n]{0,12}?[为是](?:工作|主要|总|该?项?任务)*牵头[^。;()\n]{0,24}/g;
const HOLDS_ON = /下同|以[下上]|各项|均/;
const OTHERS_SUPPORT = /其(?:他|余|后)[^。;]{0,6}配合/;

const isWithin = (inner: Range, outer: Range): boolean =>
  outer.start <= inner.start && inner.start < outer.end;

/** The item with its first unit as lead; as it is where a lead is named, or the first is a group. */
function withFirstLead(item: ItemDraft, supports: boolean): ItemDraft {
  const [first] = item.units;
  if (first === undefined || first.form.kind === 'group' || item.units.some(({ role }) => role === 'lead'))
    return item;
  const units = item.units.map((unit, i) =>
    i === 0
      ? { ...unit, role: 'lead' as const }
      : { ...unit, role: supports ? ('support' as const) : unit.role },
  );
  return { ...item, units };
}

/**
 * Applies the remark that the first unit of a list leads. In the list of one item it holds for that item, with 下同
 * for all from there on; elsewhere (introduction, head or foot of a table) for the whole notice. One finding tells
 * of it in place of the remark's own.
 */
export function applyFirstLeads(flow: Flow, into: Collection): void {
  for (const match of flow.text.matchAll(FIRST_LEADS)) {
    const at = rangeIn(flow, match.index, match.index + match[0].length);
    const own = into.items.findIndex((item) => isWithin(at, item.at));
    const isRemark = own !== -1 && !/注[:]?$/.test(flow.text.slice(0, match.index).slice(-2));
    const holdsOn = !isRemark || HOLDS_ON.test(match[0]);
    const from = isRemark ? own : 0;
    const to = holdsOn ? into.items.length : own + 1;
    into.items.forEach((item, i) => {
      const doubts = item.doubts.filter((doubt) => doubt.code !== 'list-note' || !isWithin(doubt.at, at));
      const read = { ...item, doubts };
      into.items[i] = i >= from && i < to ? withFirstLead(read, OTHERS_SUPPORT.test(match[0])) : read;
    });
    into.doubts.push({ code: 'first-leads', at });
  }
}
