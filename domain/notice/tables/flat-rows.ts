import { isDutyColumn } from './columns';
import type { ColumnKind } from '../types';
import { cellRow, cutNumbered, type ColumnLooks } from './flat-cut';
import type { FlatCell } from './flat-cells';
import { tight } from '../flow';
import { isSection, type Row } from './row';

const numeral = ({ flow }: FlatCell): boolean =>
  /^[(]?[一二三四五六七八九十]{1,3}[)、.]?$/.test(tight(flow).text);

const numberIn = ({ flow }: FlatCell): number => Number(/\d+/.exec(flow.text)?.[0] ?? Number.NaN);

/** Indices of the cells that begin a row: numbers that run on, or skip where the row before is complete. */
function anchorsOf(cells: readonly FlatCell[], width: number, looks: ColumnLooks): readonly number[] {
  const anchors: number[] = [];
  let last: number | null = null;
  let isComplete = true;
  cells.forEach((cell, i) => {
    const look = looks.of(cell);
    if (look === 'units' || look === 'deadline') isComplete = true;
    const next = cells[i + 1];
    if (look !== 'number' || next === undefined || looks.of(next) === 'number') return;
    const value = numberIn(cell);
    const expected = last === null ? value : last + 1;
    const comesSoon = cells
      .slice(i + 1, i + 1 + 2 * width)
      .some((one) => looks.of(one) === 'number' && numberIn(one) === expected);
    const skips = isComplete && (value === 1 || (last !== null && value > last)) && !comesSoon;
    if (value !== expected && !skips) return;
    anchors.push(i);
    last = value;
    isComplete = false;
  });
  return anchors;
}

/** The headings at the end of a row's cells: 二、… · 二 and its words in the next cell · the table's header once more. */
function headingsFrom(cells: readonly FlatCell[], header: readonly string[]): number {
  let from = cells.length;
  while (from > 0) {
    const own = cells[from - 1];
    const before = cells[from - 2];
    if (own === undefined) break;
    if (isSection(own) || numeral(own)) from -= 1;
    else if (before !== undefined && numeral(before) && tight(own.flow).text.length <= 40) from -= 2;
    else if (from >= header.length && isHeader(cells.slice(from - header.length, from), header))
      from -= header.length;
    else break;
  }
  return from;
}

const isHeader = (cells: readonly FlatCell[], header: readonly string[]): boolean =>
  cells.length === header.length && cells.every(({ flow }, i) => tight(flow).text === header[i]);

/** Headings as rows: a numeral takes the words beside it. */
function headingRows(cells: readonly FlatCell[], header: readonly string[]): readonly Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i];
    const next = cells[i + 1];
    if (cell === undefined) continue;
    if (isHeader(cells.slice(i, i + header.length), header)) {
      for (const one of cells.slice(i, i + header.length)) rows.push(cellRow('header', one));
      i += header.length - 1;
    } else if (numeral(cell) && next !== undefined && !isSection(next) && !numeral(next)) {
      const [own, title] = [cellRow('section', cell), cellRow('section', next)];
      rows.push({
        kind: 'section',
        lines: [...own.lines, ...title.lines],
        cells: [[cell.flow], [next.flow]],
      });
      i += 1;
    } else rows.push(cellRow('section', cell));
  }
  return rows;
}

/**
 * How many cells of the last row belong to it: up to what its last column of units or time holds, with a second such
 * pair of text and time, and the notes of the columns behind.
 */
function lastLength(cells: readonly FlatCell[], kinds: readonly ColumnKind[], looks: ColumnLooks): number {
  const column = kinds.findLastIndex(isDutyColumn);
  const wanted = lookOfColumn(kinds[column]);
  const at = (i: number): string | undefined => {
    const cell = cells[i];
    return cell === undefined ? undefined : looks.of(cell);
  };
  const isNext = (i: number): boolean =>
    i > 1 && (isHeading(cells[i]) || NUMBERED_CELL.test(cellsText(cells[i])));
  let end = cells.findIndex((_, i) => i > 1 && (at(i) === wanted || at(i) === 'dash' || isNext(i)));
  if (end === -1 || isNext(end)) return end === -1 ? Math.min(cells.length, kinds.length) : end;
  while (at(end) === wanted || (at(end) === 'text' && at(end + 1) === wanted && !isNext(end))) end += 1;
  const notes = kinds.length - 1 - column;
  for (let i = 0; i < notes && at(end) !== undefined && at(end) !== 'units' && !isNext(end); i += 1) end += 1;
  return end;
}

/** A numbered line of running text: the table ends before it. */
const NUMBERED_CELL = /^\d{1,3}[.、]\D/;
const isHeading = (cell: FlatCell | undefined): boolean => cell !== undefined && isSection(cell);
const cellsText = (cell: FlatCell | undefined): string => cell?.flow.text ?? '';

/** A short line behind a complete row is a heading without a number. */
function flatHeading(cells: readonly FlatCell[], kinds: readonly ColumnKind[], looks: ColumnLooks): number {
  const own = cells.at(-1);
  const before = cells.at(-2);
  const isFull =
    before !== undefined &&
    isDutyColumn(kinds.at(-1) ?? 'note') &&
    looks.of(before) === lookOfColumn(kinds.at(-1));
  if (own === undefined || !isFull || looks.of(own) !== 'text') return cells.length;
  return tight(own.flow).text.length <= 20 && !/[。;,]/.test(own.flow.text) ? cells.length - 1 : cells.length;
}

const lookOfColumn = (kind: ColumnKind | undefined): string => (kind === 'deadline' ? 'deadline' : 'units');

/**
 * The rows of a table with one cell a line whose first column holds numbers: each number that runs on begins a row;
 * what stands before the next one is the row's cells, and headings behind them. `header` are the texts of the header,
 * which may stand on every page.
 */
export function numberedRows(
  cells: readonly FlatCell[],
  kinds: readonly ColumnKind[],
  header: readonly string[],
  looks: ColumnLooks,
): readonly Row[] {
  const anchors = anchorsOf(cells, kinds.length, looks);
  const first = anchors[0];
  if (first === undefined) return [];
  const rows: Row[] = [...headingRows(cells.slice(0, first), header)];
  anchors.forEach((from, n) => {
    const next = anchors[n + 1];
    const group = cells.slice(from, next);
    const own = next === undefined ? group.slice(0, lastLength(group, kinds, looks)) : group;
    const numbered = headingsFrom(own, header);
    const to = next === undefined ? numbered : flatHeading(own.slice(0, numbered), kinds, looks);
    for (const row of cutNumbered(own.slice(0, to), kinds, looks)) rows.push(row);
    for (const row of headingRows(own.slice(to), header)) rows.push(row);
  });
  return rows;
}
