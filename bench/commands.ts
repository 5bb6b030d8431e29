import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadText } from './nine-oclock/machine';

/**
 * How long commands take, beside `node -e 0` in the same run, in turns: `npm run build`, then
 * `node -r ./test/support/temporal-child.cjs bench/commands.ts [rounds]`. Medians; processor time is user and system.
 */

const ROUNDS = Number(process.argv[2] ?? 9);
const DUBAN = join('scripts', 'duban.cjs');
const SEED = join('seeds', 'qingpu-2025');

/** What is run, and the most that it may take as a multiple of `node -e 0`. */
const COMMANDS: readonly (readonly [name: string, args: readonly string[], most: number])[] = [
  ['node -e 0', ['-e', '0'], 1],
  ['duban --version', [DUBAN, '--version'], 3.5],
  ['duban --help', [DUBAN, '--help'], 3.5],
  ['duban item acknowledge --help', [DUBAN, 'item', 'acknowledge', '--help'], 3.5],
  ['duban item list', [DUBAN, 'item', 'list'], 8],
  ['duban audit verify', [DUBAN, 'audit', 'verify'], 8],
  ['duban mail resume (no engine)', [DUBAN, 'mail', 'resume', '--reason', 'x', '--as', 'ddy'], 16],
  ['duban plan preview', [DUBAN, 'plan', 'preview', SEED], 35],
];

interface Took {
  readonly wall: number;
  readonly processor: number;
}

/** One run, by the shell's own clock, s. */
function run(args: readonly string[], env: NodeJS.ProcessEnv): Took {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...args], {
    env,
    encoding: 'utf8',
  });
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
  return { wall, processor: user + system };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function main(): void {
  const home = mkdtempSync(join(tmpdir(), 'duban-commands-'));
  const env = { ...process.env, DUBAN_HOME: home, LC_ALL: 'C', TZ: 'UTC' };
  run([DUBAN, 'office', 'load', SEED], env);
  run([DUBAN, 'notice', 'import', SEED, '--as', 'ddy'], env);
  const took = COMMANDS.map(() => [] as Took[]);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [n, [, args]] of COMMANDS.entries()) took[n]?.push(run(args, env));
  const [base] = took;
  const of = (all: readonly Took[] | undefined, what: keyof Took): number =>
    median((all ?? []).map((one) => one[what]));
  process.stdout.write(`load ${loadText()}, ${ROUNDS} rounds\n`);
  process.stdout.write('command | wall s | processor s | × node -e 0 | most\n');
  for (const [n, [name, , most]] of COMMANDS.entries()) {
    const [wall, processor] = [of(took[n], 'wall'), of(took[n], 'processor')];
    const ratio = (processor / of(base, 'processor')).toFixed(1);
    process.stdout.write(`${name} | ${wall.toFixed(2)} | ${processor.toFixed(2)} | ${ratio} | ${most}\n`);
  }
  rmSync(home, { recursive: true, force: true });
}

main();
