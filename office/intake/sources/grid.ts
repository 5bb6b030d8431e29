import type { Budget } from './limits';

/** A cell as a document has it; `down` says that it goes on the cell above it. */
export interface GridCell {
  readonly text: string;
  readonly across: number;
  readonly rows: number;
  readonly down?: boolean;
}

/** What a cell shows that is merged with the one above it. */
const DITTO = '〃';

const MAX_ACROSS = 100;
const MAX_ROWS = 2000;

/** One cell in one line: line breaks as U+000B, no tabs. */
const cellText = (text: string): string =>
  text
    .replace(/[\t\u00a0 ]+/g, ' ')
    .split(/[\n\v]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\v');

/** Lays the rows of a table out in columns: merged cells leave blanks beside them and 〃 below. */
function laidOut(rows: readonly (readonly GridCell[])[], budget: Budget): string[][] {
  const grid: string[][] = [];
  let above: number[] = [];
  for (const row of rows) {
    const line: string[] = [];
    const next: number[] = [];
    const skip = (): void => {
      while ((above[line.length] ?? 0) > 0 && budget.takeCells(1)) {
        next[line.length] = (above[line.length] ?? 0) - 1;
        line.push(DITTO);
      }
    };
    for (const cell of row) {
      skip();
      const below = Math.min(Math.max(cell.rows, 1), MAX_ROWS) - 1;
      for (let i = 0; i < Math.min(Math.max(cell.across, 1), MAX_ACROSS) && budget.takeCells(1); i += 1) {
        next[line.length] = below;
        line.push(i > 0 ? '' : cell.down === true ? DITTO : cellText(cell.text));
      }
    }
    skip();
    grid.push(line);
    if (budget.isSpent()) break;
    above = next;
  }
  return grid;
}

/**
 * The lines of a table for the reader: cells parted by tabs. A table of one column is plain text, and the cells
 * that go on are no cells of their own. Nothing when there are more cells than the budget allows.
 */
export function tableLines(rows: readonly (readonly GridCell[])[], budget: Budget): readonly string[] {
  const grid = laidOut(rows, budget);
  const width = grid.reduce((most, line) => Math.max(most, line.length), 0);
  if (width <= 1) return grid.flatMap((line) => (line[0] === DITTO ? [] : (line[0] ?? '').split('\v')));
  if (!budget.takeCells(grid.reduce((sum, line) => sum + width - line.length, 0))) return [];
  return grid.map((line) => [...line, ...Array.from({ length: width - line.length }, () => '')].join('\t'));
}
