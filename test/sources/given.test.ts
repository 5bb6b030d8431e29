import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { parseYaml } from '../../office/intake/files/yaml-file';

const ROOT = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'duban-given-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

jest.setTimeout(300_000);

const answer = z.object({
  said: z.string(),
  line: z.number().nullable(),
  threads: z.number(),
  items: z.number(),
  heapMb: z.number(),
  mostMb: z.number(),
});

/** What a process of its own makes of a file that it was given, and what its own thread still holds afterwards, MB. */
function given(name: string, content: string | Buffer): z.infer<typeof answer> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const args = ['-r', join(ROOT, 'test/support/temporal-child.cjs'), join(__dirname, 'child-given.ts'), file];
  return answer.parse(JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })));
}

const everybody = z.object({ said: z.array(z.string()), threads: z.number(), readers: z.number() });

/** What every reader of files that people write makes of one, in a process of its own. */
function readByAll(content: string): z.infer<typeof everybody> {
  writeFileSync(join(folder, 'bomb.yaml'), content);
  const args = [
    ...['-r', join(ROOT, 'test/support/temporal-child.cjs')],
    ...[join(__dirname, 'child-readers.ts'), folder],
  ];
  return everybody.parse(JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })));
}

/** Each line is nine times the one before: a billion parts in a few hundred bytes. */
const LAUGHS = Array.from({ length: 10 }, (_, n) => {
  const part = n === 0 ? 'ha' : `*a${n - 1}`;
  return `a${n}: &a${n} [${Array.from({ length: 9 }, () => part).join(', ')}]`;
}).join('\n');
/** One long list, named ninety times: within what the library allows, and ten million parts for whoever reads it. */
const NINETY = `units:\n- &a [${'a,'.repeat(120_000)}a]\n${'- *a\n'.repeat(90)}`;

describe('every reader of files that people write', () => {
  it('refuses a long list under ninety aliases, each in a thread of its own', () => {
    const { said, threads, readers } = readByAll(NINETY);
    expect(said).toEqual(Array.from({ length: readers }, () => 'bad-yaml'));
    expect(threads).toBe(readers);
  });

  it('reads a small file, and refuses it, without a thread', () => {
    const { said, threads, readers } = readByAll('a: [1\n');
    expect(said).toEqual(Array.from({ length: readers }, () => 'bad-yaml'));
    expect(threads).toBe(0);
  });

  it('refuses aliases of aliases, and takes those that make little', () => {
    expect(parseYaml(LAUGHS, 'a.yaml')).toMatchObject({ ok: false, problem: { code: 'bad-yaml' } });
    expect(parseYaml('a: &a [1, 2]\nb: *a\n', 'a.yaml')).toMatchObject({ ok: true });
  });
});

/** A PDF of one page whose words unpack to so many times 10 MB of blanks. */
function pdfBomb(times: number): Buffer {
  const piece = deflateRawSync(Buffer.alloc(10_000_000, ' '), { finishFlush: constants.Z_FULL_FLUSH });
  const packed = Buffer.concat([
    Buffer.from('789c', 'hex'),
    ...Array.from({ length: times }, () => piece),
    Buffer.from('0300', 'hex'),
  ]);
  return Buffer.concat([
    Buffer.from(
      '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n' +
        '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n' +
        '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n' +
        `4 0 obj\n<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`,
    ),
    packed,
    Buffer.from('\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF'),
  ]);
}

describe('a file that somebody gives', () => {
  it('says in YAML what it says, with its lines', () => {
    expect(given('a.yaml', 'a: 1\nb:\n  - c: 2\n')).toMatchObject({ said: 'ok', line: 3, threads: 1 });
  });

  it('that is no YAML, or a roster without tables, is refused by its own code', () => {
    expect(given('b.yaml', 'a: [1\n').said).toBe('bad-yaml');
    expect(given('b.csv', '甲,乙\r\n1,2\r\n').said).toBe('no-table');
  });

  const NOTICE = '关于印发2026年工作要点的通知\n1.做好工作。（责任单位：区教育局）\n';

  it('is a short notice: read at once', () => {
    expect(given('short.txt', NOTICE)).toMatchObject({ said: 'ok', items: 1, threads: 0 });
  });

  it('is a long notice: it is read in a thread of its own', () => {
    const long = `${NOTICE}${Array.from({ length: 2_000 }, (_, n) => `${n + 2}.做好工作。（责任单位：区教育局）\n`).join('')}`;
    expect(given('long.txt', long)).toMatchObject({ said: 'ok', items: 2_001, threads: 1 });
  });

  it('is a notice of more lines than there may be: refused before it is read', () => {
    expect(given('lines.txt', `${NOTICE}${'1.a\n'.repeat(30_000)}`)).toMatchObject({
      said: 'source-too-large',
      threads: 0,
    });
  });

  it('is a template of papers: looked through in a thread of its own', () => {
    expect(given('letterhead.docx', 'no archive')).toMatchObject({
      said: 'letterhead-not-docx',
      threads: 1,
    });
  });

  it('ends a thread that takes memory outside its heap: a PDF that unpacks to 800 MB', () => {
    const { said, mostMb } = given('bomb.pdf', pdfBomb(80));
    expect(['source-takes-too-much', 'source-too-slow']).toContain(said);
    expect(mostMb).toBeLessThan(1_000);
  });

  it('ends the thread and not the program when it takes too much memory', () => {
    const deep = `${'['.repeat(1_400_000)}\n`;
    expect(['bad-yaml', 'source-takes-too-much']).toContain(given('deep.yaml', deep).said);
    const wide = `a:\n${'- {b: c}\n'.repeat(340_000)}`;
    const { said, heapMb } = given('wide.yaml', wide);
    // On a busy machine its time is up before its memory is.
    expect(['source-takes-too-much', 'source-too-slow']).toContain(said);
    expect(heapMb).toBeLessThan(150);
  });
});
