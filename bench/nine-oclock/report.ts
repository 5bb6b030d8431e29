import { longTable } from '../../client/cli/table';
import { barChart, type Bar } from './chart';

/** One figure of one contestant. */
export interface Figure {
  readonly phase: string;
  /** Who was measured. */
  readonly who: string;
  /** What was measured, in words. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it must keep, in words, and whether it does; null: nothing was asked. */
  readonly target: { readonly says: string; readonly met: boolean } | null;
  /** Load average of the machine while it was taken, the higher of begin and end. */
  readonly load: number;
}

interface Row extends Omit<Figure, 'value' | 'load'> {
  readonly values: readonly number[];
  readonly loads: readonly number[];
}

/** Repetitions of one figure in one row; a target is met when it was met each time. */
function rowsOf(figures: readonly Figure[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { value, load, ...figure } of figures) {
    const key = `${figure.phase}|${figure.who}|${figure.what}`;
    const row = rows.get(key) ?? { ...figure, values: [], loads: [] };
    const met = (row.target?.met ?? true) && (figure.target?.met ?? true);
    const target = figure.target && { ...figure.target, met };
    rows.set(key, { ...row, target, values: [...row.values, value], loads: [...row.loads, load] });
  }
  return [...rows.values()];
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;

const digits = (value: number): string => {
  if (Number.isNaN(value)) return '—';
  const size = Math.abs(value);
  return Number.isInteger(value) || size >= 100 ? value.toFixed(0) : value.toFixed(size >= 10 ? 1 : 2);
};

const valueOf = ({ values, unit }: Row): string => `${digits(median(values))} ${unit}`.trim();

const cellsOf = (row: Row): readonly string[] => {
  const { phase, who, what, values, target, loads } = row;
  return [
    phase,
    who,
    what,
    valueOf(row),
    values.length === 1 ? '' : `${digits(Math.min(...values))}–${digits(Math.max(...values))}`,
    target ? `${target.says} ${target.met ? '✓' : '✗'}` : '',
    digits(Math.max(...loads)),
  ];
};

/** The table for the terminal: median and range of all repetitions. */
export const tableOf = (figures: readonly Figure[]): string =>
  longTable(['phase', 'who', 'what', 'median', 'range', 'target', 'load'], rowsOf(figures).map(cellsOf));

/** What is drawn: a figure of a phase over all contestants, and a file's name. */
const CHARTS = [
  {
    file: 'digests.svg',
    phase: 'digests',
    what: 'slot → last mail',
    title: 'One digest for each unit: slot → last mail',
  },
  {
    file: 'each.svg',
    phase: 'each',
    what: 'slot → last mail',
    title: 'One mail for each reminder: slot → last mail',
  },
  {
    file: 'cpu.svg',
    phase: 'each',
    what: 'processor time',
    title: 'One mail for each reminder: processor time',
  },
  {
    file: 'kill.svg',
    phase: 'kill',
    what: 'restart → last mail',
    title: 'Killed after a third: restart → last mail',
  },
  {
    file: 'stranded.svg',
    phase: 'kill',
    what: 'stranded (none for 60 s)',
    title: 'Killed after a third: mails that never came',
  },
  {
    file: 'doubled.svg',
    phase: 'kill',
    what: 'doubled',
    title: 'Killed after a third: mails that came twice',
  },
  { file: 'wakes.svg', phase: 'wakes', what: 'wakes', title: 'Wakes a second (longer is better)' },
] as const;

/** SVG charts by file name, of what was measured. */
export function chartsOf(figures: readonly Figure[]): ReadonlyMap<string, string> {
  const rows = rowsOf(figures);
  const charts = new Map<string, string>();
  for (const { file, phase, what, title } of CHARTS) {
    const bars = rows
      .filter((row) => row.phase === phase && row.what === what)
      .map((row): Bar => {
        const value = median(row.values);
        const own = row.who.startsWith('duban');
        return { name: row.who, value: Number.isNaN(value) ? 0 : value, label: valueOf(row), own };
      });
    if (bars.length > 1) charts.set(file, barChart(title, bars));
  }
  return charts;
}
