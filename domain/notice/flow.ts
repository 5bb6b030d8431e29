/**
 * Matching text with the place of each character in the source: `text[i]` stands at offset `at[from + i]`. Parts
 * share the table of the whole notice: cutting costs nothing.
 */
export interface Flow {
  readonly text: string;
  readonly at: Int32Array;
  readonly from: number;
}

/** Source offset of the character at an index, 0 outside the flow. */
export const offsetIn = (flow: Flow, index: number): number => flow.at[flow.from + index] ?? 0;

/** A stretch of source offsets, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The flow from `start` up to `end` (indices of the flow, not of the source). */
export const part = (flow: Flow, start: number, end: number = flow.text.length): Flow => ({
  text: flow.text.slice(start, end),
  at: flow.at,
  from: flow.from + start,
});

/** Where a text ends without the characters of `out` at its end; linear, as a pattern with $ is not. */
export function endWithout(text: string, out: string): number {
  let end = text.length;
  while (end > 0 && out.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

/** The flow without white space at both ends. */
export function trimmed(flow: Flow): Flow {
  const start = flow.text.length - flow.text.trimStart().length;
  return part(flow, start, Math.max(start, flow.text.trimEnd().length));
}

/** Flows one behind the other. */
export function concat(flows: readonly Flow[]): Flow {
  const [first] = flows;
  if (flows.length === 1 && first !== undefined) return first;
  const at = new Int32Array(flows.reduce((sum, flow) => sum + flow.text.length, 0));
  let next = 0;
  for (const flow of flows) {
    at.set(flow.at.subarray(flow.from, flow.from + flow.text.length), next);
    next += flow.text.length;
  }
  return { text: flows.map((flow) => flow.text).join(''), at, from: 0 };
}

/** The flow without its line ends: a blank line inside a bracket parts no name. */
export function unbroken(flow: Flow): Flow {
  if (!flow.text.includes('\n')) return flow;
  const pieces = flow.text.split('\n');
  let start = 0;
  return concat(
    pieces.map((piece) => {
      const one = part(flow, start, start + piece.length);
      start += piece.length + 1;
      return one;
    }),
  );
}

/** The flow without any white space: soft line ends and stray blanks part no word. */
export function tight(flow: Flow): Flow {
  if (!/[ \n\t\v]/.test(flow.text)) return flow;
  const kept: number[] = [];
  for (let i = 0; i < flow.text.length; i += 1)
    if (!/[ \n\t\v]/.test(flow.text.charAt(i))) kept.push(offsetIn(flow, i));
  return { text: flow.text.replace(/[ \n\t\v]+/g, ''), at: Int32Array.from(kept), from: 0 };
}

/** Where the flow lies in the source; an empty flow lies nowhere and gives an empty range. */
export function rangeOf(flow: Flow): Range {
  const start = offsetIn(flow, 0);
  const end = flow.text.length === 0 ? start : offsetIn(flow, flow.text.length - 1) + 1;
  return { start, end };
}

/** The source range of the indices from `start` up to `end` of a flow. */
export const rangeIn = (flow: Flow, start: number, end: number): Range => rangeOf(part(flow, start, end));

const isLatin = (char: string): boolean => /[A-Za-z0-9]/.test(char);

/**
 * The flow of a paragraph without its soft line ends: a single one between two Latin letters is a blank, elsewhere
 * nothing; a blank line in it stays as one line end.
 */
export function joined(flow: Flow): Flow {
  if (!flow.text.includes('\n')) return flow;
  const kept: number[] = [];
  const text = flow.text.replace(/[^\n]+|\s*\n\s*/g, (piece, start: number) => {
    if (!piece.includes('\n')) {
      for (let i = 0; i < piece.length; i += 1) kept.push(offsetIn(flow, start + i));
      return piece;
    }
    const between = isLatin(flow.text.charAt(start - 1)) && isLatin(flow.text.charAt(start + piece.length));
    const sign = /\n\s*\n/.test(piece) ? '\n' : between ? ' ' : '';
    if (sign !== '') kept.push(offsetIn(flow, start));
    return sign;
  });
  return { text, at: Int32Array.from(kept), from: 0 };
}

/**
 * The text of a flow as the source writes it. Soft line ends vanish (between two Latin words a blank stays), a
 * line break inside a cell (U+000B) is a line end.
 */
export function rawText(flow: Flow, source: string): string {
  const chars: string[] = [];
  for (let i = 0; i < flow.text.length; i += 1) {
    const char = flow.text.charAt(i);
    if (char === '\v') chars.push('\n');
    else if (char !== '\n') chars.push(source.charAt(offsetIn(flow, i)));
    else if (isLatin(flow.text.charAt(i - 1)) && isLatin(flow.text.charAt(i + 1))) chars.push(' ');
  }
  return unspaced(chars.join('').trim());
}

/** Characters that a stored copy has set apart one by one (建 立 台 账) stand together again; words parted by blanks do not. */
const unspaced = (text: string): string =>
  text.replace(
    /(?<!\S)(?:[\p{Script=Han}\p{P}\d][ \u3000]){3,}[\p{Script=Han}\p{P}\d](?![\p{Script=Han}\w])/gu,
    (run) => (/\p{Script=Han}/u.test(run) ? run.replace(/[ \u3000]/g, '') : run),
  );

/** A heading as the source writes it, without the blanks that a stored copy left between its characters. */
export function rawTitle(flow: Flow, source: string): string {
  const text = rawText(flow, source);
  return text.replace(/\s+/g, (blank, at: number) =>
    isLatin(text.charAt(at - 1)) && isLatin(text.charAt(at + blank.length)) ? ' ' : '',
  );
}
