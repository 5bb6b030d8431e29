import { endWithout, part, type Flow } from '../flow';
import { markerAt } from '../outline/markers';

/** One line of the matching text without blanks at its ends; `gap` counts the blank lines before it. */
export interface NoticeLine {
  readonly flow: Flow;
  /** Indices in the flow of the whole notice. */
  readonly start: number;
  readonly end: number;
  readonly gap: number;
  /** Goes on in the same physical line as the one before: a numbered task behind a bracket. */
  readonly inline: boolean;
}

/** Blanks at the ends of a line mean nothing; tabs do: they part the cells of a table. */
const bounds = (text: string, start: number, end: number): [number, number] => {
  let from = start;
  let to = end;
  while (from < to && text.charAt(from) === ' ') from += 1;
  while (to > from && text.charAt(to - 1) === ' ') to -= 1;
  // one text in the first cell alone is a line like any other
  const whole = text.slice(from, to);
  const alone = whole.slice(0, endWithout(whole, '\t '));
  return [from, alone.includes('\t') || alone === '' ? to : from + alone.length];
};

const BEHIND_BRACKET = /[)\]】〕][。;]? */g;
const INLINE = new Set(['num', 'han', 'parenHan', 'parenNum', 'circled']);

const behindBrackets = (text: string): readonly number[] =>
  [...text.matchAll(BEHIND_BRACKET)].map((match) => match.index + match[0].length);

const NUMBERED_LINE =
  /(?<=[:。;] ?|\p{Script=Han}\.)(?:\d{1,2}[.、](?!\d)|[(]{1,2}[一二三四五六七八九十]{1,2}[)]{1,2})/gu;
const CHARGED =
  /^(?:\d{1,2}[.、]|[(]{1,2}.{1,2}[)]{1,2}) ?(?:由[^。;,]{2,60}?(?:负责|牵头|承办)|[^。;,]{2,40}?(?:局|委|办|部|处|科|中心)[^。;,]{0,20}?(?:负责|牵头))/;

/** Where the resolutions of minutes begin in one paragraph: 会议确定：1.由甲科负责…2.由乙科负责… */
function resolutions(text: string): readonly number[] {
  const starts = [...text.matchAll(NUMBERED_LINE)].map((match) => match.index);
  const isList = starts.length > 1 && starts.every((at) => CHARGED.test(text.slice(at, at + 90)));
  return isList ? starts : [];
}

/** Cuts a line where a marker follows a closing bracket: copies lose line ends there. */
function linePieces(flow: Flow, start: number, end: number, gap: number): readonly NoticeLine[] {
  const lines: NoticeLine[] = [];
  const push = (from: number, to: number): void => {
    const inline = lines.length > 0;
    lines.push({ flow: part(flow, from, to), start: from, end: to, gap: inline ? 0 : gap, inline });
  };
  let from = start;
  const text = flow.text.slice(start, end);
  const isRow = text.includes('\t') || text.includes('|');
  for (const at of isRow ? [] : [...behindBrackets(text), ...resolutions(text)].sort((a, b) => a - b)) {
    const kind = markerAt(text.slice(at, at + 24))?.kind ?? '';
    if (!INLINE.has(kind)) continue;
    push(from, start + at);
    from = start + at;
  }
  push(from, end);
  return lines;
}

/** A bar alone parted two cells of a table that a copy flattened. */
const isEmptyLine = (text: string): boolean => /^[|\s]*$/.test(text);

/** The lines that hold something. */
export function linesOf(flow: Flow): readonly NoticeLine[] {
  const lines: NoticeLine[] = [];
  let gap = 0;
  for (let start = 0; start <= flow.text.length;) {
    const stop = flow.text.indexOf('\n', start);
    const next = stop === -1 ? flow.text.length : stop;
    const [from, to] = bounds(flow.text, start, next);
    if (isEmptyLine(flow.text.slice(from, to))) gap += 1;
    else {
      for (const line of linePieces(flow, from, to, gap)) lines.push(line);
      gap = 0;
    }
    start = next + 1;
  }
  return lines;
}

const COUNT = 3;
const WIDEST_GAP = 60;

/** The width at which a copy breaks its lines, or Infinity when it does not: several lines of about the same length. */
export function wrapWidth(lines: readonly NoticeLine[]): number {
  const widths = lines.filter((line) => !line.flow.text.includes('\t')).map((line) => line.end - line.start);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  const full = widths.filter((width) => width >= widest - 4).length;
  return widest >= 16 && widest <= WIDEST_GAP && full >= COUNT ? widest - 4 : Infinity;
}
