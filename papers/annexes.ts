import { Paragraph, ShadingType, Table, TableCell, TableRow, VerticalAlignTable, WidthType } from 'docx';
import { barValues, chartRows, longestBar, type Chart, type ChartBar } from './chart';
import { centred, empty, flush, FONTS, line, textRun } from './layout';
import type { Paper } from './paper';
import type { RegisterRow } from './register';

/** Size 5 in half points. */
const SMALL = 21;

const cell = (text: string, percent: number, isHead: boolean): TableCell =>
  new TableCell({
    width: { size: percent, type: WidthType.PERCENTAGE },
    verticalAlign: VerticalAlignTable.CENTER,
    margins: { left: 60, right: 60, top: 30, bottom: 30 },
    ...(isHead ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'E6E6E6' } } : {}),
    children: text
      .split('\n')
      .map((one) => new Paragraph({ children: [textRun(one, isHead ? FONTS.head : FONTS.body, SMALL)] })),
  });

/** A table with its headings on each page; `percents`: widths of the columns. */
const annexTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  percents: readonly number[],
): Table =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [head, ...rows].map(
      (cells, n) =>
        new TableRow({
          tableHeader: n === 0,
          cantSplit: true,
          children: cells.map((text, i) => cell(text, percents[i] ?? 10, n === 0)),
        }),
    ),
  });

const rowsTable = (rows: readonly RegisterRow[]): Paragraph | Table =>
  rows.length === 0 ? line('无。') : listTable(rows);

const listTable = (rows: readonly RegisterRow[]): Table =>
  annexTable(
    ['序号', '督办事项', '责任单位', '时限', '状态', '逾期工作日'],
    rows.map(({ no, title, unit, due, lamp, daysLate }, n) => [
      String(n + 1),
      `第${no}项　${title}`,
      unit,
      due ?? '',
      lamp,
      String(daysLate),
    ]),
    [7, 36, 17, 17, 13, 10],
  );

const SERIES_MARKS = ['■', '□', '▲', '△', '◆', '◇'] as const;
/** Marks that a bar has room for. */
const MOST_MARKS = 16;

/** The sign that a series brings with it (a lamp's), else one of our own. */
const markOf = (series: string, n: number): string =>
  /^[^\p{L}\p{N}]/u.exec(series)?.[0] ?? SERIES_MARKS[n % SERIES_MARKS.length] ?? SERIES_MARKS[0];

const markedSeries = (series: string, mark: string): string =>
  series.startsWith(mark) ? series : `${mark} ${series}`;

/**
 * A chart as text: a row of signs for each bar with its numbers beside it, so that it is read in grey, read aloud and
 * edited, in any office program.
 */
function drawn(chart: Chart): readonly (Paragraph | Table)[] {
  const { description, series, whole, bars } = chart;
  const each = Math.max(1, Math.ceil(longestBar(chart) / MOST_MARKS));
  const marks = series.map(markOf);
  const bar = (one: ChartBar): string =>
    barValues(one)
      .map((value, n) => (marks[n] ?? '').repeat(Math.ceil(value / each)))
      .filter((row) => row !== '')
      .join(whole ? '' : '\n');
  const [, ...rows] = chartRows(chart);
  const head = series.map((name, n) => markedSeries(name, marks[n] ?? ''));
  const columns = head.length + (whole ? 1 : 0);
  return [
    line(`${description}${each > 1 ? `每个符号为${each}件，不足的按一个画。` : '每个符号为1件。'}`),
    annexTable(
      ['', '图', ...head, ...(whole ? ['合计'] : [])],
      bars.map((one, n) => [one.name, bar(one), ...(rows[n]?.slice(1) ?? [])]),
      [20, 36, ...Array.from({ length: columns }, () => Math.floor(44 / columns))],
    ),
  ];
}

/** The annexes of a paper: lists first, charts after them. */
const annexesOf = (
  paper: Paper,
): readonly { readonly title: string; readonly blocks: () => readonly (Paragraph | Table)[] }[] => [
  ...paper.annexes.map(({ title, rows }) => ({ title, blocks: () => [rowsTable(rows)] })),
  ...paper.charts.map((chart) => ({ title: chart.title, blocks: () => drawn(chart) })),
];

/** 附件说明; nothing without annexes. */
export function annexNames(paper: Paper): readonly Paragraph[] {
  const annexes = annexesOf(paper);
  const number = (n: number): string => (annexes.length === 1 ? '' : `${n + 1}.`);
  return annexes.length === 0
    ? []
    : [
        empty(),
        ...annexes.map(({ title }, n) => line(`${n === 0 ? '附件：' : '　　　'}${number(n)}${title}`)),
      ];
}

/** A title, its day on a line of its own: the two are longer than one line, and a date is not broken. */
const titleLines = (title: string): readonly Paragraph[] =>
  title.split(/(?=（截至)/).map((one) => centred(one, FONTS.title, 44));

/** The annexes themselves, each on a page of its own. */
export const annexPages = (paper: Paper): readonly (Paragraph | Table)[] =>
  annexesOf(paper).flatMap(({ title, blocks }, n) => [
    flush(`附件${n + 1}`, FONTS.head, true),
    ...titleLines(title),
    empty(),
    ...blocks(),
  ]);
