import { bracketsOf, type Bracket, type Brackets } from '../units/words';
import type { TimeFrame } from '../times/candidates';
import { isDeadline, termsAlone, type TimePhrase } from '../times/deadline';
import { part, rangeIn, unbroken, type Flow, type Range } from '../flow';
import type { Lexicon } from '../units/names';
import type { FindingCode } from '../types';
import { endsWithDuty, readCharged, readUnits, type ListContext, type UnitList } from '../units/units';

/** A bracket or a labelled line that names units or a deadline: indices in the paragraph's flow. */
export interface UnitMark {
  readonly start: number;
  readonly end: number;
  /** Where it stands in the source. */
  readonly at: Range;
  /** `item` names persons (责任领导：…), who are no units and stay out of the text. */
  readonly kind: 'units' | 'deadline' | 'item';
  readonly list: UnitList;
  readonly terms: readonly TimePhrase[];
}

/** Something in the text that a coordinator should look at. */
export interface Doubt {
  readonly code: FindingCode;
  readonly at: Range;
}

/** What everything in the notice is read with. */
export interface Context {
  readonly lexicon: Lexicon;
  readonly frame: TimeFrame;
}

/** The marks of a paragraph, in order and apart from each other. */
export interface Marks {
  readonly marks: readonly UnitMark[];
  readonly doubts: readonly Doubt[];
}

const MAX_BRACKET = 1000;
const SHARE = 0.6;

type MarkVerdict = 'units' | 'deadline' | 'doubtful' | 'text';

/** 60 % of the words must be names; without a label one of them must be sure by itself. */
function judge(list: UnitList): MarkVerdict {
  const total = list.units.length + list.unclear.length;
  if (total === 0) return list.deadlines.length > 0 ? 'deadline' : list.labelled ? 'units' : 'text';
  if (list.labelled) return 'units';
  if (list.units.length < SHARE * total) return 'text';
  const sure = list.units.some((unit) => unit.form.strength !== 'weak');
  return sure ? 'units' : list.units.length > 1 ? 'doubtful' : 'text';
}

const listContext = ({ lexicon }: Context): ListContext => ({ lexicon, isDeadline });

const unitListOf = (flow: Flow, context: Context): UnitList =>
  readUnits(unbroken(flow), listContext(context));

/** The list in a bracket and what it is: one that ends with a duty names units, whatever their form. */
function bracketList(
  inner: Flow,
  context: Context,
): { readonly list: UnitList; readonly verdict: MarkVerdict } {
  const list = unitListOf(inner, context);
  const verdict = judge(list);
  const isClear = verdict === 'units' && list.unclear.length === 0;
  if (isClear || list.labelled || !endsWithDuty(inner)) return { list, verdict };
  const charged = readCharged(unbroken(inner), listContext(context));
  if (charged !== null) return { list: { ...charged, labelled: false }, verdict: 'units' };
  return { list, verdict: verdict === 'text' && list.units.length > 0 ? 'doubtful' : verdict };
}

const termsOf = (list: UnitList, context: Context): readonly TimePhrase[] =>
  list.deadlines.flatMap((phrase) => termsAlone(phrase, context.frame));

const isEnd = (char: string | undefined): boolean => char === undefined || /[。;!?.]/.test(char);

/** The bracket closes a sentence or the paragraph, stands behind a full stop, or touches one that does. */
function closesSentence(flow: Flow, pairs: readonly Bracket[], i: number, chain = 0): boolean {
  const pair = pairs[i];
  if (pair === undefined) return false;
  const before = flow.text.slice(Math.max(0, pair.start - 20), pair.start).replace(/[([【〔\s]+$/, '');
  if (before === '' || isEnd(before.at(-1))) return true;
  const after = flow.text.slice(pair.end, pair.end + 20).replace(/^[)\]】〕\s]+/, '');
  if (isEnd(after.at(0)) || /^\d{1,3}[.、]/.test(after)) return true;
  return chain < 3 && /^[([【〔]/.test(after) && closesSentence(flow, pairs, i + 1, chain + 1);
}

interface FoundMark {
  readonly pair: Bracket;
  readonly list: UnitList;
  readonly verdict: MarkVerdict;
}

function readPair(flow: Flow, pair: Bracket, context: Context): FoundMark {
  return { pair, ...bracketList(part(flow, pair.start + 1, pair.end - 1), context) };
}

/** A single name in a bracket right before a unit bracket is a nameplate in the text, not a list. */
const isPlate = (flow: Flow, one: FoundMark, next: FoundMark | undefined): boolean =>
  one.list.units.length === 1 &&
  !one.list.labelled &&
  next?.verdict === 'units' &&
  /^[\s。;]*$/.test(flow.text.slice(one.pair.end, next.pair.start));

function pairMarks(flow: Flow, pairs: readonly Bracket[], context: Context): Marks {
  const found = pairs.flatMap((pair, i): FoundMark[] => {
    if (pair.end - pair.start > MAX_BRACKET) return [];
    const one = readPair(flow, pair, context);
    if (one.verdict === 'text') return [];
    return one.list.labelled || closesSentence(flow, pairs, i) ? [one] : [];
  });
  const marks: UnitMark[] = [];
  const doubts: Doubt[] = [];
  found.forEach((one, i) => {
    const { pair, list, verdict } = one;
    const at = rangeIn(flow, pair.start, pair.end);
    if (verdict === 'doubtful') doubts.push({ code: 'doubtful-units', at });
    if (verdict !== 'units' && verdict !== 'deadline') return;
    if (isPlate(flow, one, found[i + 1])) return;
    if (flow.text.slice(pair.start, pair.end).includes('\n')) doubts.push({ code: 'bracket-broken', at });
    marks.push({ ...pair, at, kind: verdict, list, terms: termsOf(list, context) });
  });
  return { marks, doubts };
}

/** A list whose closing or opening bracket got lost: up to the end, or from the last full stop. */
function torn(flow: Flow, brackets: Brackets, context: Context): Marks {
  const opening = brackets.openings.at(-1);
  const closing = brackets.closings.at(-1);
  const last = brackets.pairs.at(-1)?.end ?? 0;
  const spans: Bracket[] = [];
  if (opening !== undefined && opening >= last) spans.push({ start: opening, end: flow.text.length });
  else if (closing !== undefined && closing >= last && flow.text.slice(closing + 1).trim().length <= 1) {
    const head = flow.text.slice(0, closing);
    const stop = Math.max(head.lastIndexOf('。'), head.lastIndexOf(';'), last - 1);
    if (stop >= 0) spans.push({ start: stop, end: closing + 1 });
  }
  const marks: UnitMark[] = [];
  const doubts: Doubt[] = [];
  for (const { start, end } of spans) {
    if (end - start > MAX_BRACKET) continue;
    const inner = part(flow, start + 1, /[)\]】〕]/.test(flow.text.charAt(end - 1)) ? end - 1 : end);
    const { list, verdict } = bracketList(inner, context);
    if (verdict !== 'units' && verdict !== 'deadline') continue;
    const from = start + (flow.text.charAt(start) === '。' ? 1 : 0);
    const at = rangeIn(flow, from, end);
    marks.push({ start: from, end, at, kind: verdict, list, terms: termsOf(list, context) });
    doubts.push({ code: 'bracket-unclosed', at });
  }
  return { marks, doubts };
}

/** Labels outside brackets: what follows up to the full stop or the end of the paragraph. */
function labelMarks(flow: Flow, taken: readonly Bracket[], context: Context): readonly UnitMark[] {
  const marks: UnitMark[] = [];
  let [done, next] = [0, 0];
  for (const match of flow.text.matchAll(context.lexicon.labels.any)) {
    const start = match.index;
    while (next < taken.length && (taken[next]?.end ?? 0) <= start) next += 1;
    if (start < done || (taken[next]?.start ?? Infinity) <= start) continue;
    const before = /单位|部门|科室/.test(match[0]) ? /^[\s。;,)\]】〕]?$/ : /^[\s。;)\]】〕]?$/;
    if (!before.test(flow.text.charAt(start - 1))) continue;
    const stop = flow.text.indexOf('。', start);
    done = stop === -1 ? flow.text.length : stop + 1;
    const list = unitListOf(part(flow, start, done), context);
    // "责任单位为…" speaks of units only where some follow
    if (!match[0].endsWith(':') && list.units.length === 0) continue;
    const named = list.units.length + list.unclear.length > 0;
    const kind = named ? 'units' : context.lexicon.labels.isPerson(match[0]) ? 'item' : 'deadline';
    marks.push({
      start,
      end: done,
      at: rangeIn(flow, start, done),
      kind,
      list,
      terms: termsOf(list, context),
    });
  }
  return marks;
}

const IN_CHARGE = /(?:牵头|负责|配合|落实|实施|协助|协办|参与|推进)[。;]?$/;
const MAX_CHARGE = 150;

/**
 * The last sentence of a paragraph, if it does nothing but say who does what: 区水务局牵头，各街镇配合。 Every word
 * of it must be a name.
 */
function chargeMark(flow: Flow, taken: readonly UnitMark[], context: Context): readonly UnitMark[] {
  const last = taken.at(-1);
  const isTrailing = last !== undefined && !/[\p{L}\p{N}]/u.test(flow.text.slice(last.end));
  const head = flow.text.slice(0, isTrailing ? last.start : undefined).trimEnd();
  const start = Math.max(head.slice(0, -1).lastIndexOf('。'), head.slice(0, -1).lastIndexOf(';')) + 1;
  if (start === 0 || head.length - start > MAX_CHARGE || !IN_CHARGE.test(head.slice(-4))) return [];
  const list = unitListOf(part(flow, start, head.length), context);
  const isSure = list.units.some((unit) => unit.form.strength !== 'weak');
  if (!isSure || list.unclear.length > 0 || list.deadlines.length > 0) return [];
  const at = rangeIn(flow, start, head.length);
  return [{ start, end: head.length, at, kind: 'units', list, terms: [] }];
}

/** In order; what lies inside a labelled run belongs to it. */
function marksApart(marks: readonly UnitMark[]): readonly UnitMark[] {
  const sorted = [...marks].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: UnitMark[] = [];
  for (const mark of sorted) if (mark.start >= (kept.at(-1)?.end ?? 0)) kept.push(mark);
  return kept;
}

/**
 * Finds where a paragraph names units or a deadline: in the last bracket of a sentence, in a bracket that begins
 * with a label, or behind a label without bracket. Brackets that only say something in passing stay text.
 */
export function marksOf(flow: Flow, context: Context): Marks {
  const brackets = bracketsOf(flow);
  const paired = pairMarks(flow, brackets.pairs, context);
  const rest = torn(flow, brackets, context);
  const labels = labelMarks(flow, [...brackets.pairs, ...rest.marks], context);
  const found = marksApart([...paired.marks, ...rest.marks, ...labels]);
  const isNamed = found.some((mark) => mark.kind === 'units');
  const marks = isNamed ? found : marksApart([...found, ...chargeMark(flow, found, context)]);
  return { marks, doubts: [...paired.doubts, ...rest.doubts] };
}
