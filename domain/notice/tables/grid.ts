import { aligned } from './align';
import { cellsOf, cellLook } from './cells';
import { columnOf, isHeaderRow } from './columns';
import type { ColumnKind } from '../types';
import { tight, type Flow } from '../flow';
import type { NoticeLine } from '../lines/lines';
import { markerAt } from '../outline/markers';
import type { Lexicon } from '../units/names';
import { isAside, isNoise } from '../lines/furniture';
import { isSaid, isSection, lineRow, type FoundTable, type Row } from './row';

const ROW_NUMBER = /^[\d一二三四五六七八九十()]{0,4}[、.]?$/;
/** Lines between two rows that are looked through for the next row. */
const MAX_BETWEEN = 4;

const headerKinds = (cells: readonly Flow[], lexicon: Lexicon): readonly (ColumnKind | null)[] =>
  cells.map((cell) => (isSaid(cell) ? columnOf(cell, lexicon) : null));

/** Reads the rows of a grid (tabs, bars) from `index` on, as long as they have cells. */
class Grid {
  readonly rows: Row[] = [];
  columns: readonly ColumnKind[];
  next: number;

  constructor(
    private readonly lines: readonly NoticeLine[],
    index: number,
    header: readonly ColumnKind[],
    hasHeader: boolean,
    private readonly lexicon: Lexicon,
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
    if (second === null || !isHeaderRow(second, this.lexicon)) return;
    const kinds = headerKinds(second, this.lexicon);
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
    if (found === null) return this.between();
    const said = found.cells.filter(isSaid);
    const [only] = said;
    if (found.isRule) this.push('rule', []);
    else if (this.broken(found.cells)) return true;
    else if (isHeaderRow(found.cells, this.lexicon) && said.length > 1) this.push('header', found.cells);
    else if (only !== undefined && isAside(tight(only).text) && only !== found.cells[1])
      this.push('aside', found.cells);
    else if (this.isAcross(found.cells)) this.push('section', found.cells);
    else this.push('task', this.fitted(found.cells));
    return true;
  }

  /** The cells of a row that lost some: merged cells that a copy left out. Told from what the others look like. */
  private fitted(cells: readonly Flow[]): readonly Flow[] {
    const { columns } = this;
    const isShort = cells.length < columns.length && cells.length > 1 && cells.every(isSaid);
    if (!isShort || !this.isOther(cells)) return cells;
    const looks = cells.map((cell) => cellLook(cell, this.lexicon));
    const at = aligned(looks, columns, false).columns;
    if (new Set(at).size < at.length) return cells;
    const last = cells[0];
    const empty = last === undefined ? undefined : { ...last, text: '' };
    return columns
      .map((_, column) => cells[at.indexOf(column)] ?? empty)
      .filter((cell) => cell !== undefined);
  }

  /** The first cell is not what the first column holds. */
  private isOther(cells: readonly Flow[]): boolean {
    const [first] = cells;
    if (this.columns[0] === 'no') return first !== undefined && !ROW_NUMBER.test(tight(first).text);
    return this.columns[0] === 'area';
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
      if (more === null || ROW_NUMBER.test(more[0]?.text ?? '')) return false;
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

  /** Lines without cells: page numbers, notes and headings between rows, as long as the table goes on behind them. */
  private between(): boolean {
    let more = 1;
    while (more <= MAX_BETWEEN && this.cells(this.next + more) === null) more += 1;
    const after = this.cells(this.next + more);
    if (after === null || after.length < 2 || after.length > this.columns.length) return false;
    for (const { flow, gap } of this.lines.slice(this.next, this.next + more)) {
      const text = tight(flow).text;
      const isHeading = isSection({ flow }) || (text.length <= 40 && !/[。;]/.test(text) && gap === 0);
      if (isHeaderRow(after, this.lexicon) && !isNoise(text) && !isAside(text)) return false;
      this.rows.push(
        lineRow(isNoise(text) ? 'noise' : isAside(text) || !isHeading ? 'aside' : 'section', flow),
      );
      this.next += 1;
    }
    return true;
  }
}

/** The table that begins at `index` with these columns; `hasHeader` says that its first line is the header. */
export function gridAt(
  lines: readonly NoticeLine[],
  index: number,
  columns: readonly ColumnKind[],
  hasHeader: boolean,
  lexicon: Lexicon,
): FoundTable {
  const grid = new Grid(lines, index, columns, hasHeader, lexicon);
  return { columns: grid.columns, rows: grid.rows, to: grid.next };
}
