'use strict';
// npm run mutants: breaks the rule of each invariant in a copy of the sources, one at a time, and demands that the named
// test fails. test/mutants.yaml says what is broken where. Arguments choose invariants by number.
require('./setup.cjs').setup();
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { parse } = require('yaml');

const ROOT = path.resolve(__dirname, '..');
const JEST = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/** A copy of what git knows, with the packages of this one. */
function copySources() {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'duban-mutants-'));
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const name of names.filter((each) => each !== '' && fs.existsSync(path.join(ROOT, each)))) {
    fs.mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    fs.copyFileSync(path.join(ROOT, name), path.join(copy, name));
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** Does the named test pass in the copy? */
function passes(copy, { test, name }) {
  const args = [JEST, '--ci', '--silent', test, ...(name ? ['-t', name] : [])];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    env: { ...process.env, TZ: 'UTC' },
    encoding: 'utf8',
  });
  const ran = /^Tests:.*\b[1-9]\d* (passed|failed)/m.test(stderr);
  return { passed: status === 0, ran: ran || /Test suite failed to run/.test(stderr), stderr };
}

/** The patch applied; throws when it does not fit exactly once. */
function broken(source, { file, find, replace }) {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(
      `${file}: 要改的地方应恰有一处,实有 ${parts.length - 1} 处  found ${parts.length - 1} times: ${find}`,
    );
  return parts.join(replace);
}

/** One mutant: the test must pass before and fail after. */
function survives(copy, mutant) {
  const file = path.join(copy, mutant.file);
  const source = fs.readFileSync(file, 'utf8');
  const patched = broken(source, mutant);
  const before = passes(copy, mutant);
  if (!before.passed || !before.ran)
    return `测试在未改时就没有通过或没有运行  the test does not pass unchanged\n${before.stderr}`;
  fs.writeFileSync(file, patched);
  const after = passes(copy, mutant);
  fs.writeFileSync(file, source);
  return after.passed ? '规则已破坏而测试仍通过  the rule is broken and the test still passes' : null;
}

function main() {
  const wanted = process.argv.slice(2).map(Number);
  const all = parse(fs.readFileSync(path.join(ROOT, 'test', 'mutants.yaml'), 'utf8'));
  const mutants = all.filter(({ invariant }) => wanted.length === 0 || wanted.includes(invariant));
  const copy = copySources();
  let failed = 0;
  try {
    for (const mutant of mutants) {
      const fault = survives(copy, mutant);
      if (fault) failed += 1;
      process.stdout.write(
        `${fault ? '✗' : '✓'} ${mutant.invariant} ${mutant.breaks}${fault ? `: ${fault}` : ''}\n`,
      );
    }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${mutants.length - failed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

main();
