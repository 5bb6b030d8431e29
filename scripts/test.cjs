'use strict';
// npm test: set-up, the Temporal programs, PostgreSQL, jest with the given arguments, and the count as the last line.
require('./setup.cjs').setup('all');
require('./postgres.cjs').ensurePostgres();
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { SERVER, TEST_SERVER } = require('../dist/engine/binaries.js');
const { findBinary } = require('../dist/engine/find.js');

const ROOT = path.resolve(__dirname, '..');
const progress = ({ zh, en }) => process.stderr.write(`${zh}  ${en}\n`);

async function fetchEngines() {
  for (const binary of [SERVER, TEST_SERVER]) {
    const found = await findBinary(binary, { env: process.env, progress });
    if (found.ok) continue;
    progress(found.problem.message);
    progress(found.problem.hint);
    finish(0, 1);
  }
}

/** A suite that could not even be loaded has no tests to fail, so it counts as one. */
function count(file) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      fs.readFileSync(file, 'utf8'),
    );
    return [numPassedTests, numFailedTests + numRuntimeErrorTestSuites];
  } catch {
    return [0, 1];
  }
}

function runJest() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'duban-test-'));
  const outcome = path.join(dir, 'outcome.json');
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--ci', '--json', `--outputFile=${outcome}`, ...process.argv.slice(2)];
  const env = { TZ: 'UTC', ...process.env };
  // --json would also fill stdout; the readable report is on stderr.
  const { status } = spawnSync(process.execPath, [jest, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [passed, failed] = count(outcome);
  fs.rmSync(dir, { recursive: true, force: true });
  finish(passed, failed > 0 || status === 0 ? failed : 1);
}

function finish(passed, failed) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

fetchEngines()
  .then(runJest)
  .catch((error) => {
    console.error(error);
    finish(0, 1);
  });
