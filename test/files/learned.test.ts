import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLearned, vocabularyReader } from '../../office/intake/files/learned-file';
import { scratch } from '../support/cli';
import { testRoster } from '../support/office';

const room = scratch();
afterAll(room.clear);

function read(source: string): ReturnType<typeof readLearned> {
  const path = join(room.folder(), 'learned.yaml');
  writeFileSync(path, source);
  return readLearned(path);
}

describe('The file of learned words', () => {
  test('holds names, labels and headings, each part may be missing', async () => {
    expect(await read('units:\n  - 云上清溪\nlabels:\n  认领方: lead\n')).toEqual({
      ok: true,
      value: { units: ['云上清溪'], labels: { 认领方: 'lead' }, headings: {} },
    });
  });

  test.each([
    ['a role that does not exist', 'units: []\nlabels:\n  认领方: lead\n  帮手: helper\n', 4, 'helper'],
    ['a heading of no kind', 'headings:\n  哪家办: who\n', 2, 'who'],
    ['a word with a colon', 'units:\n  - 云上清溪\n  - "认领方："\n', 3, '冒号'],
    ['an unknown part', 'units: []\nroles:\n  甲方: lead\n', 3, 'roles'],
  ])('%s is refused with its line', async (_, source, line, word) => {
    const refused = await read(source);
    if (refused.ok) throw new Error('was read');
    expect(refused.problem.code).toBe('bad-file');
    expect(refused.problem.message.zh).toContain(`第 ${line} 行`);
    expect(refused.problem.message.zh).toContain(word);
    expect(refused.problem.hint.zh).toContain('docs/notation.md');
  });

  test('more lines than any office has are refused', async () => {
    const many = Array.from({ length: 1001 }, (_, i) => `  词${i}: lead`).join('\n');
    expect(await read(`labels:\n${many}\n`)).toMatchObject({ ok: false, problem: { code: 'bad-file' } });
  });
});

describe('A process that reads notices again and again', () => {
  const roster = testRoster();

  test('reads the file once for all who ask, again when it is another one, and goes without it when it is gone', async () => {
    const folder = room.folder();
    const path = join(folder, 'learned.yaml');
    const words = vocabularyReader(folder);
    /** What fifty who ask at once are given, each different answer once. */
    const answers = async () => [
      ...new Set(await Promise.all(Array.from({ length: 50 }, () => words(roster)))),
    ];
    const learned = async () => (await answers()).map((answer) => answer.learned?.units);
    expect(await learned()).toEqual([undefined]);
    writeFileSync(path, 'units:\n  - 云上清溪\n');
    expect(await learned()).toEqual([['云上清溪']]);
    expect(await words(roster)).toBe(await words(roster));
    writeFileSync(`${path}.new`, 'units:\n  - 云下清溪\n');
    renameSync(`${path}.new`, path);
    expect(await learned()).toEqual([['云下清溪']]);
    writeFileSync(path, 'units: 7\n');
    expect(await learned()).toEqual([undefined]);
    rmSync(path);
    expect(await learned()).toEqual([undefined]);
  });
});
