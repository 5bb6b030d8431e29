import type { Budget } from './limits';
import { feedMarkup, localName, type TagAttributes } from './markup';

/** A cell of a sheet as the file has it. Columns count from 1. */
export interface SheetCell {
  readonly column: number;
  readonly text: string;
  /** `text` is an index into the shared strings. */
  readonly shared: boolean;
  readonly isNumber: boolean;
  readonly style: number;
  /** Merged with the cell above it. */
  readonly isBelow: boolean;
}

/** The rows of a sheet that hold something, top to bottom. */
export interface SheetText {
  readonly rows: readonly (readonly SheetCell[])[];
  /** Their numbers as an office program shows them. */
  readonly numbers: readonly number[];
}

interface CellReference {
  readonly row: number;
  readonly column: number;
}

const MAX_MERGED = 20_000;
/** Cells that merging may mark in one sheet: files made to choke a reader name millions. */
const MAX_BELOW = 200_000;

function cellReference(text: string): CellReference | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(text);
  if (match === null) return null;
  const [, letters = '', row = ''] = match;
  const column = Array.from(letters).reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0);
  return { row: Number(row), column };
}

interface OpenCell {
  at: CellReference;
  type: string;
  style: number;
  text: string;
}

/** Gathers the cells of one worksheet part. */
class WorksheetCells {
  readonly cells = new Map<number, Map<number, SheetCell>>();
  readonly merged: [CellReference, CellReference][] = [];
  private row = 0;
  private column = 0;
  private open: OpenCell | null = null;
  private reads = false;

  tag(name: string, attributes: TagAttributes): void {
    if (name === 'row') [this.row, this.column] = [Number(attributes['r'] ?? this.row + 1), 0];
    else if (name === 'c') {
      const at = cellReference(attributes['r'] ?? '') ?? { row: this.row, column: this.column + 1 };
      this.column = at.column;
      this.open = { at, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), text: '' };
    } else if (name === 'mergeCell') this.merge(attributes['ref'] ?? '');
    else this.reads = name === 'v' || name === 't';
  }

  say(text: string): void {
    if (this.reads && this.open !== null) this.open.text += text;
  }

  end(name: string): void {
    if (name === 'v' || name === 't') this.reads = false;
    if (name !== 'c' || this.open === null) return;
    const { at, type, style, text } = this.open;
    if (text !== '') {
      const isNumber = type === 'n' || type === 'd';
      this.put(at, { column: at.column, text, shared: type === 's', isNumber, style, isBelow: false });
    }
    this.open = null;
  }

  private put(at: CellReference, cell: SheetCell): void {
    const row = this.cells.get(at.row) ?? new Map<number, SheetCell>();
    row.set(at.column, cell);
    this.cells.set(at.row, row);
  }

  private merge(ref: string): void {
    const [from, to] = ref.split(':').map(cellReference);
    if (from && to && this.merged.length < MAX_MERGED) this.merged.push([from, to]);
  }

  /** Marks what lies below the top cell of a merged block, in rows that hold something. */
  spread(): void {
    const rows = [...this.cells.keys()].sort((a, b) => a - b);
    let left = MAX_BELOW;
    for (const [from, to] of this.merged) {
      for (let i = firstAbove(rows, from.row); left > 0 && (rows[i] ?? Infinity) <= to.row; i += 1) {
        left -= 1;
        const cells = this.cells.get(rows[i] ?? 0);
        if (cells?.has(from.column) === false) cells.set(from.column, below(from.column));
      }
    }
  }
}

const below = (column: number): SheetCell => ({
  column,
  text: '',
  shared: false,
  isNumber: false,
  style: 0,
  isBelow: true,
});

/** Index of the first number above `value` in a sorted list. */
function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The cells of a worksheet; null when the time is up. */
export function sheetRows(markup: string, budget: Budget): SheetText | null {
  const grid = new WorksheetCells();
  const inTime = feedMarkup(
    {
      onopentag: (name, attributes) => {
        grid.tag(localName(name), attributes);
      },
      ontext: (text) => {
        grid.say(text);
      },
      onclosetag: (name) => {
        grid.end(localName(name));
      },
    },
    markup,
    'xml',
    budget,
  );
  if (!inTime) return null;
  grid.spread();
  const rows = [...grid.cells].sort(([a], [b]) => a - b);
  return { rows: rows.map(([, cells]) => [...cells.values()]), numbers: rows.map(([no]) => no) };
}
