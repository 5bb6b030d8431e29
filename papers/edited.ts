import type { Paper } from './paper';
import { withoutControls } from './written';

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
