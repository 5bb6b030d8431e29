/**
 * What the readers of foreign files make of files made to stop them: `node -r ./test/support/temporal-child.cjs
 * bench/hostile.ts [part of a name …]`. Each file is read in a process of its own, as the product reads it; printed are the
 * answer, the time, the processor's time, the most memory of the whole process, and what a file of one word takes beside it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { yamlGiven } from '../office/intake/files/yaml-file';
import { readTables } from '../office/intake/rosters/tables';
import { readIsolated, readText } from '../office/intake/sources/isolated';
import type { Result } from '../domain/problem';
import { HOSTILE_FILES, type HostileFile } from './hostile/files';
import { cpu, mostMemory } from './timed';
import { loadText } from './nine-oclock/machine';

const NO_WORDS = { units: [], groups: [] };

async function readWhole(reader: HostileFile['reader'], bytes: Buffer): Promise<Result<unknown>> {
  if (reader === 'yaml') return yamlGiven(bytes, 'given.yaml');
  if (reader === 'tables') return readTables([{ name: 'given.csv', bytes }]);
  const source = await readIsolated({ path: 'given.txt', bytes });
  return source.ok ? readText(source.value, NO_WORDS) : source;
}

/** In the process of a file: reads it and says what came of it. */
async function inChild(reader: HostileFile['reader'], path: string): Promise<void> {
  const bytes = readFileSync(path);
  const [from, used] = [performance.now(), process.cpuUsage()];
  const read = await readWhole(reader, bytes);
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  const said = read.ok ? 'ok' : read.problem.code;
  console.log([said, seconds, Number(cpu(used)).toFixed(1), mostMemory()].join(' | '));
}

function measured({ reader, bytes }: Pick<HostileFile, 'reader' | 'bytes'>, folder: string): string {
  const path = join(folder, 'given');
  const content = bytes();
  writeFileSync(path, content);
  const args = [
    '-r',
    join(__dirname, '../test/support/temporal-child.cjs'),
    __filename,
    'child',
    reader,
    path,
  ];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
  return `${(content.length / 1e6).toFixed(2)} | ${said}`;
}

function main(parts: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'duban-hostile-'));
  const wanted = HOSTILE_FILES.filter(
    ({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
  );
  try {
    console.log(`load ${loadText()}`);
    console.log('| file | MB | answer | s | s of processor | MB of memory |\n|---|---|---|---|---|---|');
    const small = { reader: 'notice', bytes: () => Buffer.from('1.甲') } as const;
    console.log(`| nothing but a word | ${measured(small, folder)} |`);
    for (const file of wanted) console.log(`| ${file.name} | ${measured(file, folder)} |`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [, , mode = '', reader = '', path = ''] = process.argv;
if (mode === 'child') void inChild(reader === 'yaml' || reader === 'tables' ? reader : 'notice', path);
else main(process.argv.slice(2));
