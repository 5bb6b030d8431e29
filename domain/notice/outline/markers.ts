import { numberOf } from '../times/dates';

/** The notations of numbering. Markers of one kind are siblings, of another kind parent or child. */
export type MarkerKind =
  | 'chapter'
  | 'article'
  | 'han'
  | 'parenHan'
  | 'num'
  | 'dotted'
  | 'bare'
  | 'numParen'
  | 'parenNum'
  | 'circled';

/** A marker at the start of a line: `no` is its text without dot or brackets, `length` its matching characters. */
export interface Marker {
  readonly kind: MarkerKind;
  readonly no: string;
  readonly value: number;
  readonly length: number;
}

const HAN_NUMBER = '[一二三四五六七八九十百]{1,5}';

/** What may not follow a number that lost its dot: it counts or dates something ("25个", "12月", "7.0版"). */
const MEASURE =
  /^[年月日号时分秒点个项条件次家名人户万亿千百元米公里平度倍届期批类种级层楼岁周天版位张份部本章节款%％‰~〜～\-—–－至到.:/、,，)]/;

type Rule = readonly [MarkerKind, RegExp];

/** In this order: the first that fits wins. A digit after the dot belongs to a version or a decimal. */
const RULES: readonly Rule[] = [
  ['chapter', new RegExp(`^第 ?(${HAN_NUMBER}|\\d{1,3}) ?[章编篇](?:[、.: ]|(?=\\p{Script=Han})|$)`, 'u')],
  ['article', new RegExp(`^第 ?(${HAN_NUMBER}|\\d{1,3}) ?条(?:[、.: ]|(?=\\p{Script=Han})|$)`, 'u')],
  ['parenHan', new RegExp(`^\\({1,2} ?(${HAN_NUMBER}) ?\\){1,2}[、.]?`)],
  ['han', new RegExp(`^(${HAN_NUMBER}) ?[、.]`)],
  ['han', new RegExp(`^(${HAN_NUMBER}),(?=\\p{Script=Han}{4})`, 'u')],
  ['dotted', /^(\d{1,3}(?:\.\d{1,3}){1,2})(?:[、.](?!\d)| +(?=\D)|(?=\p{Script=Han}|[“"《(]))/u],
  ['num', /^(\d{1,3}) ?[.、](?! ?\d(?!\d{3}年))/],
  ['numParen', /^(\d{1,3}) ?\)(?!\d)/],
  ['parenNum', /^\( ?(\d{1,3}) ?\)[、.]?/],
  ['bare', /^(\d{1,3}) ?(?=\p{Script=Han}|[“"《])/u],
  ['bare', /^(\d{1,3})[.、] ?(?=\d(?!\d*(?:\.\d+)*版))/],
];

const SPECIAL: readonly (readonly [MarkerKind, number, number])[] = [
  ['circled', 0x2460, 20],
  ['parenNum', 0x2474, 20],
  ['num', 0x2488, 20],
  ['parenHan', 0x3220, 10],
];

/** One character that is a marker by itself: ① ⑴ ⒈ ㈠. */
function special(text: string): Marker | null {
  const code = text.charCodeAt(0);
  for (const [kind, first, count] of SPECIAL) {
    const value = code - first + 1;
    if (!(value >= 1 && value <= count)) continue;
    const no = kind === 'parenHan' ? '一二三四五六七八九十'.charAt(value - 1) : String(value);
    return { kind, no, value, length: 1 };
  }
  return null;
}

const numeralValue = (kind: MarkerKind, no: string): number =>
  kind === 'dotted' ? Number(no.slice(no.lastIndexOf('.') + 1)) : numberOf(no);

/**
 * The marker that a line begins with, or null. Lexical only: whether it is one in its place, the outline
 * decides. "7.0版", "2024—2026年" and "（2025年版）" are none.
 */
export function markerAt(text: string): Marker | null {
  const head = text.slice(0, 24);
  const found = special(head);
  if (found !== null) return found;
  for (const [kind, rule] of RULES) {
    const match = rule.exec(head);
    const no = match?.[1];
    if (match === null || no === undefined) continue;
    const rest = head.slice(match[0].length);
    if ((kind === 'bare' || kind === 'dotted') && MEASURE.test(rest)) continue;
    const value = numeralValue(kind, no);
    if (value >= 1) return { kind, no, value, length: match[0].length };
  }
  return null;
}
