/** One bar: its name, and a number for each series. */
export interface ChartBar {
  readonly name: string;
  readonly values: readonly number[];
}

/** What a chart shows; the same numbers are drawn and printed as a table. */
export interface Chart {
  readonly title: string;
  /** One sentence for who cannot see it. */
  readonly description: string;
  readonly series: readonly string[];
  readonly bars: readonly ChartBar[];
}

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

/** The sum of a bar over its series. */
export const barSum = ({ values }: ChartBar): number => values.reduce((sum, value) => sum + value, 0);

const svgText = (x: number, y: number, words: string, anchor = 'start', size = 12): string =>
  `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}">${escapedSvg(words)}</text>`;

/** The parts of one bar beside each other, its name before and its sum after it. */
function barSvg(bar: ChartBar, row: number, most: number): string {
  const y = CHART_HEAD + row * ROW;
  let x = LABELS;
  const parts = bar.values.map((value, n) => {
    const width = (value / most) * FULL_WIDTH;
    const part =
      value === 0
        ? ''
        : `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${FILLS[n % FILLS.length] ?? ''}" stroke="#1a1a1a"/>`;
    x += width;
    return part;
  });
  return (
    svgText(LABELS - 6, y + 12, bar.name, 'end') +
    parts.join('') +
    svgText(x + 6, y + 12, String(barSum(bar)))
  );
}

const legendSvg = (series: readonly string[]): string =>
  series
    .map((name, n) => {
      const x = LABELS + n * 90;
      return `<rect x="${x}" y="28" width="10" height="10" fill="${FILLS[n % FILLS.length] ?? ''}" stroke="#1a1a1a"/>${svgText(x + 14, 37, name)}`;
    })
    .join('');

/** A chart as SVG that can be read aloud, printed in grey, and stands alone in a file. `id` keeps two on a page apart. */
export function chartSvg({ title, description, series, bars }: Chart, id = 'chart'): string {
  const most = Math.max(1, ...bars.map(barSum));
  const height = CHART_HEAD + bars.length * ROW + 8;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LABELS + FULL_WIDTH + 50} ${height}" role="img" ` +
    `aria-labelledby="${id}-title ${id}-desc" font-family="sans-serif" fill="#1a1a1a">` +
    `<title id="${id}-title">${escapedSvg(title)}</title><desc id="${id}-desc">${escapedSvg(description)}</desc>` +
    `${PATTERNS}${svgText(0, 16, title, 'start', 14)}${legendSvg(series)}` +
    `${bars.map((bar, row) => barSvg(bar, row, most)).join('')}</svg>\n`
  );
}

/** The numbers of a chart as rows, with their heading first. */
export const chartRows = ({ series, bars }: Chart): readonly (readonly string[])[] => [
  ['', ...series, '合计'],
  ...bars.map((bar) => [bar.name, ...bar.values.map(String), String(barSum(bar))]),
];
