import { readFileSync } from 'node:fs';
import { letterheadIn } from '../../office/intake/files/letterhead';
import { yamlGiven } from '../../office/intake/files/yaml-file';
import { readTables } from '../../office/intake/rosters/tables';
import { readIsolated, readText } from '../../office/intake/sources/isolated';

// A process of its own: only one that compiles as it loads can start the threads in which foreign files are read.
const [, , path = ''] = process.argv;
const bytes = readFileSync(path);

const mb = (size: number): number => Math.round(size / 1024 / 1024);

let threads = 0;
process.on('worker', () => (threads += 1));

async function readGiven() {
  if (path.endsWith('.yaml')) return yamlGiven(bytes, 'given.yaml');
  if (path.endsWith('.docx')) return letterheadIn(bytes);
  if (path.endsWith('.pdf')) return readIsolated({ path, bytes });
  return path.endsWith('.txt')
    ? readText({ text: bytes.toString('utf8') }, { units: ['区教育局'], groups: [] })
    : readTables([{ name: path, bytes }]);
}
void readGiven().then((answer) => {
  const { heapUsed } = process.memoryUsage();
  const most = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  const said = answer.ok ? 'ok' : answer.problem.code;
  const line = answer.ok && 'lineOf' in answer.value ? answer.value.lineOf(['b', 0, 'c']) : null;
  const count = answer.ok && 'items' in answer.value ? answer.value.items.length : 0;
  process.stdout.write(
    JSON.stringify({ said, line, threads, items: count, heapMb: mb(heapUsed), mostMb: mb(most) }),
  );
});
