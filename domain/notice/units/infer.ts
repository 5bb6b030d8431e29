import { cellsOf, cellLook, type CellLook } from '../tables/cells';
import type { ColumnKind } from '../types';
import type { Flow } from '../flow';
import type { NoticeLine } from '../lines/lines';
import type { Lexicon } from './names';

const SAMPLE = 12;

interface NoticeColumn {
  readonly looks: readonly CellLook[];
  readonly length: number;
}

/** The cells of the lines from `index` on that have as many as the first. */
function sample(lines: readonly NoticeLine[], index: number, lexicon: Lexicon): readonly NoticeColumn[] {
  const rows: (readonly Flow[])[] = [];
  for (const line of lines.slice(index, index + SAMPLE)) {
    const cells = cellsOf(line)?.cells;
    if (cells === undefined || cells.length < 2 || (rows[0] ?? cells).length !== cells.length) break;
    rows.push(cells);
  }
  const width = rows.length < 2 ? 0 : (rows[0]?.length ?? 0);
  return Array.from({ length: width }, (_, i) => {
    const cells = rows.flatMap((row) => row[i] ?? []);
    return {
      looks: cells
        .map((cell) => cellLook(cell, lexicon))
        .filter((look) => look !== 'empty' && look !== 'dash'),
      length: cells.reduce((sum, cell) => sum + cell.text.length, 0),
    };
  });
}

const isMostly = ({ looks }: NoticeColumn, look: CellLook): boolean =>
  looks.length > 0 && looks.filter((one) => one === look).length >= 0.6 * looks.length;

/**
 * The columns of a table without header, inferred from its first rows: one must hold units and one text. Null when
 * the lines are no such table.
 */
export function inferred(
  lines: readonly NoticeLine[],
  index: number,
  lexicon: Lexicon,
): readonly ColumnKind[] | null {
  const columns = sample(lines, index, lexicon);
  const texts = columns.filter((column) => isMostly(column, 'text'));
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  const task = columns.findIndex((column) => texts.includes(column) && column.length === longest);
  if (task === -1 || !columns.some((column) => isMostly(column, 'units'))) return null;
  return columns.map((column, i): ColumnKind => {
    if (i === task) return 'task';
    if (isMostly(column, 'units')) return 'units';
    if (isMostly(column, 'deadline')) return 'deadline';
    if (isMostly(column, 'number')) return 'no';
    return i < task ? 'area' : 'note';
  });
}
