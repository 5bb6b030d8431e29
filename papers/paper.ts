import type { Chart } from './chart';
import type { RegisterRow } from './register';

/** What a paper says, before it is laid out. The office edits, numbers and seals it. */
export interface Paper {
  readonly title: string;
  /** 主送; null: none. */
  readonly to: string | null;
  /** 2025年9月30日. */
  readonly asOf: string;
  readonly sections: readonly { readonly title: string; readonly paragraphs: readonly string[] }[];
  readonly annexes: readonly { readonly title: string; readonly rows: readonly RegisterRow[] }[];
  /** Drawn after the annexes, as annexes of their own. */
  readonly charts: readonly Chart[];
  /** 署名、日期, and a note in brackets below them; null: left to the office. */
  readonly signature: { readonly name: string; readonly date: string; readonly note: string } | null;
}

/** A number in a paper, with the events or lines from which it was counted. */
export interface CountedItems {
  readonly name: string;
  readonly value: number;
  readonly basis: readonly string[];
}

/** A paper with the numbers in it. */
export interface CountedPaper {
  readonly paper: Paper;
  readonly counted: readonly CountedItems[];
}

/** Share of a whole in per cent, "—" of nothing. */
export const shareOf = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${Math.round((part / whole) * 100)}%`;
