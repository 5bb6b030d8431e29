import { readFileSync } from 'node:fs';
import { yamlGiven } from '../../client/files/yaml-file';
import { readTables } from '../../client/roster-files/tables';

// A process of its own: only one that compiles as it loads can start the threads in which foreign files are read.
const [, , path = ''] = process.argv;
const bytes = readFileSync(path);
const read = path.endsWith('.yaml') ? yamlGiven(bytes, 'given.yaml') : readTables([{ name: path, bytes }]);
void read.then((answer) => {
  const { heapUsed } = process.memoryUsage();
  const said = answer.ok ? 'ok' : answer.problem.code;
  const line = answer.ok && 'lineOf' in answer.value ? answer.value.lineOf(['b', 0, 'c']) : null;
  process.stdout.write(JSON.stringify({ said, line, heapMb: Math.round(heapUsed / 1024 / 1024) }));
});
