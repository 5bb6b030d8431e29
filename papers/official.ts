import { Document, Packer, type Paragraph, type Table } from 'docx';
import { annexNames, annexPages } from './annexes';
import {
  centred,
  CHINESE,
  empty,
  flush,
  FONTS,
  line,
  numbered,
  PAPER_PAGE,
  signedLines,
  small,
} from './layout';
import type { Paper } from './paper';

const NUMERALS = ['一', '二', '三', '四', '五', '六'] as const;

/** 署名、日期, and below them in brackets what else the office wants to know. */
const signedBlock = ({ signature }: Paper): readonly Paragraph[] =>
  signature === null
    ? []
    : [empty(), ...signedLines(signature.name, signature.date), line(`（${signature.note}）`)];

/** What is below the title: 主送, body, names of the annexes, signature. */
export const bodyBlocks = (paper: Paper): readonly Paragraph[] => [
  ...(paper.to === null ? [] : [flush(`${paper.to}：`)]),
  ...paper.sections.flatMap(({ title, paragraphs }, n) => [
    line(`${NUMERALS[n] ?? ''}、${title}`, FONTS.head),
    ...paragraphs.map((text) => line(text)),
  ]),
  ...annexNames(paper),
  ...signedBlock(paper),
];

/** What makes a paper a draft: it says so over its head. */
export const DRAFT = '（代拟稿，未经审签）';

/** From when its numbers are, and the checkpoint that it bears witness to. */
export const asOfLine = ({ asOf }: Paper, checkpoint: string): string => `（数据截至${asOf}；${checkpoint}）`;

const packed = (children: readonly (Paragraph | Table)[]): Promise<Buffer> =>
  Packer.toBuffer(
    new Document({
      evenAndOddHeaderAndFooters: true,
      styles: CHINESE,
      sections: [{ properties: { page: PAPER_PAGE }, footers: numbered(), children: [...children] }],
    }),
  );

/** A paper as a draft (代拟稿): no letterhead, no number, no seal; the office puts them on. */
export const paperDocx = (paper: Paper, checkpoint: string): Promise<Buffer> =>
  packed([
    line(DRAFT),
    centred(paper.title, FONTS.title, 44),
    empty(),
    ...bodyBlocks(paper),
    empty(),
    small(asOfLine(paper, checkpoint)),
    ...annexPages(paper),
  ]);

/** Pages full of one character, by which a test measures the layout. */
export const sampleDocx = (characters: number): Promise<Buffer> => packed([flush('督'.repeat(characters))]);
