import { concat, endWithout, part, trimmed, type Flow } from '../flow';
import type { NoticeLine } from '../lines/lines';

/** A cell of a table with one cell a line: the lines that it was written in. */
export interface FlatCell {
  readonly lines: readonly NoticeLine[];
  readonly flow: Flow;
  /** Blank lines before it. */
  readonly gap: number;
}

/** How a copy parts the cells: each line is one, or a blank line or a closing bar ends one. */
export type Parting = 'line' | 'blank' | 'bar';

const hasBar = (line: NoticeLine): boolean => line.flow.text.endsWith('|');

/** The text of a line without the bar that ends its cell. */
const bareCell = ({ flow }: NoticeLine): Flow =>
  flow.text.endsWith('|') ? trimmed(part(flow, 0, endWithout(flow.text, '| '))) : flow;

/** How the cells from `index` on are separated, inferred from the first lines: those of the header. */
export function partingAt(lines: readonly NoticeLine[], index: number): Parting {
  const head = lines.slice(index, index + 3);
  if (head.length === 3 && head.every(hasBar)) return 'bar';
  return head.length === 3 && head.slice(1).every((line) => line.gap > 0) ? 'blank' : 'line';
}

const flatCell = (lines: readonly NoticeLine[]): FlatCell => ({
  lines,
  flow: concat(lines.map(bareCell)),
  gap: lines[0]?.gap ?? 0,
});

/** Lines without some of them; blank lines before one that goes stand before the next. */
export function without(lines: readonly NoticeLine[], out: ReadonlySet<NoticeLine>): readonly NoticeLine[] {
  const kept: NoticeLine[] = [];
  let gap = 0;
  for (const line of lines) {
    if (out.has(line)) gap = Math.max(gap, line.gap);
    else {
      kept.push(gap > line.gap ? { ...line, gap } : line);
      gap = 0;
    }
  }
  return kept;
}

/** The cells of lines. */
export function flatCells(lines: readonly NoticeLine[], parting: Parting): readonly FlatCell[] {
  const cells: FlatCell[] = [];
  let open: NoticeLine[] = [];
  const close = (): void => {
    if (open.length > 0) cells.push(flatCell(open));
    open = [];
  };
  for (const line of lines) {
    if (parting === 'line' || (parting === 'blank' && line.gap > 0)) close();
    const isNumber = /^[([]?\d{1,4}[)\].、]?[ |]*$/.test(line.flow.text);
    if (parting === 'bar' && isNumber) close();
    open.push(line);
    if ((parting === 'bar' && hasBar(line)) || (parting === 'blank' && isNumber && open.length === 1))
      close();
  }
  close();
  return cells;
}
