import { columnOf, type ColumnKind } from './columns';
import { dateIn } from './dates';
import { lookOf, type CellLook } from './kinds';
import type { Line } from './lines';
import { markerAt } from './markers';
import type { Lexicon } from './names';
import type { Row } from './table';

/** A table that a copy flattened to one cell a line. */
export interface FlatTable {
  readonly columns: readonly ColumnKind[];
  readonly rows: readonly Row[];
  readonly to: number;
}

/** The headings one below the other: three or more, or those of task and units alone. */
function header(lines: readonly Line[], index: number): readonly ColumnKind[] | null {
  const kinds: ColumnKind[] = [];
  for (let line = lines[index]; line !== undefined; line = lines[index + kinds.length]) {
    const kind = line.gap > 1 && kinds.length > 0 ? null : columnOf(line.flow);
    if (kind === null) break;
    kinds.push(kind);
  }
  const hasTask = kinds.includes('task') || kinds.includes('content');
  const hasDuty = kinds.some((kind) => kind === 'units' || kind === 'lead' || kind === 'deadline');
  return hasTask && hasDuty && kinds.length <= 12 ? kinds : null;
}

const END = /^(?:附件?[ \d:]*$|附件? ?\d*:|[(][此本][件文]|抄送|(?:此件)?(?:主动公开|依申请公开)$)/;

const isDay = (line: Line): boolean => {
  const found = line.flow.text.length > 40 ? null : dateIn(line.flow.text);
  return (
    found !== null && found.start === 0 && /^(?:印发|发布)?$/.test(line.flow.text.slice(found.end).trim())
  );
};

/** Where the cells end: at an attachment, the notice's date or its office before it. */
function regionEnd(lines: readonly Line[], from: number, kinds: readonly ColumnKind[]): number {
  const hasDeadline = kinds.includes('deadline');
  for (let i = from; i < lines.length; i += 1) {
    const line = lines[i];
    if (line === undefined || END.test(line.flow.text)) return i;
    if (!isDay(line)) continue;
    const isCell = hasDeadline && i + 1 < lines.length && line.gap === 0 && !/印发/.test(line.flow.text);
    if (!isCell) return i - 1 > from && line.gap <= 1 && isOfficeLike(lines[i - 1]) ? i - 1 : i;
  }
  return lines.length;
}

const isOfficeLike = (line: Line | undefined): boolean =>
  line !== undefined && line.gap > 0 && /(?:政府|办公室|委员会|局|办|委|组)$/.test(line.flow.text);

const isSection = (line: Line): boolean => {
  const kind = markerAt(line.flow.text)?.kind;
  return (kind === 'han' || kind === 'parenHan' || kind === 'chapter') && line.flow.text.length <= 60;
};

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

/** The best column for each cell: columns run on, wrap to a new row, and may be skipped where cells were empty. */
function aligned(looks: readonly CellLook[], kinds: readonly ColumnKind[]): readonly number[] {
  const width = kinds.length;
  const steps: Int8Array[] = [];
  let best = kinds.map((_, column) => SKIP * column);
  looks.forEach((look, i) => {
    const from = new Int8Array(width);
    const before = best;
    best = kinds.map((kind, column) => {
      let [score, origin] = i === 0 ? [before[column] ?? 0, column] : [-Infinity, 0];
      for (let last = 0; i > 0 && last < width; last += 1) {
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
  let column = best.indexOf(Math.max(...best));
  const result: number[] = Array.from({ length: looks.length }, () => 0);
  for (let i = looks.length - 1; i >= 0; i -= 1) {
    result[i] = column;
    column = steps[i]?.[column] ?? 0;
  }
  return result;
}

interface OpenRow {
  readonly lines: Line[];
  readonly cells: Line[][];
}

/** What each line looks like; units and times repeat from row to row. */
function looksOf(lines: readonly Line[], lexicon: Lexicon): readonly CellLook[] {
  const known = new Map<string, CellLook>();
  return lines.map(({ flow }) => {
    const look = known.get(flow.text) ?? lookOf(flow, lexicon);
    known.set(flow.text, look);
    return look;
  });
}

/** Cuts the cells into rows: a column not behind the last one begins the next row; a text cell may have several lines. */
function rowsOf(lines: readonly Line[], kinds: readonly ColumnKind[], lexicon: Lexicon): readonly OpenRow[] {
  const rows: OpenRow[] = [];
  const columns = aligned(looksOf(lines, lexicon), kinds);
  let last = Infinity;
  lines.forEach((line, i) => {
    const column = columns[i] ?? 0;
    const goesOn = column === last && kinds[column] !== 'no' && rows.length > 0 && kinds.length > 1;
    if (column < last && !goesOn) rows.push({ lines: [], cells: kinds.map(() => []) });
    if (column === last && !goesOn) rows.push({ lines: [], cells: kinds.map(() => []) });
    const row = rows.at(-1);
    row?.lines.push(line);
    row?.cells[column]?.push(line);
    last = column;
  });
  return rows;
}

const asRow = (kind: Row['kind'], row: OpenRow): Row => ({
  kind,
  lines: row.lines.map((line) => line.flow),
  cells: row.cells.map((cell) => cell.map((line) => line.flow)),
});

const sectionRow = (line: Line): Row => ({ kind: 'section', lines: [line.flow], cells: [[line.flow]] });

/** Rows are numbered although no heading says so: the first column then names areas (a cell above two columns). */
function withNumbers(
  kinds: readonly ColumnKind[],
  first: readonly Line[],
  lexicon: Lexicon,
): readonly ColumnKind[] {
  if (kinds.includes('no')) return kinds;
  const numbers = first.filter(({ flow }) => lookOf(flow, lexicon) === 'number').map(({ flow }) => flow.text);
  if (numbers[0]?.startsWith('1') !== true) return kinds;
  const [head, ...rest] = kinds;
  return head === 'task' && rest.includes('content') && first[0]?.flow.text !== numbers[0]
    ? ['area', 'no', ...rest]
    : ['no', ...kinds];
}

/** Reads a table with one cell a line whose header begins at `index`; null when there is none. */
export function flatTable(lines: readonly Line[], index: number, lexicon: Lexicon): FlatTable | null {
  const said = header(lines, index);
  if (said === null) return null;
  const from = index + said.length;
  const columns = withNumbers(said, lines.slice(from, from + 3 * said.length + 3), lexicon);
  const end = regionEnd(lines, from, columns);
  const rows: Row[] = lines.slice(index, from).map((line) => ({
    kind: 'header',
    lines: [line.flow],
    cells: [[line.flow]],
  }));
  let run: Line[] = [];
  let to = from;
  const flush = (isLast: boolean): void => {
    const cut = rowsOf(run, columns, lexicon);
    for (const row of cut) {
      // words behind the last row: no number, nothing but text
      const isRow = !columns.includes('no') || row.cells[columns.indexOf('no')]?.length !== 0;
      if (isLast && !isRow && row.cells.filter((cell) => cell.length > 0).length === 1) break;
      rows.push(asRow('task', row));
      to += row.lines.length;
    }
    run = [];
  };
  for (const line of lines.slice(from, end)) {
    if (!isSection(line) || columns[0] === 'area') {
      run.push(line);
      continue;
    }
    flush(false);
    rows.push(sectionRow(line));
    to += 1;
  }
  flush(true);
  return rows.length > said.length ? { columns, rows, to } : null;
}
