import { join } from 'node:path';
import { readCalendar } from '../../office/intake/files/calendar-file';
import { readLearned } from '../../office/intake/files/learned-file';
import { readPolicy } from '../../office/intake/files/policy-file';
import { readRoster } from '../../office/intake/files/roster-file';
import { readScoreTable } from '../../office/intake/files/score-file';
import { readYaml } from '../../office/intake/files/yaml-file';
import { readScript } from '../../worker/rehearse/script';

// A process of its own, like child-given.ts: every reader of a file that people write, and how many threads that took.
const [, , folder = ''] = process.argv;
const file = join(folder, 'bomb.yaml');

const READERS = [
  () => readYaml(file),
  () => readPolicy(file),
  () => readCalendar(file, 'Asia/Shanghai'),
  () => readRoster(file),
  () => readLearned(file),
  () => readScoreTable(file),
  () => readScript(folder, file, folder),
];

let threads = 0;
process.on('worker', () => (threads += 1));

async function readAll(): Promise<void> {
  const said: string[] = [];
  for (const read of READERS) {
    const answer = await read();
    said.push(answer.ok ? 'ok' : answer.problem.code);
  }
  process.stdout.write(JSON.stringify({ said, threads, readers: READERS.length }));
}

void readAll();
