'use strict';
// npm run fuzz [-- --minutes N] [-- --seed S]: the long form of the fuzz tests; with --minutes in rounds, each with a seed of
// its own, until the time is over. Prints seeds and counts; ends at the first round that fails, whose seed repeats it.
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? null : Number(process.argv[at + 1]);
  if (value !== null && !(Number.isInteger(value) && value > 0)) {
    process.stderr.write(`--${name} 后面写正整数  --${name} takes a whole number above 0\n`);
    process.exit(2);
  }
  return value;
};

const minutes = option('minutes');
const seed = option('seed');
const SUITES = ['test/fuzz', 'test/mail/fuzz', 'test/unaccounted/mutations', '--runInBand'];
/** What one round tries; a round of the timed form takes a few minutes. */
const WHOLE = { strings: 20_000, mutations: 10_000 };
const ROUND = { strings: 5_000, mutations: 2_500 };

/** What each suite of a round tried, its slowest, and the most memory of the process until then. */
function sayFigures(file) {
  if (!fs.existsSync(file)) return;
  for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) {
    const { what, tried, slowestMs, mostMb } = JSON.parse(line);
    process.stdout.write(`  ${what}: ${tried}, slowest ${slowestMs} ms, at most ${mostMb} MB\n`);
  }
  fs.rmSync(file);
}

function round({ strings, mutations }, from) {
  const figures = path.join(os.tmpdir(), `duban-fuzz-${process.pid}`);
  const env = {
    ...process.env,
    DUBAN_FUZZ_FIGURES: figures,
    DUBAN_FUZZ: String(strings),
    DUBAN_MUTATIONS: String(mutations),
    DUBAN_FUZZ_SEED: String(from),
  };
  const began = Date.now();
  const { status } = spawnSync(process.execPath, [path.join(__dirname, 'test.cjs'), ...SUITES], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = Math.round((Date.now() - began) / 1000);
  const outcome = status === 0 ? 'ok' : 'FAILED';
  process.stdout.write(
    `seed ${from}: ${strings} strings, ${mutations} mutations, ${seconds} s, ${outcome}\n`,
  );
  sayFigures(figures);
  return status === 0;
}

const end = Date.now() + (minutes ?? 0) * 60_000;
let [rounds, sound] = [0, true];
do {
  sound = round(minutes === null ? WHOLE : ROUND, seed ?? (Date.now() % 1_000_000) + 1);
  rounds += 1;
} while (sound && Date.now() < end);
process.stdout.write(`${rounds} rounds, ${sound ? 'none' : 'the last'} failed\n`);
process.exit(sound ? 0 : 1);
