import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../../client/cli/table';
import { load, machine } from './machine';
import type { Bench } from './phases/context';
import { hold } from './phases/hold';
import { rest } from './phases/rest';
import { digests, each, kill } from './phases/slot';
import { two } from './phases/two';
import { wakes } from './phases/wakes';
import { year } from './phases/year';
import type { Figure } from './report';
import { openSink } from './sink';
import { makeHome } from './stage';
import { ledgerUrl, prepareTown } from './town';

/** Phases by name, in the order of value. */
const PHASES: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  digests,
  wakes,
  each,
  kill,
  rest,
  year,
  hold,
  two,
};

const USAGE = `npm run bench -- [phase ...] [--scale 0.1] [--repeat 3] [--json file] [--only peer,peer]
phases: ${Object.keys(PHASES).join(' ')} (default: all)`;

const said = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};

const digits = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

/** What is asked for on the command line. */
interface Wanted {
  readonly names: readonly string[];
  readonly scale: number;
  readonly repeat: number;
  /** Peers to be measured; null: all. */
  readonly only: readonly string[] | null;
}

interface Row extends Omit<Figure, 'value' | 'load'> {
  readonly values: readonly number[];
  readonly loads: readonly number[];
}

/** Repetitions of one figure in one row. */
function rowsOf(figures: readonly Figure[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { value, load: at, ...figure } of figures) {
    const key = `${figure.phase}|${figure.who}|${figure.what}`;
    const row = rows.get(key) ?? { ...figure, values: [], loads: [] };
    const met = (row.target?.met ?? true) && (figure.target?.met ?? true);
    const target = figure.target && { ...figure.target, met };
    rows.set(key, { ...row, target, values: [...row.values, value], loads: [...row.loads, at] });
  }
  return [...rows.values()];
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;

const cellsOf = ({ phase, who, what, values, unit, target, loads }: Row): readonly string[] => [
  phase,
  who,
  what,
  `${digits(median(values))} ${unit}`.trim(),
  values.length === 1 ? '' : `${digits(Math.min(...values))}–${digits(Math.max(...values))}`,
  target ? `${target.says} ${target.met ? '✓' : '✗'}` : '',
  digits(Math.max(...loads)),
];

async function run({ names, scale, repeat, only }: Wanted): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const folder = makeHome();
  const towns = new Map<string, Promise<string>>();
  const sink = await openSink();
  try {
    for (let round = 1; round <= repeat; round++)
      for (const name of names) {
        const began = load();
        said(`${name}, round ${round} of ${repeat}, load ${digits(began)}`);
        await PHASES[name]?.({
          sink,
          scale,
          folder,
          wanted: (peer) => only === null || only.includes(peer),
          say: (line) => {
            said(`${name}: ${line}`);
          },
          town(size) {
            const key = `${size.items}-${size.units}-${size.each}`;
            const made = towns.get(key) ?? makeTown(join(folder, key), size);
            towns.set(key, made);
            return made;
          },
          figure(figure) {
            figures.push({ ...figure, phase: name, load: Math.max(began, load()) });
          },
        });
      }
  } finally {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

async function makeTown(home: string, size: Parameters<typeof prepareTown>[1]): Promise<string> {
  mkdirSync(home);
  await prepareTown(ledgerUrl(home), size);
  return home;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      scale: { type: 'string', default: '1' },
      repeat: { type: 'string', default: '1' },
      json: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(PHASES);
  const scale = Number(values.scale);
  const repeat = Number(values.repeat);
  if (names.some((name) => !(name in PHASES)) || !(scale > 0) || !(repeat >= 1)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const figures = await run({ names, scale, repeat, only: values.only?.split(',') ?? null });
  const rows = rowsOf(figures);
  const head = ['phase', 'who', 'what', 'median', 'range', 'target', 'load'];
  process.stdout.write(`${table(head, rows.map(cellsOf))}\n`);
  if (values.json !== undefined) {
    const told = { taken: new Date().toISOString(), scale, repeat, machine: machine(), figures };
    writeFileSync(resolve(values.json), `${JSON.stringify(told, null, 2)}\n`);
  }
  return 0;
}

if (require.main === module) void main().then((code) => process.exit(code));
