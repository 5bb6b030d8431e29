import type { ColumnKind } from '../types';
import type { Flow } from '../flow';
import type { NoticeLine } from '../lines/lines';
import { markerAt } from '../outline/markers';

/**
 * A row: its cells in the order of the columns, each in as many pieces as the copy left. A section row holds one text
 * across all columns; `noise` is a page number between rows, `aside` a line that no column takes.
 */
export interface Row {
  readonly kind: 'header' | 'section' | 'task' | 'rule' | 'noise' | 'aside';
  /** The whole line or lines of the row. */
  readonly lines: readonly Flow[];
  readonly cells: readonly (readonly Flow[])[];
}

/** A table of tasks. */
export interface NoticeTable {
  readonly columns: readonly ColumnKind[];
  readonly rows: readonly Row[];
  readonly merged: 'blank' | 'ditto';
  /** What each column holds was inferred from its cells, for want of a header. */
  readonly isGuessed: boolean;
}

/** A table with the line behind its last one. */
export interface FoundTable {
  readonly columns: readonly ColumnKind[];
  readonly rows: readonly Row[];
  readonly to: number;
}

/** A row of one text. */
export const lineRow = (kind: Row['kind'], flow: Flow): Row => ({ kind, lines: [flow], cells: [[flow]] });

export const isSaid = (cell: Flow): boolean => cell.text !== '' && cell.text !== '〃';

/** A line between rows that is a heading by its number. */
export function isSection({ flow }: Pick<NoticeLine, 'flow'>): boolean {
  const kind = markerAt(flow.text)?.kind;
  return (kind === 'han' || kind === 'parenHan' || kind === 'chapter') && flow.text.length <= 60;
}
