import { readFileSync } from 'node:fs';
import { letterheadIn } from '../../client/files/letterhead';
import { yamlGiven } from '../../client/files/yaml-file';
import { readTables } from '../../client/roster-files/tables';
import { readText } from '../../client/sources/isolated';

// A process of its own: only one that compiles as it loads can start the threads in which foreign files are read.
const [, , path = ''] = process.argv;
const bytes = readFileSync(path);

let threads = 0;
process.on('worker', () => (threads += 1));

async function readGiven() {
  if (path.endsWith('.yaml')) return yamlGiven(bytes, 'given.yaml');
  if (path.endsWith('.docx')) return letterheadIn(bytes);
  return path.endsWith('.txt')
    ? readText({ text: bytes.toString('utf8') }, { units: ['区教育局'], groups: [] })
    : readTables([{ name: path, bytes }]);
}
void readGiven().then((answer) => {
  const { heapUsed } = process.memoryUsage();
  const said = answer.ok ? 'ok' : answer.problem.code;
  const line = answer.ok && 'lineOf' in answer.value ? answer.value.lineOf(['b', 0, 'c']) : null;
  const count = answer.ok && 'items' in answer.value ? answer.value.items.length : 0;
  process.stdout.write(
    JSON.stringify({ said, line, threads, items: count, heapMb: Math.round(heapUsed / 1024 / 1024) }),
  );
});
