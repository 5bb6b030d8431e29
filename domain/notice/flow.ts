/** Matching text with the place of each character in the source: `at[i]` is the source offset of `text[i]`. */
export interface Flow {
  readonly text: string;
  readonly at: Int32Array;
}

/** A stretch of source offsets, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The flow from `start` up to `end` (indices of the flow, not of the source). */
export const part = (flow: Flow, start: number, end: number = flow.text.length): Flow => ({
  text: flow.text.slice(start, end),
  at: flow.at.subarray(start, Math.max(start, end)),
});

/** The flow without white space at both ends. */
export function trimmed(flow: Flow): Flow {
  const start = flow.text.length - flow.text.trimStart().length;
  return part(flow, start, Math.max(start, flow.text.trimEnd().length));
}

/** The flow without the characters that `drop` names. */
export function without(flow: Flow, drop: (char: string) => boolean): Flow {
  const kept: number[] = [];
  const chars: string[] = [];
  for (let i = 0; i < flow.text.length; i += 1) {
    const char = flow.text.charAt(i);
    if (drop(char)) continue;
    chars.push(char);
    kept.push(flow.at[i] ?? 0);
  }
  return { text: chars.join(''), at: Int32Array.from(kept) };
}

/** Flows one behind the other. */
export function concat(flows: readonly Flow[]): Flow {
  const [first] = flows;
  if (flows.length === 1 && first !== undefined) return first;
  const at = new Int32Array(flows.reduce((sum, flow) => sum + flow.text.length, 0));
  let next = 0;
  for (const flow of flows) {
    at.set(flow.at.subarray(0, flow.text.length), next);
    next += flow.text.length;
  }
  return { text: flows.map((flow) => flow.text).join(''), at };
}

const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\t' || char === '\v';

/** The flow without any white space: soft line ends and stray blanks part no word. */
export const tight = (flow: Flow): Flow => without(flow, isSpace);

/** Where the flow lies in the source; an empty flow lies nowhere and gives an empty range. */
export function rangeOf(flow: Flow): Range {
  const start = flow.at[0] ?? 0;
  const last = flow.at[flow.text.length - 1];
  return { start, end: last === undefined ? start : last + 1 };
}

/** The source range of the indices from `start` up to `end` of a flow. */
export const rangeIn = (flow: Flow, start: number, end: number): Range => rangeOf(part(flow, start, end));

const isLatin = (char: string): boolean => /[A-Za-z0-9]/.test(char);

/**
 * The text of a flow as the source writes it. Soft line ends vanish (between two Latin words a blank stays), a
 * line break inside a cell (U+000B) is a line end.
 */
export function rawText(flow: Flow, source: string): string {
  const chars: string[] = [];
  for (let i = 0; i < flow.text.length; i += 1) {
    const char = flow.text.charAt(i);
    if (char === '\v') chars.push('\n');
    else if (char !== '\n') chars.push(source.charAt(flow.at[i] ?? 0));
    else if (isLatin(flow.text.charAt(i - 1)) && isLatin(flow.text.charAt(i + 1))) chars.push(' ');
  }
  return chars.join('').trim();
}

/** A heading as the source writes it, without the blanks that a stored copy left between its characters. */
export function rawTitle(flow: Flow, source: string): string {
  const text = rawText(flow, source);
  return text.replace(/\s+/g, (blank, at: number) =>
    isLatin(text.charAt(at - 1)) && isLatin(text.charAt(at + blank.length)) ? ' ' : '',
  );
}
