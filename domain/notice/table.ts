import { cellsOf } from './cells';
import { columnOf, headerOf, isHeaderRow, type ColumnKind } from './columns';
import { flatTable } from './flat';
import type { Flow } from './flow';
import { inferred } from './infer';
import type { Line } from './lines';
import { markerAt } from './markers';
import type { Lexicon } from './names';

/** A row: its cells in the order of the columns. A section row holds one text across all columns. */
export interface Row {
  readonly kind: 'header' | 'section' | 'task' | 'rule';
  /** The whole line or lines of the row. */
  readonly lines: readonly Flow[];
  readonly cells: readonly (readonly Flow[])[];
}

/** A table of tasks. */
export interface Table {
  readonly columns: readonly ColumnKind[];
  readonly rows: readonly Row[];
  readonly merged: 'blank' | 'ditto';
  /** What each column holds was told from its cells, for want of a header. */
  readonly isGuessed: boolean;
}

/** The tables of a notice, by index of line. */
export interface Tables {
  readonly covers: (index: number) => boolean;
  readonly at: (index: number) => { readonly table: Table; readonly to: number } | null;
}

interface Found {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

const isSaid = (cell: Flow): boolean => cell.text !== '' && cell.text !== '〃';

/** A line between rows that is a heading of its own. */
const isSection = (line: Line): boolean => {
  const kind = markerAt(line.flow.text)?.kind;
  return (kind === 'han' || kind === 'parenHan' || kind === 'chapter') && line.flow.text.length <= 60;
};

/** Reads the rows of a grid from `index` on, as long as they have cells. */
class Grid {
  readonly rows: Row[] = [];
  columns: readonly ColumnKind[];
  next: number;

  constructor(
    private readonly lines: readonly Line[],
    index: number,
    header: readonly ColumnKind[],
    hasHeader: boolean,
  ) {
    this.columns = header;
    this.next = index;
    if (hasHeader) this.header();
    while (this.row());
  }

  /** One row of headings, or two: below a merged one stand narrower ones. */
  private header(): void {
    this.push('header', this.cells(this.next) ?? []);
    const second = this.cells(this.next);
    if (second === null || !isHeaderRow(second)) return;
    const kinds = headerKinds(second);
    this.columns = Array.from(
      { length: Math.max(this.columns.length, second.length) },
      (_, i) => kinds[i] ?? this.columns[i] ?? 'note',
    );
    this.push('header', second);
  }

  private cells(index: number): readonly Flow[] | null {
    const line = this.lines[index];
    return line === undefined ? null : (cellsOf(line)?.cells ?? null);
  }

  private push(kind: Row['kind'], cells: readonly Flow[]): void {
    const line = this.lines[this.next];
    if (line !== undefined) this.rows.push({ kind, lines: [line.flow], cells: cells.map((cell) => [cell]) });
    this.next += 1;
  }

  private row(): boolean {
    const line = this.lines[this.next];
    const found = line === undefined ? null : cellsOf(line);
    if (line === undefined) return false;
    if (found === null) return this.between(line);
    if (found.isRule) this.push('rule', []);
    else if (this.broken(found.cells)) return true;
    else if (isHeaderRow(found.cells) && found.cells.filter(isSaid).length > 1)
      this.push('header', found.cells);
    else this.push(this.isAcross(found.cells) ? 'section' : 'task', found.cells);
    return true;
  }

  /** A row whose cells a line end broke in two: with the lines after it, it has as many cells as the header. */
  private broken(cells: readonly Flow[]): boolean {
    const width = this.columns.length;
    const rows: (readonly Flow[])[] = [cells];
    let count = cells.length;
    if (this.columns[0] !== 'no' || count < 2 || count >= width) return false;
    while (count < width) {
      const line = this.lines[this.next + rows.length];
      const more = line === undefined || line.gap > 0 ? null : (cellsOf(line)?.cells ?? [line.flow]);
      if (more === null || /^[\d一二三四五六七八九十()]{0,4}[、.]?$/.test(more[0]?.text ?? '')) return false;
      rows.push(more);
      count += more.length - 1;
    }
    if (count > width) return false;
    const whole: Flow[][] = [];
    for (const row of rows)
      row.forEach((cell, i) => {
        const last = whole.at(-1);
        if (i === 0 && last !== undefined) last.push(cell);
        else whole.push([cell]);
      });
    const lines = rows.flatMap((_, i) => this.lines[this.next + i]?.flow ?? []);
    this.rows.push({ kind: 'task', lines, cells: whole });
    this.next += rows.length;
    return true;
  }

  /** One text in the whole row: a section by its number; without one only in a first column that holds no task. */
  private isAcross(cells: readonly Flow[]): boolean {
    const said = cells.filter((cell) => cell.text !== '');
    const [only, title] = said;
    if (only === undefined || !isSaid(only)) return false;
    // a number of Chinese numerals beside its heading: 一 | 工地扬尘 | | |
    if (said.length === 2 && only === cells[0] && this.columns[0] === 'no')
      return /^[(]?[一二三四五六七八九十]{1,3}[)、.]?$/.test(only.text) && title?.text !== '〃';
    if (said.length > 1) return false;
    const kind = markerAt(only.text)?.kind;
    if (kind === 'han' || kind === 'parenHan' || kind === 'chapter') return true;
    if (only !== cells[0] || /^[\d.、()]+$/.test(only.text)) return false;
    return only.text.length <= 60 && !/。/.test(only.text) && this.columns[0] !== 'task';
  }

  /** A line without cells: a section between rows, or the rest of a cell that was broken. */
  private between(line: Line): boolean {
    const after = this.cells(this.next + 1);
    if (after === null || after.length < 2 || isHeaderRow(after)) return false;
    if (isSection(line) || (line.flow.text.length <= 40 && !/[。;]/.test(line.flow.text) && line.gap === 0)) {
      this.push('section', [line.flow]);
      return true;
    }
    return false;
  }
}

const headerKinds = (cells: readonly Flow[]): readonly (ColumnKind | null)[] =>
  cells.map((cell) => (isSaid(cell) ? columnOf(cell) : null));

/** Finds the tables: a header and the rows below it, as tabs or pipes or with one cell a line. */
class Finder {
  private readonly found: Found[] = [];
  private last: readonly ColumnKind[] | null = null;

  constructor(
    private readonly lines: readonly Line[],
    private readonly merged: 'blank' | 'ditto',
    private readonly lexicon: Lexicon,
  ) {}

  all(): readonly Found[] {
    for (let index = 0; index < this.lines.length; index += 1) {
      const one = this.at(index);
      if (one === null) continue;
      this.found.push(one);
      index = one.to - 1;
    }
    return this.found;
  }

  private at(index: number): Found | null {
    const line = this.lines[index];
    const cells = line === undefined ? null : cellsOf(line);
    if (cells === null) return this.flat(index);
    if (cells.isRule) return null;
    const header = headerOf(cells.cells);
    if (header !== null) return this.grid(index, header, true, false);
    // a table that goes on below a paragraph, without its header
    if (this.last !== null && cells.cells.length === this.last.length && cells.cells.some(isSaid))
      return this.grid(index, this.last, false, false);
    const guess = inferred(this.lines, index, this.lexicon);
    return guess === null ? null : this.grid(index, guess, false, true);
  }

  private grid(index: number, header: readonly ColumnKind[], hasHeader: boolean, isGuessed: boolean): Found {
    const { rows, columns, next } = new Grid(this.lines, index, header, hasHeader);
    this.last = columns;
    return { table: { columns, rows, merged: this.merged, isGuessed }, from: index, to: next };
  }

  private flat(index: number): Found | null {
    const flat = flatTable(this.lines, index, this.lexicon);
    if (flat === null) return null;
    // with one cell a line empty cells are gone: nothing is left to say which ones were merged
    const table = { columns: flat.columns, rows: flat.rows, merged: this.merged, isGuessed: false };
    return { table, from: index, to: flat.to };
  }
}

/** The tables among the lines. */
export function tablesOf(lines: readonly Line[], merged: 'blank' | 'ditto', lexicon: Lexicon): Tables {
  const tables = new Finder(lines, merged, lexicon).all();
  const starts = new Map(tables.map((one) => [one.from, one]));
  const covered = new Set(
    tables.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
  );
  return { covers: (index) => covered.has(index), at: (index) => starts.get(index) ?? null };
}
