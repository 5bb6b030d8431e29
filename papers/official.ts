import {
  AlignmentType,
  Document,
  Footer,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Paper } from './paper';
import type { RegisterRow } from './register';

/**
 * Measures of GB/T 9704-2012 in twips: A4, 37 mm above and 28 mm at the binding edge, 22 lines of 28 characters of size
 * 3 (16 pt) on a type area of 156 × 225 mm; page number 7 mm below it.
 */
const PAPER_MARGINS = {
  margin: { top: 2098, bottom: 1984, left: 1587, right: 1474, header: 850, footer: 1417 },
  size: { width: 11906, height: 16838 },
} as const;
const LINE = { line: 579, lineRule: LineRuleType.EXACT } as const;
/** Twentieths of a point by which characters move together, so that 28 fit on a line. */
const CLOSER = -5;
const INDENT = { firstLine: 640 } as const;
const INDENT_RIGHT = { right: 640 } as const;

const FONTS = {
  body: '仿宋_GB2312',
  title: '方正小标宋简体',
  head: '黑体',
  page: '宋体',
} as const;

const textRun = (text: string, font: string, size = 32): TextRun =>
  new TextRun({
    text,
    size,
    characterSpacing: CLOSER,
    font: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: font },
  });

const line = (text: string, font: string = FONTS.body): Paragraph =>
  new Paragraph({ spacing: LINE, indent: INDENT, children: [textRun(text, font)] });

/** 主送 stands flush left. */
const flush = (text: string): Paragraph =>
  new Paragraph({ spacing: LINE, children: [textRun(text, FONTS.body)] });

const centred = (text: string, font: string, size: number): Paragraph =>
  new Paragraph({ spacing: LINE, alignment: AlignmentType.CENTER, children: [textRun(text, font, size)] });

const empty = (): Paragraph => new Paragraph({ spacing: LINE, children: [] });

const NUMERALS = ['一', '二', '三', '四', '五', '六'] as const;

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

const cell = (text: string, percent: number): TableCell =>
  new TableCell({
    width: { size: percent, type: WidthType.PERCENTAGE },
    children: [new Paragraph({ children: [textRun(text, FONTS.body, 21)] })],
  });

const tableOf = (rows: readonly RegisterRow[]): Table =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      ['序号', '督办事项', '责任单位', '时限', '状态', '逾期工作日'],
      ...rows.map((row, n) => [
        String(n + 1),
        row.title,
        row.unit,
        row.due ?? '',
        row.lamp,
        String(row.daysLate),
      ]),
    ].map(
      (cells, n) =>
        new TableRow({
          tableHeader: n === 0,
          children: cells.map((text, i) => cell(text, [8, 36, 20, 14, 12, 10][i] ?? 10)),
        }),
    ),
  });

/** 附件说明; nothing without annexes. */
const annexLines = ({ annexes }: Paper): readonly Paragraph[] =>
  annexes.length === 0
    ? []
    : [empty(), ...annexes.map(({ title }, n) => line(`${n === 0 ? '附件：' : '　　　'}${n + 1}.${title}`))];

/** 署名、日期 without a seal. */
const signedBlock = ({ signature }: Paper): readonly Paragraph[] =>
  signature.length === 0
    ? []
    : [
        empty(),
        ...signature.map(
          (text) =>
            new Paragraph({
              spacing: LINE,
              alignment: AlignmentType.RIGHT,
              indent: INDENT_RIGHT,
              children: [textRun(text, FONTS.body)],
            }),
        ),
      ];

/** A paper as a draft (代拟稿): no letterhead, no number, no seal; the office puts them on. */
export function paperDocx(paper: Paper, checkpoint: string): Promise<Buffer> {
  const body = paper.sections.flatMap(({ title, paragraphs }, n) => [
    line(`${NUMERALS[n] ?? ''}、${title}`, FONTS.head),
    ...paragraphs.map((text) => line(text)),
  ]);
  const annexes = paper.annexes.flatMap(({ title, rows }, n) => [
    new Paragraph({ pageBreakBefore: true, spacing: LINE, children: [textRun(`附件${n + 1}`, FONTS.head)] }),
    centred(title, FONTS.title, 44),
    empty(),
    tableOf(rows),
  ]);
  return Packer.toBuffer(
    new Document({
      evenAndOddHeaderAndFooters: true,
      sections: [
        {
          properties: { page: PAPER_MARGINS },
          footers: { default: footer('right'), even: footer('left') },
          children: [
            line('（代拟稿，未经审签）'),
            centred(paper.title, FONTS.title, 44),
            empty(),
            ...(paper.to === null ? [] : [flush(`${paper.to}：`)]),
            ...body,
            ...annexLines(paper),
            ...signedBlock(paper),
            empty(),
            line(`（数据截至${paper.asOf}；${checkpoint}）`),
            ...annexes,
          ],
        },
      ],
    }),
  );
}

/** A page full of one character, by which a test measures the layout. */
export const sampleDocx = (characters: number): Promise<Buffer> =>
  Packer.toBuffer(
    new Document({
      sections: [
        {
          properties: { page: PAPER_MARGINS },
          footers: { default: footer('right') },
          children: [
            new Paragraph({ spacing: LINE, children: [textRun('督'.repeat(characters), FONTS.body)] }),
          ],
        },
      ],
    }),
  );
