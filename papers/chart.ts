import type { CountedItems } from './paper';

/** What is counted: how many there are, or the names under which they are found again. */
export interface Countable {
  readonly length: number;
}

/** One bar: its name, and for each series what is counted. */
export interface ChartBar<P extends Countable = Countable> {
  readonly name: string;
  readonly parts: readonly P[];
}

/** What a chart shows; the same numbers are drawn and printed as a table. */
export interface Chart<P extends Countable = Countable> {
  readonly title: string;
  /** One sentence for who cannot see it. */
  readonly description: string;
  readonly series: readonly string[];
  /** Whether the series are parts of one whole, and have a sum; else they stand beside each other. */
  readonly whole: boolean;
  readonly bars: readonly ChartBar<P>[];
}

/** A chart that knows the names behind its numbers. */
export type NamedChart = Chart<readonly string[]>;

/** The numbers of a bar, one for each series. */
export const barValues = ({ parts }: ChartBar): readonly number[] => parts.map(({ length }) => length);

/** The length of the longest bar. */
export const longestBar = ({ whole, bars }: Pick<Chart, 'whole' | 'bars'>): number =>
  Math.max(0, ...bars.map((bar) => (whole ? barSum(bar) : Math.max(0, ...barValues(bar)))));

/** Each number of a chart that is not 0, with what is behind it. */
export const chartFigures = ({ title, series, bars }: NamedChart): readonly CountedItems[] =>
  bars.flatMap(({ name, parts }) =>
    parts.flatMap((basis, n) =>
      basis.length === 0
        ? []
        : [{ name: `${title}：${name}，${series[n] ?? ''}`, value: basis.length, basis }],
    ),
  );

/** Fills that differ in grey and in pattern, so that no colour is needed to tell them apart. */
const FILLS = ['#1a1a1a', 'url(#stripes)', '#9a9a9a', 'url(#dots)', '#ffffff', 'url(#cross)'] as const;

const PATTERNS =
  '<defs>' +
  '<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/>' +
  '<path d="M0 6L6 0" stroke="#1a1a1a"/></pattern>' +
  '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/>' +
  '<circle cx="3" cy="3" r="1.4" fill="#1a1a1a"/></pattern>' +
  '<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/>' +
  '<path d="M0 3H6M3 0V6" stroke="#1a1a1a" stroke-width=".8"/></pattern></defs>';

const SVG_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escapedSvg = (text: string): string => text.replace(/[&<>"]/g, (mark) => SVG_ESCAPES[mark] ?? mark);

const LABELS = 150;
const BAR = 16;
const ROW = 24;
const CHART_HEAD = 48;
const FULL_WIDTH = 460;

const barSum = (bar: ChartBar): number => barValues(bar).reduce((sum, value) => sum + value, 0);

const svgText = (x: number, y: number, words: string, anchor = 'start', size = 12): string =>
  `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}">${escapedSvg(words)}</text>`;

/** The parts of one bar behind each other with their sum, or, of no whole, below each other with their numbers. */
function barSvg(bar: ChartBar, row: number, { whole, most }: { whole: boolean; most: number }): string {
  const y = CHART_HEAD + row * ROW;
  const values = barValues(bar);
  const high = whole ? BAR : BAR / values.length;
  const wide = (all: readonly number[]): number =>
    (all.reduce((sum, value) => sum + value, 0) / most) * FULL_WIDTH;
  const parts = values.map((value, n) => {
    const from = { x: LABELS + (whole ? wide(values.slice(0, n)) : 0), y: y + (whole ? 0 : n * high) };
    return value === 0
      ? ''
      : `<rect x="${from.x.toFixed(1)}" y="${from.y}" width="${wide([value]).toFixed(1)}" height="${high}" fill="${FILLS[n % FILLS.length] ?? ''}" stroke="#1a1a1a"/>`;
  });
  const end = LABELS + (whole ? wide(values) : wide([Math.max(...values)])) + 6;
  const said = whole ? String(barSum(bar)) : values.join(' / ');
  return svgText(LABELS - 6, y + 12, bar.name, 'end') + parts.join('') + svgText(end, y + 12, said);
}

const legendSvg = (series: readonly string[]): string =>
  series
    .map((name, n) => {
      const x = LABELS + n * 90;
      return `<rect x="${x}" y="28" width="10" height="10" fill="${FILLS[n % FILLS.length] ?? ''}" stroke="#1a1a1a"/>${svgText(x + 14, 37, name)}`;
    })
    .join('');

/** A chart as SVG that can be read aloud, printed in grey, and stands alone in a file. `id` keeps two on a page apart. */
export function chartSvg({ title, description, series, whole, bars }: Chart, id = 'chart'): string {
  const most = Math.max(1, longestBar({ whole, bars }));
  const height = CHART_HEAD + bars.length * ROW + 8;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LABELS + FULL_WIDTH + 50} ${height}" role="img" ` +
    `aria-labelledby="${id}-title ${id}-desc" font-family="sans-serif" fill="#1a1a1a">` +
    `<title id="${id}-title">${escapedSvg(title)}</title><desc id="${id}-desc">${escapedSvg(description)}</desc>` +
    `${PATTERNS}${svgText(0, 16, title, 'start', 14)}${legendSvg(series)}` +
    `${bars.map((bar, row) => barSvg(bar, row, { whole, most })).join('')}</svg>\n`
  );
}

/** The numbers of a chart as rows, with their heading first; a sum at the end where the series are parts of a whole. */
export const chartRows = ({ series, whole, bars }: Chart): readonly (readonly string[])[] => [
  ['', ...series, ...(whole ? ['合计'] : [])],
  ...bars.map((bar) => [bar.name, ...barValues(bar).map(String), ...(whole ? [String(barSum(bar))] : [])]),
];
