import { cellsOf } from './cells';
import { headerOf } from './columns';
import type { ColumnKind } from '../types';
import { flatTable } from './flat';
import { formAt } from './form';
import { gridAt } from './grid';
import { inferred } from '../units/infer';
import type { NoticeLine } from '../lines/lines';
import type { Lexicon } from '../units/names';
import { isSaid, type FoundTable, type NoticeTable } from './row';

/** The tables of a notice, by index of line. */
export interface Tables {
  readonly covers: (index: number) => boolean;
  readonly at: (index: number) => { readonly table: NoticeTable; readonly to: number } | null;
}

interface FoundRows {
  readonly table: NoticeTable;
  readonly from: number;
  readonly to: number;
}

/** Finds the tables: a header and the rows below it, as tabs or bars, with one cell a line, or a key in each line. */
class Finder {
  private readonly found: FoundRows[] = [];
  private last: readonly ColumnKind[] | null = null;

  constructor(
    private readonly lines: readonly NoticeLine[],
    private readonly merged: 'blank' | 'ditto',
    private readonly lexicon: Lexicon,
  ) {}

  all(): readonly FoundRows[] {
    for (let index = 0; index < this.lines.length; index += 1) {
      const one = this.at(index);
      if (one === null) continue;
      this.found.push(one);
      index = one.to - 1;
    }
    return this.found;
  }

  private at(index: number): FoundRows | null {
    const line = this.lines[index];
    const cells = line === undefined ? null : cellsOf(line);
    const form = formAt(this.lines, index, this.lexicon);
    if (form !== null) return this.table(index, form, false);
    if (cells === null) {
      // with one cell a line empty cells are gone: nothing is left to say which ones were merged
      const flat = flatTable(this.lines, index, this.lexicon);
      return flat === null ? null : this.table(index, flat, false);
    }
    if (cells.isRule) return null;
    const header = headerOf(cells.cells, this.lexicon);
    if (header !== null) return this.grid(index, header, true, false);
    // a table that goes on below a paragraph, without its header
    if (this.last !== null && cells.cells.length === this.last.length && cells.cells.some(isSaid))
      return this.grid(index, this.last, false, false);
    const guess = inferred(this.lines, index, this.lexicon);
    return guess === null ? null : this.grid(index, guess, false, true);
  }

  private grid(
    index: number,
    header: readonly ColumnKind[],
    hasHeader: boolean,
    isGuessed: boolean,
  ): FoundRows {
    const grid = gridAt(this.lines, index, header, hasHeader, this.lexicon);
    this.last = grid.columns;
    return this.table(index, grid, isGuessed);
  }

  private table(from: number, { columns, rows, to }: FoundTable, isGuessed: boolean): FoundRows {
    return { table: { columns, rows, merged: this.merged, isGuessed }, from, to };
  }
}

/** The tables among the lines. */
export function noticeTables(
  lines: readonly NoticeLine[],
  merged: 'blank' | 'ditto',
  lexicon: Lexicon,
): Tables {
  const tables = new Finder(lines, merged, lexicon).all();
  const starts = new Map(tables.map((one) => [one.from, one]));
  const covered = new Set(
    tables.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
  );
  return { covers: (index) => covered.has(index), at: (index) => starts.get(index) ?? null };
}
