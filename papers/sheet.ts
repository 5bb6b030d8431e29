import type { SheetData } from 'write-excel-file/node';
import { CONTINUOUS, REGISTER_COLUMNS, type RegisterRow } from './register';
import { printing } from './sheet-print';

/** Head and foot of a register. */
export interface SheetHead {
  readonly title: string;
  /** 截至 … */
  readonly asOf: string;
  /** 存证点 … */
  readonly checkpoint: string;
}

/** Size of the letters and of a line, points. */
const FONT_POINTS = 10.5;
const LINE_POINTS = 14;
/** Title, date and checkpoint, headings. */
const HEAD_ROWS = 3;
const SHEET_NAME = '督办台账';

/** Columns that a character of a cell takes: a Han character takes two. */
const cellColumns = (words: string): number =>
  Array.from(words).reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);

/** Points that a row needs so that nothing wrapped is cut off: not every program grows rows by itself. */
function heightOf(cells: readonly { readonly width: number; readonly words: string }[]): number {
  const lines = cells.map(({ width, words }) => Math.ceil(cellColumns(words) / Math.max(2, width - 2)));
  return LINE_POINTS * Math.max(1, ...lines);
}

const BORDER = { borderStyle: 'thin', alignVertical: 'center', wrap: true, fontSize: FONT_POINTS } as const;

/** The register as a workbook: frozen head, filters, real dates, computed row heights, A4 landscape. */
export async function registerWorkbook(rows: readonly RegisterRow[], head: SheetHead): Promise<Buffer> {
  // Loaded when it is needed: no other paper writes a workbook.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const span = REGISTER_COLUMNS.length;
  const wide = (value: string, size: number, bold: boolean) => [
    {
      value,
      columnSpan: span,
      fontSize: size,
      align: 'center' as const,
      ...(bold ? { fontWeight: 'bold' as const } : {}),
    },
    ...Array.from({ length: span - 1 }, () => null),
  ];
  const headHeight = heightOf(REGISTER_COLUMNS.map(({ heading, width }) => ({ width, words: heading })));
  const headings = REGISTER_COLUMNS.map(({ heading }) => ({
    ...BORDER,
    height: headHeight,
    value: heading,
    fontWeight: 'bold' as const,
    align: 'center' as const,
  }));
  const body = rows.map((row, n) => {
    const cells = REGISTER_COLUMNS.map(({ cell, width }) => ({ width, words: String(cell(row, n) ?? '') }));
    const height = heightOf(cells);
    return REGISTER_COLUMNS.map(({ cell, date }) => {
      const value = cell(row, n);
      if (value === null) return { ...BORDER, height, value: '' };
      return date && value !== CONTINUOUS
        ? { ...BORDER, height, value: new Date(value), type: Date, format: 'yyyy"年"m"月"d"日"' }
        : { ...BORDER, height, value };
    });
  });
  const foot = `${head.asOf}　${head.checkpoint}`;
  const data = [wide(head.title, 16, true), wide(foot, 10, false), headings, ...body, wide(foot, 10, false)];
  const sheet: SheetData = data;
  return writeXlsxFile(
    sheet,
    {
      sheet: SHEET_NAME,
      columns: REGISTER_COLUMNS.map(({ width }) => ({ width })),
      stickyRowsCount: HEAD_ROWS,
      orientation: 'landscape',
    },
    {
      features: [
        printing({ headRows: HEAD_ROWS, bodyRows: rows.length, columns: span, name: SHEET_NAME, foot }),
      ],
    },
  ).toBuffer();
}

/** The register as rows of text, head and foot with them, for CSV. */
export const registerTable = (
  rows: readonly RegisterRow[],
  head: SheetHead,
): readonly (readonly string[])[] => [
  [head.title],
  [head.asOf, head.checkpoint],
  REGISTER_COLUMNS.map(({ heading }) => heading),
  ...rows.map((row, n) => REGISTER_COLUMNS.map(({ cell }) => String(cell(row, n) ?? ''))),
];
