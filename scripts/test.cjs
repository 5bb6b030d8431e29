'use strict';
// npm test: set-up, the Temporal programs, PostgreSQL, jest with the given arguments, and the count as the last line.
require('./setup.cjs').setup('all');
require('./postgres.cjs').ensurePostgres();
const { runJest } = require('./jest.cjs');
const { SERVER, TEST_SERVER } = require('../dist/engine/binaries.js');
const { findBinary } = require('../dist/engine/find.js');

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
  .then(() => finish(...runJest(process.argv.slice(2))))
  .catch((error) => {
    console.error(error);
    finish(0, 1);
  });
