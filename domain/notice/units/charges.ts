import { isDeadline } from '../times/deadline';
import { part, rangeOf, type Flow, type Range } from '../flow';
import type { Context } from '../outline/marks';
import { readUnits, type UnitList } from './units';

/** Clauses that say who does what: 由办公室负责，… · 市发改局牵头做好… · 县财政局、县审计局承担… */
const CHARGE =
  /(?<=^|[。;:!?]|[。;:] ?\d{1,2}[.、] ?)\s*(由)?([^。;:!?,由]{2,80}?)(牵头负责|牵头|负责|承办|承担|主办|统筹(?=推进|协调|做好|负责)|加强统筹协调|指导做好|组织实施)/g;
const SUPPORT = /^[^。;:!?,]{0,40}?,([^。;:!?,]{2,80}?)(配合|协助|参与)/;
/** 负责人, 负责制: no verb. */
const NO_VERB = /^(?:人(?![才员口社])|制|任)/;

const isSureList = (list: UnitList, isNamed: boolean): boolean =>
  list.units.length > 0 &&
  list.unclear.length === 0 &&
  list.deadlines.length === 0 &&
  (isNamed || list.units.every(({ form }) => form.strength === 'known' || form.strength === 'strong'));

/**
 * The units that running text charges with something, where no bracket and no label does. Every word before the verb
 * must be a name; behind 由 a weak one will do.
 */
export function chargesIn(flow: Flow, context: Context): readonly UnitList[] {
  const read = (start: number, end: number): UnitList =>
    readUnits(part(flow, start, end), { lexicon: context.lexicon, isDeadline });
  const lists: UnitList[] = [];
  for (const match of flow.text.matchAll(CHARGE)) {
    const [all, by, names = '', verb = ''] = match;
    const end = match.index + all.length;
    const start = end - verb.length - names.length;
    if (verb === '负责' && NO_VERB.test(flow.text.slice(end, end + 2))) continue;
    const list = read(start, /牵头|主办/.test(verb) ? end : end - verb.length);
    if (!isSureList(list, by !== undefined)) continue;
    lists.push(list);
    const more = SUPPORT.exec(flow.text.slice(end, end + 130));
    if (more === null) continue;
    const to = end + more[0].length;
    const helpers = read(to - (more[2] ?? '').length - (more[1] ?? '').length, to);
    if (isSureList(helpers, by !== undefined)) lists.push(helpers);
  }
  return lists;
}

const CHARGE_HEADING =
  /^(.{2,60}?)(?:牵头|负责|承担|主办|承办|落实)?(?:的)?(?:工作|事项|任务|项目)?(?:[(][^()]{1,12}[)])?$/;

/** Units that a heading names as those of all tasks below it: 县示范区管委会牵头工作（8项） · 区水务局（3项）. */
export function headingUnits(
  heading: Flow,
  context: Context,
): { readonly list: UnitList; readonly at: Range } | null {
  const { text } = heading;
  if (text.length > 60) return null;
  const names = CHARGE_HEADING.exec(text.trim())?.[1];
  if (names === undefined) return null;
  const from = text.length - text.trimStart().length;
  const own = /^牵头/.test(text.slice(from + names.length)) ? names.length + 2 : names.length;
  const flow = part(heading, from, from + own);
  const list = readUnits(flow, { lexicon: context.lexicon, isDeadline });
  return isSureList(list, false) && list.units.every(({ form }) => form.kind === 'unit')
    ? { list, at: rangeOf(part(heading, from, from + names.length)) }
    : null;
}
