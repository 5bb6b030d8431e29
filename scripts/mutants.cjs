'use strict';
// npm run mutants: breaks the rule of each invariant in a copy of the sources, one at a time, and demands that the named
// test fails. test/mutants.yaml says what is broken where. Arguments choose invariants by number, or mutants by a part of
// the name of the file that they change.
require('./setup.cjs').setup('all');
const { execFileSync, spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { parse } = require('yaml');

const ROOT = path.resolve(__dirname, '..');
const JEST = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
/** A test that has not ended by then shows nothing. */
const LONGEST_MS = 600_000;

/** A copy of what belongs to the sources, with the packages of this one. */
function copySources() {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'duban-mutants-'));
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  const isFile = (name) => fs.lstatSync(path.join(ROOT, name), { throwIfNoEntry: false })?.isFile();
  for (const name of names.filter(isFile)) {
    fs.mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    fs.copyFileSync(path.join(ROOT, name), path.join(copy, name));
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

let running = null;
/** Ctrl-C: what runs ends with it, then the copy is taken away. */
let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
  running?.kill('SIGINT');
});

/** Runs a program in the copy; what it wrote to its standard error, once it has ended. */
function ended(copy, args) {
  return new Promise((resolve, reject) => {
    let said = '';
    const options = { cwd: copy, env: { ...process.env, TZ: 'UTC' }, timeout: LONGEST_MS };
    running = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    running.stderr.setEncoding('utf8').on('data', (piece) => (said += piece));
    running.on('error', reject).on('close', () => resolve(said));
  });
}

/** Runs the named test in the copy: tests that passed and failed, and whether the code could be run at all. */
async function run(copy, { test, name }) {
  const only = name ? ['-t', escaped(name)] : [];
  // Into a file: what a test starts may write to the standard output too.
  const report = path.join(copy, 'outcome.json');
  fs.rmSync(report, { force: true });
  // What a test that fails has left open holds up nothing.
  const how = ['--ci', '--silent', '--json', `--outputFile=${report}`, '--forceExit'];
  const stderr = await ended(copy, [JEST, ...how, '--runTestsByPath', test, ...only]);
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      fs.readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, broken: numRuntimeErrorTestSuites > 0, stderr };
  } catch {
    return { passed: 0, failed: 0, broken: true, stderr };
  }
}

/** The source with the patch; an error when it does not fit exactly once. */
function patched(source, { file, find, replace }) {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(
    `${file} 里要改的地方应恰有一处，实有 ${parts.length - 1} 处  found ${parts.length - 1} times: ${find}`,
  );
}

/** What is wrong with a test that should pass as things are; null: nothing. Each test is run once. */
function makeBaseline(copy) {
  const known = new Map();
  return async (mutant) => {
    const key = `${mutant.test}\n${mutant.name ?? ''}`;
    if (!known.has(key)) {
      const { passed, failed, broken, stderr } = await run(copy, mutant);
      const right = passed > 0 && failed === 0 && !broken;
      known.set(
        key,
        right ? null : `未改时测试就没有通过，或没有运行  does not pass as things are\n${stderr}`,
      );
    }
    return known.get(key);
  };
}

/** Why a mutant does not show what it should; null: its test passes as things are and fails with it. */
async function faultOf(copy, mutant, baseline) {
  const file = path.join(copy, mutant.file);
  const source = fs.readFileSync(file, 'utf8');
  const text = patched(source, mutant);
  const fault = await baseline(mutant);
  if (fault) return fault;
  fs.writeFileSync(file, text);
  const { failed, broken, stderr } = await run(copy, mutant);
  fs.writeFileSync(file, source);
  // A patch that keeps the test from being run shows nothing of the rule.
  if (broken) return `改后代码不能运行  the code cannot be run with it\n${stderr}`;
  return failed > 0 ? null : '规则已破坏，测试仍通过  the rule is broken and the test still passes';
}

/** Tries one mutant and says how it went; true when its test has noticed it. */
async function tried(copy, mutant, baseline) {
  const began = Date.now();
  let fault;
  try {
    fault = await faultOf(copy, mutant, baseline);
  } catch (error) {
    fault = error.message;
  }
  if (interrupted) return false;
  const { invariant, breaks, test } = mutant;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    `${fault ? '✗' : '✓'} ${invariant} ${breaks} (${test}, ${seconds} s)${fault ? `: ${fault}` : ''}\n`,
  );
  return !fault;
}

async function main() {
  const began = Date.now();
  const wanted = process.argv.slice(2);
  const all = parse(fs.readFileSync(path.join(ROOT, 'test', 'mutants.yaml'), 'utf8'));
  const isWanted = ({ invariant, file }) =>
    wanted.some((word) => (/^\d+$/.test(word) ? Number(word) === invariant : file.includes(word)));
  const mutants = wanted.length === 0 ? all : all.filter(isWanted);
  const copy = copySources();
  const baseline = makeBaseline(copy);
  let failed = 0;
  try {
    for (const mutant of mutants) {
      if (interrupted) break;
      if (!(await tried(copy, mutant, baseline))) failed += 1;
    }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  if (!interrupted)
    process.stdout.write(`${mutants.length - failed} passed, ${failed} failed (${minutes} 分钟  minutes)\n`);
  process.exitCode = interrupted ? 130 : failed > 0 || mutants.length === 0 ? 1 : 0;
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
