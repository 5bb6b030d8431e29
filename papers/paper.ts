import type { NamedChart } from './chart';
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
  readonly charts: readonly NamedChart[];
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

/** A text without the characters that XML 1.0 does not have: a file that holds one cannot be opened. */
export const withoutControls = (value: string): string =>
  value.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');

/** Names of the fields in which a draft is edited. */
export const TITLE_FIELD = 'title';
export const TO_FIELD = 'to';
export const sectionField = (n: number): string => `section-${n + 1}`;

type Edited = Readonly<Record<string, string | undefined>>;

/** Lines that hold something, a paragraph each. */
const paragraphsIn = (given: string): readonly string[] =>
  withoutControls(given)
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);

const inOneLine = (given: string): string => paragraphsIn(given).join(' ');

/** A draft with the words that somebody has changed; day, annexes, charts and signature stay those of the ledger. */
export function editedPaper(paper: Paper, edited: Edited): Paper {
  const title = inOneLine(edited[TITLE_FIELD] ?? paper.title);
  const to = inOneLine(edited[TO_FIELD] ?? paper.to ?? '').replace(/[：:]$/, '');
  const sections = paper.sections.map((section, n) => {
    const given = edited[sectionField(n)];
    return given === undefined ? section : { ...section, paragraphs: paragraphsIn(given) };
  });
  return { ...paper, title: title === '' ? paper.title : title, to: to === '' ? null : to, sections };
}
