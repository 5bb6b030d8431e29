import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Lang } from './io';
import { withoutBreaks } from './printable';

const NO_RULES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns that one cell may take: longer ones are cut with …, --json has the whole. */
const WIDEST_COLUMN = 48;

const width = (text: string): number => stringWidth(text);

/** A text cut to a number of columns; a Chinese character takes two. */
function cutText(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let taken = 0;
  for (const char of text) {
    taken += width(char);
    if (taken > columns - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

/** A text filled up with spaces to a number of columns. */
export const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));

type TableRows = readonly (readonly (string | number)[])[];

/** A table for the terminal: a heading row, columns aligned with the double width of Chinese characters; long cells are cut. */
export const printTable = (head: readonly string[], rows: TableRows): string =>
  longTable(
    head,
    rows.map((row) => row.map((cell) => cutText(String(cell), WIDEST_COLUMN))),
  );

/** A column of a table: its heading in both languages, and what it says of a row. */
export type TableColumn<R> = readonly [zh: string, en: string, cell: (row: R) => string | number];

/** Rows as a table by their columns; printed by `printTable`, or by `longTable` for cells that stand whole. */
export const columnTable = <R>(
  lang: Lang,
  rows: readonly R[],
  columns: readonly TableColumn<R>[],
  print: (head: readonly string[], rows: TableRows) => string = printTable,
): string =>
  print(
    columns.map(([zh, en]) => (lang === 'zh' ? zh : en)),
    rows.map((row) => columns.map(([, , cell]) => cell(row))),
  );

/** A table whose cells are never cut: keys that are to be typed again. */
export function longTable(head: readonly string[], rows: TableRows): string {
  const printed = new Table({
    head: [...head],
    chars: NO_RULES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) printed.push(row.map((cell) => withoutBreaks(String(cell))));
  return printed
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
