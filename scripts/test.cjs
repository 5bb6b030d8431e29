'use strict';
// npm test: set-up, the Temporal programs, PostgreSQL, jest with the given arguments, and the count as the last line. Without
// paths it runs what takes minutes; `--rest` (npm run test:all) runs what is left then: jest.config.cjs says which.
// `--within FOLDER` (npm run kill, chaos, gamedays) runs that folder; names given then narrow it.
require('./setup.cjs').setup('all');
require('./postgres.cjs').ensurePostgres();
const { runJest } = require('./jest.cjs');
const { SERVER, TEST_SERVER } = require('../dist/engine/binaries.js');
const { findBinary } = require('../dist/engine/find.js');

/** What of a folder is run: jest takes several paths as one or the other, so that a name alone would not narrow it. */
function within([folder, ...more]) {
  const names = more.filter((one) => !one.startsWith('-'));
  const options = more.filter((one) => one.startsWith('-'));
  return [...(names.length === 0 ? [folder] : names.map((name) => `${folder}/.*${name}`)), ...options];
}

const [first, ...others] = process.argv.slice(2);
const isRest = first === '--rest';
const given = isRest ? others : first === '--within' ? within(others) : process.argv.slice(2);
const part = isRest ? 'rest' : given.some((one) => !one.startsWith('-')) ? 'named' : 'short';

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

function finish(passed, failed) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

fetchEngines()
  .then(() => finish(...runJest(given, { env: { DUBAN_TEST: part } })))
  .catch((error) => {
    console.error(error);
    finish(0, 1);
  });
