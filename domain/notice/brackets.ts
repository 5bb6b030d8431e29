import type { Flow } from './flow';

/** A bracket of the matching text: indices of its opening sign and behind its closing one. */
export interface Bracket {
  readonly start: number;
  readonly end: number;
}

/** The brackets of a stretch, and the signs that found no partner. */
export interface Brackets {
  /** Outermost ones, in order. */
  readonly pairs: readonly Bracket[];
  readonly openings: readonly number[];
  readonly closings: readonly number[];
}

const OPENING = '([【〔';
const CLOSING_BRACKETS = ')]】〕';

/** Pairs brackets; opening and closing may be of different kinds, as in copies they are. */
export function bracketsOf(flow: Flow): Brackets {
  const openings: number[] = [];
  const closings: number[] = [];
  const all: Bracket[] = [];
  for (let i = 0; i < flow.text.length; i += 1) {
    const char = flow.text.charAt(i);
    if (OPENING.includes(char)) openings.push(i);
    else if (CLOSING_BRACKETS.includes(char)) {
      const start = openings.pop();
      if (start === undefined) closings.push(i);
      else all.push({ start, end: i + 1 });
    }
  }
  all.sort((a, b) => a.start - b.start);
  const pairs: Bracket[] = [];
  for (const one of all) if (one.start >= (pairs.at(-1)?.end ?? 0)) pairs.push(one);
  return { pairs, openings, closings };
}
