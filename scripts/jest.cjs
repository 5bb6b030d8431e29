'use strict';
// jest as npm test and npm run test:nodes run it.
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const ROOT = path.resolve(__dirname, '..');

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

/** Runs jest with arguments: how many tests have passed and failed; a run that failed for another reason counts as one. */
function runJest(given, { node = process.execPath, env = {} } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'duban-test-'));
  const outcome = path.join(dir, 'outcome.json');
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  // --json would also fill stdout; the readable report is on stderr.
  const { status } = spawnSync(node, [jest, '--ci', '--json', `--outputFile=${outcome}`, ...given], {
    cwd: ROOT,
    env: { TZ: 'UTC', ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [passed, failed] = count(outcome);
  fs.rmSync(dir, { recursive: true, force: true });
  return [passed, failed > 0 || status === 0 ? failed : 1];
}

module.exports = { runJest };
