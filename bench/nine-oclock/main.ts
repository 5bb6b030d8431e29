import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { load, machine } from './machine';
import { close } from './phases/close';
import { besideConsole } from './phases/console';
import type { Bench } from './phases/context';
import { holds } from './phases/hold';
import { many } from './phases/many';
import { rest } from './phases/rest';
import { digests, each, kill } from './phases/slot';
import { two } from './phases/two';
import { wakes } from './phases/wakes';
import { year } from './phases/year';
import { chartsOf, tableOf, type Figure } from './report';
import { openSink } from './sink';
import { makeHome } from './stage';
import { ledgerUrl, prepareTown, type Size } from './town';

/** Phases by name, in the order of value. */
const PHASES: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  ...{ digests, wakes, each, kill, close, rest, year, hold: holds, two, many },
  console: besideConsole,
};

const USAGE = `npm run bench -- [phase ...] [--scale 0.1] [--repeat 3] [--only peer,peer] [--json file] [--charts folder]
npm run bench -- --show file,file [--charts folder]: table and charts of earlier runs
phases: ${Object.keys(PHASES).join(' ')} (default: all)`;

/** What is asked for on the command line. */
interface Wanted {
  readonly names: readonly string[];
  readonly scale: number;
  readonly repeat: number;
  /** Peers to be measured; null: all. */
  readonly only: readonly string[] | null;
}

const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
};

async function makeTown(home: string, size: Size): Promise<string> {
  mkdirSync(home);
  await prepareTown(ledgerUrl(home), size);
  return home;
}

/** Offices by their size, each made once. */
function townsIn(folder: string): Bench['town'] {
  const towns = new Map<string, Promise<string>>();
  return (size) => {
    const key = `${size.items}-${size.units}-${size.each}`;
    const town = towns.get(key) ?? makeTown(join(folder, key), size);
    towns.set(key, town);
    return town;
  };
}

/** Runs phases round by round, so that repetitions of one are far apart; `keep` gets all figures after each phase. */
async function run(
  { names, scale, repeat, only }: Wanted,
  keep: (figures: readonly Figure[]) => void,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const folder = makeHome();
  const sink = await openSink();
  const common = {
    ...{ sink, scale, folder, town: townsIn(folder) },
    wanted: (peer: string) => only?.includes(peer) ?? true,
  };
  try {
    for (let round = 1; round <= repeat; round++)
      for (const phase of names) {
        const began = load();
        say(`${phase}, round ${round} of ${repeat}, load ${began.toFixed(1)}`);
        await PHASES[phase]?.({
          ...common,
          say: (line) => {
            say(`${phase}: ${line}`);
          },
          figure(figure) {
            figures.push({ ...figure, phase, load: Math.max(began, load()) });
          },
        });
        keep(figures);
      }
  } finally {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

const Run = z.object({
  figures: z.array(
    z.object({
      ...{ phase: z.string(), who: z.string(), what: z.string(), unit: z.string(), load: z.number() },
      value: z
        .number()
        .nullable()
        .transform((value) => value ?? NaN),
      target: z.object({ says: z.string(), met: z.boolean() }).nullable(),
    }),
  ),
});

const figuresIn = (file: string): readonly Figure[] =>
  Run.parse(JSON.parse(readFileSync(file, 'utf8'))).figures;

function show(figures: readonly Figure[], charts: string | undefined): void {
  process.stdout.write(`${tableOf(figures)}\n`);
  if (charts === undefined) return;
  mkdirSync(charts, { recursive: true });
  for (const [file, svg] of chartsOf(figures)) writeFileSync(join(charts, file), svg);
}

/** Measures and tells; the exit code: 2 when it was called in a way that it does not know. */
async function main(): Promise<number> {
  const one = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ scale: one, repeat: one, json: one, only: one, charts: one, show: one },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (values.show !== undefined) {
    show(values.show.split(',').flatMap(figuresIn), values.charts);
    return 0;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(PHASES);
  const scale = Number(values.scale ?? 1);
  const repeat = Number(values.repeat ?? 1);
  if (names.some((name) => !(name in PHASES)) || !(scale > 0) || !(repeat >= 1)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const on = machine();
  const keep = (figures: readonly Figure[]): void => {
    const told = { taken: new Date().toISOString(), scale, repeat, machine: on, figures };
    if (values.json !== undefined) writeFileSync(resolve(values.json), `${JSON.stringify(told, null, 2)}\n`);
  };
  show(await run({ names, scale, repeat, only: values.only?.split(',') ?? null }, keep), values.charts);
  return 0;
}

if (require.main === module) void main().then((code) => process.exit(code));
