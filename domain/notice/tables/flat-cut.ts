import { aligned } from './align';
import type { ColumnKind } from '../types';
import type { FlatCell } from './flat-cells';
import type { Flow } from '../flow';
import { cellLook, type CellLook } from './cells';
import type { Lexicon } from '../units/names';
import type { Row } from './row';

/** A row of one cell. */
export const cellRow = (kind: Row['kind'], cell: FlatCell): Row => ({
  kind,
  lines: cell.lines.map((line) => line.flow),
  cells: [[cell.flow]],
});

/** The looks of cells; units and times repeat from row to row. */
export class ColumnLooks {
  private readonly known = new Map<string, CellLook>();

  constructor(private readonly lexicon: Lexicon) {}

  of({ flow }: FlatCell): CellLook {
    const look = this.known.get(flow.text) ?? cellLook(flow, this.lexicon);
    this.known.set(flow.text, look);
    return look;
  }
}

/**
 * The looks of the cells of a numbered row: right behind the number stands a task, whatever it ends like, if units
 * follow; further numbers begin no row.
 */
function looksOfRow(
  cells: readonly FlatCell[],
  kinds: readonly ColumnKind[],
  looks: ColumnLooks,
): readonly CellLook[] {
  const all = cells.map((cell) => looks.of(cell));
  const isTask = /^(?:task|content|area)$/.test(kinds[1] ?? '') && all.slice(2).includes('units');
  return all.map((look, i) => ((i === 1 && isTask) || (i > 0 && look === 'number') ? 'text' : look));
}

const isDutyLook = (look: CellLook | undefined): boolean => look === 'units' || look === 'deadline';

/** Cells with the column of each cut into rows: a column not behind the last one begins the next row. */
function cutRow(
  cells: readonly FlatCell[],
  at: readonly number[],
  kinds: readonly ColumnKind[],
): readonly Row[] {
  const rows: { lines: Flow[]; cells: Flow[][] }[] = [];
  let last = Infinity;
  cells.forEach((cell, i) => {
    const column = at[i] ?? 0;
    const goesOn = column === last && kinds[column] !== 'no' && rows.length > 0 && kinds.length > 1;
    if (column <= last && !goesOn) rows.push({ lines: [], cells: kinds.map(() => []) });
    const row = rows.at(-1);
    for (const line of cell.lines) row?.lines.push(line.flow);
    row?.cells[column]?.push(cell.flow);
    last = column;
  });
  return rows.map((row) => ({ kind: 'task', ...row }));
}

/** Cuts cells that run through the columns and wrap into rows. */
export const cutRows = (
  cells: readonly FlatCell[],
  kinds: readonly ColumnKind[],
  looks: ColumnLooks,
): readonly Row[] =>
  cutRow(
    cells,
    aligned(
      cells.map((cell) => looks.of(cell)),
      kinds,
    ).columns,
    kinds,
  );

/**
 * The row of a number, or several where tasks share it: a second row under the same number needs units or a time of
 * its own, else its words belong to the first.
 */
export function cutNumbered(
  cells: readonly FlatCell[],
  kinds: readonly ColumnKind[],
  looks: ColumnLooks,
): readonly Row[] {
  const own = looksOfRow(cells, kinds, looks);
  const wrapped = aligned(own, kinds).columns;
  const starts = wrapped.flatMap((column, i) => (i > 0 && column < (wrapped[i - 1] ?? 0) ? [i] : []));
  const isSure = starts.every((from, n) => own.slice(from, starts[n + 1]).some(isDutyLook));
  return cutRow(cells, isSure ? wrapped : aligned(own, kinds, false).columns, kinds);
}
