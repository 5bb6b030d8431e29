import { AlignmentType, Footer, LineRuleType, PageNumber, Paragraph, TextRun } from 'docx';

/**
 * Measures of GB/T 9704-2012 in twips: A4, 37 mm above and 28 mm at the binding edge, 22 lines of 28 characters of size
 * 3 (16 pt) on a type area of 156 × 225 mm; page number 7 mm below it.
 */
export const PAPER_PAGE = {
  margin: { top: 2098, bottom: 1984, left: 1587, right: 1474, header: 850, footer: 1417 },
  size: { width: 11906, height: 16838 },
} as const;
const LINE = { line: 579, lineRule: LineRuleType.EXACT } as const;
/** A line of the grid; no gap between figures and characters, which Word adds by itself. */
const ON_GRID = { spacing: LINE, autoSpaceEastAsianText: false } as const;
/** Twentieths of a point by which characters move together, so that 28 fit on a line. */
const CLOSER = -5;
/** Twips of a character on a line, and how many there are on one. */
const CHARACTER = 315;
const ON_A_LINE = 28;

export const FONTS = {
  body: '仿宋_GB2312',
  title: '方正小标宋简体',
  head: '黑体',
  page: '宋体',
} as const;

/** Chinese as it is written here: where a font is missing, the one that takes its place has the right forms. */
export const CHINESE = {
  default: { document: { run: { language: { value: 'en-US', eastAsia: 'zh-CN' } } } },
} as const;

/** Text in a font, size in half points. */
export const textRun = (text: string, font: string, size = 32): TextRun =>
  new TextRun({
    text,
    size,
    characterSpacing: CLOSER,
    font: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: font },
  });

/** A paragraph of the body, two characters in. */
export const line = (text: string, font: string = FONTS.body): Paragraph =>
  new Paragraph({ ...ON_GRID, indent: { firstLine: 640 }, children: [textRun(text, font)] });

/** A line from the edge, as 主送 stands; `pageBreakBefore`: on a new page. */
export const flush = (text: string, font: string = FONTS.body, pageBreakBefore = false): Paragraph =>
  new Paragraph({ ...ON_GRID, pageBreakBefore, children: [textRun(text, font)] });

export const centred = (text: string, font: string, size: number): Paragraph =>
  new Paragraph({ ...ON_GRID, alignment: AlignmentType.CENTER, children: [textRun(text, font, size)] });

/** Where the paper comes from, in size 5: not a part of what it says. */
export const small = (text: string): Paragraph =>
  new Paragraph({
    spacing: { before: 120 },
    indent: { firstLine: 640 },
    children: [textRun(text, FONTS.body, 21)],
  });

export const empty = (): Paragraph => new Paragraph({ ...ON_GRID, children: [] });

const startingAt = (text: string, characters: number): Paragraph =>
  new Paragraph({
    ...ON_GRID,
    // A font with wider figures than Times New Roman runs into the margin rather than onto a second line.
    indent: { left: Math.round(Math.max(0, characters) * CHARACTER), right: -640 },
    children: [textRun(text, FONTS.body)],
  });

/** Characters of a line that a text takes: half of one for a Latin letter or a figure. */
const charactersOf = (text: string): number =>
  Array.from(text).reduce((sum, char) => sum + (char > '\u2e7f' ? 1 : 0.5), 0);

/** 署名 and 成文日期 without a seal: the date begins two characters after the name, the longer ends two from the edge. */
export function signedLines(name: string, date: string): readonly Paragraph[] {
  const start = ON_A_LINE - 2 - Math.max(charactersOf(name), 2 + charactersOf(date));
  return [startingAt(name, start), startingAt(date, start + 2)];
}

/** — 1 —, odd pages at the right, even ones at the left, one character from the edge. */
const footer = (alignment: 'left' | 'right'): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment,
        indent: { [alignment]: 280 },
        children: [new TextRun({ size: 28, font: FONTS.page, children: ['— ', PageNumber.CURRENT, ' —'] })],
      }),
    ],
  });

/** Page numbers of odd and even pages. */
export const numbered = () => ({ default: footer('right'), even: footer('left') });
