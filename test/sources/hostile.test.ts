import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegular } from '../../office/intake/files/regular';
import { parseYaml } from '../../office/intake/files/yaml-file';
import { readTables } from '../../office/intake/rosters/tables';
import { readSource } from '../../office/intake/sources/source';
import { readChecked } from '../../domain/unaccounted/read';
import { zipOf } from './zip';

/** The code of a refusal, or ok, and the processor time in ms. */
async function tried(
  path: string,
  bytes: Uint8Array,
): Promise<{ readonly said: string; readonly ms: number }> {
  const start = process.cpuUsage();
  const read = await readSource({ path, bytes });
  const { user, system } = process.cpuUsage(start);
  return { said: read.ok ? 'ok' : read.problem.code, ms: (user + system) / 1000 };
}

/** "AB" for 28. */
function letters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return `${rest > 0 ? letters(rest) : ''}${String.fromCharCode(65 + ((column - 1) % 26))}`;
}

const workbook = (sheet: string): Buffer =>
  zipOf([
    {
      name: 'xl/workbook.xml',
      content: Buffer.from('<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: Buffer.from(
        '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: Buffer.from(`<worksheet><sheetData>${sheet}</sheetData></worksheet>`),
    },
  ]);

const page = (body: string): Buffer => Buffer.from(`<html><body>${body}</body></html>`);

describe('a file made to stop the reader', () => {
  it.each([
    [
      'cells on a diagonal',
      'a.xlsx',
      workbook(
        Array.from(
          { length: 4000 },
          (_, i) => `<row r="${i + 1}"><c r="${letters(i + 1)}${i + 1}" t="str"><v>a</v></c></row>`,
        ).join(''),
      ),
      'source-too-many-cells',
    ],
    [
      'cells that span columns and rows',
      'a.html',
      page(
        `<table><tr>${'<td colspan=100 rowspan=2000>a</td>'.repeat(5000)}</tr>${'<tr></tr>'.repeat(2000)}</table>`,
      ),
      'source-too-many-cells',
    ],
    [
      'one wide row over many narrow ones',
      'a.html',
      page(`<table><tr>${'<td colspan=100>a</td>'.repeat(500)}</tr>${'<tr><td>a'.repeat(50_000)}</table>`),
      'source-too-many-cells',
    ],
    [
      'blanks of full width in a cell',
      'a.html',
      page(`<table><tr><td>a${'　'.repeat(300_000)}b</td><td>c</td></tr></table>`),
      'ok',
    ],
  ])('%s is refused or read in a moment', async (_, path, bytes, wanted) => {
    const { said, ms } = await tried(path, bytes);
    expect(said).toBe(wanted);
    expect(ms).toBeLessThan(5000);
  });

  it.each([
    ['lines', '1.a\n'.repeat(30_001)],
    ['lines of every kind', '1.a\u2028\v1.b\r1.c\u0085\f'.repeat(7_501)],
    ['characters', `1.${'a'.repeat(2_000_000)}`],
  ])('of more %s than any notice has is refused', async (_, content) => {
    expect(await tried('a.txt', Buffer.from(content))).toMatchObject({ said: 'source-too-large' });
  });

  it('of blank lines is one of few lines', async () => {
    expect(await tried('a.txt', Buffer.from(`1.甲\n${' \n'.repeat(500_000)}2.乙`))).toMatchObject({
      said: 'ok',
    });
  });

  it.each([' ', '\t', '　', '|', '。', '（', '1.'])(
    'is a line of %j: read in time that grows with its length',
    (sign) => {
      const text = `2026年工作要点\n1.甲${sign.repeat(100_000)}乙。（区教育局）`;
      const start = process.cpuUsage();
      readChecked({ text }, { units: [], groups: [] });
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
    },
  );

  it('is YAML of a hundred thousand keys: read by each key once', () => {
    const source = Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n');
    const start = process.cpuUsage();
    expect(parseYaml(source, 'plan.yaml').ok).toBe(true);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(20_000);
    const twice = parseYaml('a: 1\nb: 2\na: 3\n', 'plan.yaml');
    expect(twice.ok ? '' : twice.problem.message.en).toMatch(/line 3.*"a" stands twice/);
  });
});

describe('a roster made to stop the reader', () => {
  const HEAD = '甲,乙\n';
  it.each([
    ['a row of 100,000 commas', `${HEAD}${','.repeat(100_000)}`, 'no-table'],
    ['a heading of 100,000 commas', `${','.repeat(100_000)}\na,b`, 'no-table'],
    ['half a million cells in a row', `${HEAD}${','.repeat(500_000)}`, 'source-too-many-cells'],
    ['a million rows', `${HEAD}${'a,b\n'.repeat(1_000_000)}`, 'source-too-many-cells'],
    ['a quotation without an end', `${HEAD}"${'a""'.repeat(1_000_000)}`, 'no-table'],
    ['the same heading 3,000 times', `编号${',名称'.repeat(3000)}\n`.repeat(100), 'no-table'],
  ])('%s is refused or read in a moment', async (_, content, wanted) => {
    const start = process.cpuUsage();
    const read = await readTables([{ name: 'roster.csv', bytes: Buffer.from(content) }]);
    const { user, system } = process.cpuUsage(start);
    expect(read.ok ? 'ok' : read.problem.code).toBe(wanted);
    expect((user + system) / 1000).toBeLessThan(5000);
  });

  it('costs no more than its cells as a workbook of cells on a diagonal', async () => {
    const start = process.cpuUsage();
    const rows = Array.from(
      { length: 4000 },
      (_, i) => `<row r="${i + 1}"><c r="${letters(i + 1)}${i + 1}" t="str"><v>a</v></c></row>`,
    ).join('');
    const read = await readTables([{ name: 'roster.xlsx', bytes: workbook(rows) }]);
    expect(read.ok ? 'ok' : read.problem.code).toBe('no-table');
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
  });
});

describe('a YAML file made to stop the reader', () => {
  it.each([
    ['lists in lists', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['maps that never close', '{'.repeat(100_000)],
    ['lines that each open a list', 'a: [\n'.repeat(50_000)],
    [
      'names that double themselves',
      `a0: &a0 [x,x]\n${Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]`).join('\n')}`,
    ],
  ])('%s is refused in a moment', (_, source) => {
    const start = process.cpuUsage();
    const read = parseYaml(source, 'plan.yaml');
    expect(read.ok ? 'ok' : read.problem.code).toBe('bad-yaml');
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000);
  });
});

describe('what is no file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'duban-hostile-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const codeOf = (path: string): string => {
    const read = readRegular(path);
    return read.ok ? 'ok' : read.problem.code;
  };

  it('is not read, and nobody waits for it: a device, a pipe, a folder', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(['/dev/zero', pipe, folder].map(codeOf)).toEqual(Array(3).fill('file-not-regular'));
    expect(codeOf(join(folder, 'missing'))).toBe('file-unreadable');
  });
});
