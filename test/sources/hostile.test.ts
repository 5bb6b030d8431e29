import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegular } from '../../client/files/regular';
import { parseYaml } from '../../client/files/yaml-file';
import { readSource } from '../../client/sources/source';
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
