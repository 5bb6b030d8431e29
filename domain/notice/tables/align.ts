import type { ColumnKind } from '../types';
import type { CellLook } from './cells';

/** How well a cell of that look fits a column. */
function fit(look: CellLook, kind: ColumnKind): number {
  if (kind === 'no') return look === 'number' ? 6 : -8;
  if (look === 'dash') return kind === 'task' || kind === 'content' ? -4 : 2;
  if (kind === 'units' || kind === 'lead' || kind === 'support')
    return look === 'units' ? 4 : look === 'deadline' || look === 'number' ? -5 : -3;
  if (kind === 'deadline') return look === 'deadline' ? 4 : look === 'units' ? -5 : -2;
  if (look === 'number') return -5;
  if (look === 'text') return kind === 'task' || kind === 'content' ? 2 : 1;
  return -1;
}

const SAME = -1.5;
const SKIP = -1;

/** Cells against columns: the column of each, and how well all of them fit. */
export interface Alignment {
  readonly columns: readonly number[];
  readonly score: number;
}

/**
 * The best column for each cell: columns run on and may be skipped where cells were empty; where rows `wrap`, the
 * first column follows the last.
 */
export function aligned(looks: readonly CellLook[], kinds: readonly ColumnKind[], wraps = true): Alignment {
  const width = kinds.length;
  const steps: Int8Array[] = [];
  let best = kinds.map((_, column) => SKIP * column);
  looks.forEach((look, i) => {
    const from = new Int8Array(width);
    const before = best;
    best = kinds.map((kind, column) => {
      let [score, origin] = i === 0 ? [before[column] ?? 0, column] : [-Infinity, 0];
      for (let last = 0; i > 0 && last < width; last += 1) {
        if (!wraps && last > column) break;
        const skipped = (column - last - 1 + width) % width;
        const step = last === column && kind !== 'no' ? Math.max(SAME, SKIP * skipped) : SKIP * skipped;
        const total = (before[last] ?? -Infinity) + step;
        if (total > score) [score, origin] = [total, last];
      }
      from[column] = origin;
      return score + fit(look, kind);
    });
    steps.push(from);
  });
  const score = Math.max(...best);
  let column = best.indexOf(score);
  const columns: number[] = Array.from({ length: looks.length }, () => 0);
  for (let i = looks.length - 1; i >= 0; i -= 1) {
    columns[i] = column;
    column = steps[i]?.[column] ?? 0;
  }
  return { columns, score };
}
