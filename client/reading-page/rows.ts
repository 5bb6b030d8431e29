import type { CharClass, NoticeFinding, NoticeReading } from '../../domain/notice/types';

/** A run of characters of one class in one line; `isDoubtful` where a finding points at it. */
export interface Piece {
  readonly text: string;
  readonly class: CharClass;
  readonly isDoubtful: boolean;
}

/** One line of the source with what the reading says about it. */
export interface LineRow {
  readonly no: number;
  readonly pieces: readonly Piece[];
  /** Keys of the items that begin in this line. */
  readonly items: readonly string[];
  readonly findings: readonly NoticeFinding[];
}

interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** Cuts what covers a line out of spans in order, which may run over line ends. */
function readingPieces(
  source: string,
  line: LineSpan,
  reading: NoticeReading,
  first: number,
  doubts: readonly LineSpan[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  const cuts = new Set([line.end, ...doubts.flatMap(({ start, end }) => [start, end])]);
  for (let i = first; i < reading.classes.length; i += 1) {
    const span = reading.classes[i];
    if (span === undefined || span.start >= line.end) break;
    const [from, to] = [Math.max(span.start, line.start), Math.min(span.end, line.end)];
    const stops = [...cuts].filter((at) => at > from && at < to).sort((a, b) => a - b);
    [from, ...stops].forEach((start, n) => {
      const end = stops[n] ?? to;
      const isDoubtful = doubts.some((doubt) => doubt.start <= start && end <= doubt.end);
      pieces.push({ text: source.slice(start, end), class: span.class, isDoubtful });
    });
  }
  return pieces;
}

/** Line breaks as places in a reading count them. */
const BREAK = /\r\n|[\n\r]/g;

function pageLines(source: string): readonly LineSpan[] {
  const lines: LineSpan[] = [];
  let start = 0;
  for (const match of source.matchAll(BREAK)) {
    lines.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  return [...lines, { start, end: source.length }];
}

const groupedPieces = <T>(
  values: readonly T[],
  lineOf: (value: T) => number,
): ReadonlyMap<number, readonly T[]> => {
  const groups = new Map<number, T[]>();
  for (const value of values) {
    const group = groups.get(lineOf(value)) ?? [];
    group.push(value);
    groups.set(lineOf(value), group);
  }
  return groups;
};

/** The lines of a notice with their classes, items and findings; blank lines are left out. */
export function lineRows(source: string, reading: NoticeReading): readonly LineRow[] {
  const items = groupedPieces(reading.items, ({ at }) => at.line);
  const findings = groupedPieces(reading.findings, ({ line }) => line);
  const rows: LineRow[] = [];
  let [span, carried] = [0, 0];
  pageLines(source).forEach((line, i) => {
    while ((reading.classes[span]?.end ?? Infinity) <= line.start) span += 1;
    const own = findings.get(i + 1) ?? [];
    const doubts = own.map(({ column, length }) => ({
      start: line.start + column - 1,
      end: line.start + column - 1 + length,
    }));
    if (carried > line.start) doubts.push({ start: line.start, end: carried });
    carried = doubts.reduce((most, { end }) => Math.max(most, end), carried);
    if (source.slice(line.start, line.end).trim() === '' && own.length === 0) return;
    rows.push({
      no: i + 1,
      pieces: readingPieces(source, line, reading, span, doubts),
      items: (items.get(i + 1) ?? []).map(({ key }) => key),
      findings: own,
    });
  });
  return rows;
}

/** The counts on top: how much was read, and how much is to be looked at. */
export interface ReadingCounts {
  readonly items: number;
  readonly sections: number;
  readonly units: number;
  readonly dated: number;
  readonly findings: number;
  readonly unaccounted: number;
}

/** What a coordinator compares first. `units` counts different names, `dated` items with a deadline of any kind. */
export const countsOf = ({ items, sections, findings }: NoticeReading): ReadingCounts => ({
  items: items.length,
  sections: sections.length,
  units: new Set(items.flatMap((item) => item.units.map(({ name }) => name))).size,
  dated: items.filter(({ deadline }) => deadline !== null).length,
  findings: findings.length,
  unaccounted: findings.filter(({ code }) => code === 'unaccounted').length,
});
