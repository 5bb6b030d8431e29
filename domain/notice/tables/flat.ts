import { aligned } from './align';
import { columnOf, headerOf, isDutyColumn, looseColumnOf, mayHead } from './columns';
import type { ColumnKind } from '../types';
import { dateIn } from '../times/dates';
import { cellRow, cutRows, ColumnLooks } from './flat-cut';
import { flatCells, partingAt, without, type FlatCell, type Parting } from './flat-cells';
import { numberedRows } from './flat-rows';
import { tight } from '../flow';
import type { NoticeLine } from '../lines/lines';
import type { Lexicon } from '../units/names';
import { isAside, isNoise } from '../lines/furniture';
import { isSection, lineRow, type FoundTable, type Row } from './row';

const MAX_COLUMNS = 12;
/** Lines behind the header in which the first row of a numbered table begins. */
const FIRST_ROW = 100;

const isNumber = ({ flow }: NoticeLine): boolean => /^[([]?\d{1,4}[)\].、]? ?\|?$/.test(flow.text);

/** The columns of a header with one heading a line, and how many lines it takes. */
interface FlatHeader {
  readonly kinds: readonly ColumnKind[];
  readonly cells: readonly FlatCell[];
  readonly parting: Parting;
}

/** Headings from 序号 to the first number: unknown ones count too, as long as they are short. */
function numberedHeader(cells: readonly FlatCell[]): number {
  const end = cells.findIndex(
    ({ flow }, i) => i > 0 && /^[([]?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[)\].、]?/.test(flow.text),
  );
  return end > 2 && cells.slice(0, end).every(({ flow }) => mayHead(flow)) ? end : 0;
}

/** Headings that are known, an unknown one only between two others. */
function plainHeader(cells: readonly FlatCell[], lexicon: Lexicon): number {
  let count = 0;
  while (count < cells.length) {
    const [own, next] = [cells[count], cells[count + 1]];
    if (own === undefined || (own.gap > 1 && count > 0)) break;
    const after = cells[count + 2];
    const isBetween =
      mayHead(own.flow) &&
      next !== undefined &&
      columnOf(next.flow, lexicon) !== null &&
      next.gap <= 1 &&
      (count > 0 || (after !== undefined && columnOf(after.flow, lexicon) !== null));
    if (looseColumnOf(own.flow, lexicon) === null && !isBetween) break;
    count += 1;
  }
  return count;
}

/** Headings without the lines that a copy put among them: words that can be none, between two known ones. */
const unstrayed = (cells: readonly FlatCell[], lexicon: Lexicon): readonly FlatCell[] =>
  cells.filter(({ flow }, i) => {
    const [before, after] = [cells[i - 1], cells[i + 1]];
    if (mayHead(flow) || before === undefined || after === undefined) return true;
    return columnOf(before.flow, lexicon) === null || columnOf(after.flow, lexicon) === null;
  });

function headerAt(lines: readonly NoticeLine[], index: number, lexicon: Lexicon): FlatHeader | null {
  const first = lines[index];
  if (first === undefined || !mayHead(first.flow)) return null;
  if (lines.slice(index, index + 3).every((line) => columnOf(line.flow, lexicon) === null)) return null;
  const sample = lines.slice(index, index + 4 * MAX_COLUMNS);
  const view = without(sample, outOf(sample));
  if (view[0]?.flow !== first.flow) return null;
  const parting = partingAt(view, 0);
  const cells = unstrayed(flatCells(view, parting).slice(0, MAX_COLUMNS + 2), lexicon);
  const isNumbered = columnOf(first.flow, lexicon) === 'no';
  const count = (isNumbered ? numberedHeader(cells) : 0) || plainHeader(cells, lexicon);
  if (count > MAX_COLUMNS) return null;
  const head = cells.slice(0, count);
  const kinds = headerOf(
    head.map(({ flow }) => flow),
    lexicon,
  );
  return kinds === null || !kinds.some(isDutyColumn) ? null : { kinds, cells: head, parting };
}

const END = /^(?:附件?[ \d:]*$|附件? ?\d*:|[(][此本][件文]|抄送|(?:此件)?(?:主动公开|依申请公开)$)/;

const isDay = (line: NoticeLine): boolean => {
  const found = line.flow.text.length > 40 ? null : dateIn(line.flow.text);
  return (
    found !== null && found.start === 0 && /^(?:印发|发布)?$/.test(line.flow.text.slice(found.end).trim())
  );
};

const isOfficeLike = (line: NoticeLine | undefined): boolean =>
  line !== undefined && line.gap > 0 && /(?:政府|办公室|委员会|局|办|委|组)$/.test(line.flow.text);

/** Where the cells end: at an attachment, the notice's date or its office before it. */
function regionEnd(lines: readonly NoticeLine[], from: number, { kinds, parting }: FlatHeader): number {
  const hasDeadline = kinds.includes('deadline');
  for (let i = from; i < lines.length; i += 1) {
    const line = lines[i];
    if (line === undefined || END.test(line.flow.text)) return i;
    if (!isDay(line)) continue;
    const isCell =
      hasDeadline &&
      i + 1 < lines.length &&
      (line.gap === 0 || parting === 'blank') &&
      !/印发/.test(line.flow.text);
    if (!isCell) return i - 1 > from && line.gap <= 1 && isOfficeLike(lines[i - 1]) ? i - 1 : i;
  }
  return lines.length;
}

/** Rows without numbers: the cells run through the columns and wrap. */
function plainRows(
  cells: readonly FlatCell[],
  kinds: readonly ColumnKind[],
  looks: ColumnLooks,
): readonly Row[] {
  const rows: Row[] = [];
  let run: FlatCell[] = [];
  const flush = (): void => {
    for (const row of cutRows(run, kinds, looks)) rows.push(row);
    run = [];
  };
  for (const cell of cells) {
    if (!isSection({ flow: cell.flow }) || kinds[0] === 'area') run.push(cell);
    else {
      flush();
      rows.push(cellRow('section', cell));
    }
  }
  flush();
  return rows;
}

/** Rows are numbered although no heading says so: the first column then names areas (a cell above two columns). */
function withNumbers(
  kinds: readonly ColumnKind[],
  first: readonly FlatCell[],
  looks: ColumnLooks,
): readonly ColumnKind[] {
  if (kinds.includes('no')) return kinds;
  const numbers = first.filter((cell) => looks.of(cell) === 'number').map(({ flow }) => flow.text);
  if (numbers[0]?.startsWith('1') !== true) return kinds;
  const [head, ...rest] = kinds;
  return head === 'task' && rest.includes('content') && first[0]?.flow.text !== numbers[0]
    ? ['area', 'no', ...rest]
    : ['no', ...kinds];
}

/** A last heading in unknown words: the cells fit better with a column for it. */
function withLast(header: FlatHeader, cells: readonly FlatCell[], looks: ColumnLooks): FlatHeader {
  const [extra, ...rest] = cells;
  if (extra === undefined || !mayHead(extra.flow) || looks.of(extra) !== 'text') return header;
  const score = (sample: readonly FlatCell[], kinds: readonly ColumnKind[]): number => {
    const some = sample.slice(0, 40).map((cell) => looks.of(cell));
    return aligned(some, kinds).score / Math.max(1, some.length);
  };
  const longer: readonly ColumnKind[] = [...header.kinds, 'note'];
  return score(rest, longer) > score(cells, header.kinds)
    ? { ...header, kinds: longer, cells: [...header.cells, extra] }
    : header;
}

/** Words behind the last row: no number or duty, nothing but text. */
function withoutTail(rows: readonly Row[], kinds: readonly ColumnKind[]): readonly Row[] {
  const kept = [...rows];
  for (let row = kept.at(-1); row?.kind === 'task'; row = kept.at(-1)) {
    const filled = row.cells.filter((cell) => cell.length > 0);
    const hasNumber = !kinds.includes('no') || row.cells[kinds.indexOf('no')]?.length !== 0;
    if (filled.length !== 1 || hasNumber) break;
    kept.pop();
  }
  return kept;
}

/** Page numbers, notes and sums among the cells; behind 小计 stands its number. */
function outOf(lines: readonly NoticeLine[]): ReadonlySet<NoticeLine> {
  const out = new Set<NoticeLine>();
  lines.forEach((line, i) => {
    const { text } = tight(line.flow);
    const [before, next] = [lines[i - 1], lines[i + 1]];
    const isBehind = next === undefined || isNumber(next) || isSection(next);
    const isSum =
      before !== undefined &&
      /^(?:小计|合计|总计)[:|]?$/.test(before.flow.text) &&
      /^\d+\D{0,2}$/.test(text) &&
      isBehind;
    if (isNoise(text) || isAside(text) || isSum) out.add(line);
  });
  return out;
}

/** Reads a table with one cell a line whose header begins at `index`; null when there is none. */
export function flatTable(lines: readonly NoticeLine[], index: number, lexicon: Lexicon): FoundTable | null {
  const said = headerAt(lines, index, lexicon);
  if (said === null) return null;
  const head = said.cells.at(-1)?.lines.at(-1)?.flow.from ?? 0;
  let from = index;
  while ((lines[from]?.flow.from ?? Infinity) <= head) from += 1;
  if (said.kinds[0] === 'no' && !lines.slice(from, from + FIRST_ROW).some(isNumber)) return null;
  const inside = lines.slice(from, regionEnd(lines, from, said));
  const cells = flatCells(without(inside, outOf(inside)), said.parting);
  const looks = new ColumnLooks(lexicon);
  const header = said.kinds[0] === 'no' ? said : withLast(said, cells, looks);
  const body = cells.slice(header.cells.length - said.cells.length);
  const kinds = withNumbers(header.kinds, body.slice(0, 3 * header.kinds.length + 3), looks);
  const texts = header.cells.map(({ flow }) => tight(flow).text);
  const rows =
    kinds[0] === 'no'
      ? numberedRows(body, kinds, texts, looks)
      : withoutTail(plainRows(body, kinds, looks), kinds);
  if (rows.length === 0) return null;
  return placedRows(kinds, [...header.cells.map((cell) => cellRow('header', cell)), ...rows], lines, index);
}

const startOf = (row: Row): number => row.lines[0]?.from ?? 0;

/** The table as far as its rows reach; what none of them took stands among them as noise or an aside. */
function placedRows(
  columns: readonly ColumnKind[],
  rows: readonly Row[],
  lines: readonly NoticeLine[],
  index: number,
): FoundTable {
  const taken = new Set(rows.flatMap((row) => row.lines.map((flow) => flow.from)));
  const last = rows.at(-1)?.lines.reduce((most, flow) => Math.max(most, flow.from), 0) ?? 0;
  const others: Row[] = [];
  let to = index;
  for (let line = lines[to]; line !== undefined && line.flow.from <= last; line = lines[to]) {
    const { flow } = line;
    if (!taken.has(flow.from)) others.push(lineRow(isNoise(tight(flow).text) ? 'noise' : 'aside', flow));
    to += 1;
  }
  const all = [...rows, ...others].sort((a, b) => startOf(a) - startOf(b));
  return { columns, rows: all, to };
}
