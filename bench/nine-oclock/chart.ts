/** One bar of a chart. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** As it stands beside the bar. */
  readonly label: string;
  readonly own: boolean;
}

const WIDTH = 760;
const NAMES = 250;
const VALUES = 110;
const ROW = 26;
const TOP = 46;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function barOf({ name, value, label, own }: Bar, n: number, most: number): string {
  const y = TOP + n * ROW;
  const length = most > 0 ? Math.max(1, (value / most) * (WIDTH - NAMES - VALUES)) : 1;
  return [
    `<text x="${NAMES - 8}" y="${y + 15}" text-anchor="end">${escaped(name)}</text>`,
    `<rect x="${NAMES}" y="${y + 3}" width="${length.toFixed(1)}" height="16" fill="${own ? '#0969da' : '#8c959f'}"/>`,
    `<text x="${(NAMES + length + 6).toFixed(1)}" y="${y + 15}">${escaped(label)}</text>`,
  ].join('');
}

/** A chart of horizontal bars as an SVG file, shorter is better unless the title says otherwise; ours is blue. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(0, ...bars.map(({ value }) => value));
  const height = TOP + bars.length * ROW + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#1f2328">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="12" y="26" font-size="16" font-weight="bold">${escaped(title)}</text>
${bars.map((bar, n) => barOf(bar, n, most)).join('\n')}
</svg>
`;
}
