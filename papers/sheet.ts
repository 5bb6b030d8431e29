import type { SheetData } from 'write-excel-file/node';
import { parseDate, type CivilDate } from '../domain/time';
import { printing } from './sheet-print';

type SheetCell = string | number | CivilDate | null;

/** A column: its heading, its width in characters, and its content. */
export interface SheetColumn<R> {
  readonly heading: string;
  readonly width: number;
  /** Its cells are dates; those that are none are words. */
  readonly date?: boolean;
  readonly cell: (row: R, n: number) => SheetCell;
}

/** A table that is taken away: its title, which names the worksheet too, and its columns in their order. */
export interface Sheet<R> {
  readonly title: string;
  readonly columns: readonly SheetColumn<R>[];
}

/** What stands above and below it. */
export interface SheetHead {
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

/** Columns that a character of a cell takes: a Han character takes two. */
const cellColumns = (words: string): number =>
  Array.from(words).reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);

/** Points that a row needs so that nothing wrapped is cut off: not every program grows rows by itself. */
function heightOf(cells: readonly { readonly width: number; readonly words: string }[]): number {
  const lines = cells.map(({ width, words }) => Math.ceil(cellColumns(words) / Math.max(2, width - 2)));
  return LINE_POINTS * Math.max(1, ...lines);
}

const BORDER = { borderStyle: 'thin', alignVertical: 'center', wrap: true, fontSize: FONT_POINTS } as const;

/** A table as a workbook: frozen head, filters, real dates, computed row heights, A4 landscape. */
export async function sheetWorkbook<R>(
  { title, columns }: Sheet<R>,
  rows: readonly R[],
  head: SheetHead,
): Promise<Buffer> {
  // Loaded when it is needed: no other paper writes a workbook.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const span = columns.length;
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
  const headHeight = heightOf(columns.map(({ heading, width }) => ({ width, words: heading })));
  const headings = columns.map(({ heading }) => ({
    ...BORDER,
    height: headHeight,
    value: heading,
    fontWeight: 'bold' as const,
    align: 'center' as const,
  }));
  const body = rows.map((row, n) => {
    const cells = columns.map(({ cell, width }) => ({ width, words: String(cell(row, n) ?? '') }));
    const height = heightOf(cells);
    return columns.map(({ cell, date }) => {
      const value = cell(row, n);
      if (value === null) return { ...BORDER, height, value: '' };
      return date && parseDate(String(value)).ok
        ? { ...BORDER, height, value: new Date(value), type: Date, format: 'yyyy"年"m"月"d"日"' }
        : { ...BORDER, height, value };
    });
  });
  const foot = `${head.asOf}　${head.checkpoint}`;
  const data = [wide(title, 16, true), wide(foot, 10, false), headings, ...body, wide(foot, 10, false)];
  const sheet: SheetData = data;
  return writeXlsxFile(
    sheet,
    {
      sheet: title,
      columns: columns.map(({ width }) => ({ width })),
      stickyRowsCount: HEAD_ROWS,
      orientation: 'landscape',
    },
    {
      features: [printing({ headRows: HEAD_ROWS, bodyRows: rows.length, columns: span, name: title, foot })],
    },
  ).toBuffer();
}

/** A table as rows of text, its head with them, for CSV. */
export const sheetTable = <R>(
  { title, columns }: Sheet<R>,
  rows: readonly R[],
  head: SheetHead,
): readonly (readonly string[])[] => [
  [title],
  [head.asOf, head.checkpoint],
  columns.map(({ heading }) => heading),
  ...rows.map((row, n) => columns.map(({ cell }) => String(cell(row, n) ?? ''))),
];
