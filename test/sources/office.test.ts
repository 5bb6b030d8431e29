import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { heldBy } from '../../office/intake/sources/memory';
import { oldKind } from '../../office/intake/sources/office';

const ROOT = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'duban-office-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a process of its own reads of a file. `path` is its PATH. */
function read(name: string, bytes: Buffer, path = process.env['PATH']): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const args = ['-r', join(ROOT, 'test/support/temporal-child.cjs'), join(__dirname, 'child-read.ts'), file];
  return execFileSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
}

/** A PDF of one page with these drawing commands. */
function pdf(content: string): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 6\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(`${body}${table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`);
}

describe('a PDF', () => {
  it('with a text layer is read line by line', () => {
    const content = 'BT /F1 12 Tf 50 800 Td (1. First) Tj 0 -20 Td (2. Second) Tj ET';
    expect(JSON.parse(read('a.pdf', pdf(content)))).toEqual({ text: '1. First\n2. Second' });
  });

  it('that is a scan is refused with a way out', () => {
    expect(read('scan.pdf', pdf('0 0 100 100 re f'))).toMatch(/"source-scanned".*Word/);
  });

  it('that is broken is refused', () => {
    expect(read('broken.pdf', Buffer.from('%PDF-1.7\nnothing'))).toContain('"source-broken"');
  });
});

describe('an old office file', () => {
  const hasOffice = spawnSync('soffice', ['--version']).status === 0;
  // a compound file begins so, and names its streams in UTF-16
  const old = (stream: string): Buffer =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(512),
      Buffer.from(stream, 'utf16le'),
    ]);

  it('is known by what it holds', () => {
    expect(
      ['WordDocument', 'Workbook', 'EncryptedPackage', 'Other'].map((name) => oldKind(old(name))),
    ).toEqual(['doc', 'xls', null, null]);
  });

  it('is refused where there is no LibreOffice, and told how to save it', () => {
    const said = read('old.doc', old('WordDocument'), join(folder, 'nothing-here'));
    expect(said).toMatch(/"source-format".*docx/);
  });

  const tellsMemory = existsSync('/proc/self/status');
  (tellsMemory ? it : it.skip)(
    'that makes LibreOffice greedy ends it, with all that it has started',
    async () => {
      const bin = mkdtempSync(join(folder, 'greedy-'));
      const pidFile = join(bin, 'pid');
      const files = {
        soffice: `#!/bin/sh\nexec "${process.execPath}" "${bin}/splash.js"\n`,
        // As LibreOffice does: what is greedy is started by a thread beside the first.
        'splash.js': `new (require('node:worker_threads').Worker)('${bin}/thread.js')`,
        'thread.js': `require('node:child_process').spawn(process.execPath, ['${bin}/greedy.js'])`,
        'greedy.js': `require('node:fs').writeFileSync('${pidFile}', String(process.pid));const all=[];setInterval(()=>all.length<24&&all.push(Buffer.alloc(64<<20,1)),1);setTimeout(process.exit,60_000)`,
      };
      for (const [name, content] of Object.entries(files))
        writeFileSync(join(bin, name), content, { mode: 0o755 });
      expect(read('greedy.doc', old('WordDocument'), `${bin}:${process.env['PATH'] ?? ''}`)).toContain(
        '"source-takes-too-much"',
      );
      // Its memory is given back while it ends.
      const pid = Number(readFileSync(pidFile, 'utf8'));
      while (heldBy(pid) > 0) await setImmediate();
    },
  );

  const whenInstalled = hasOffice ? it : it.skip;
  whenInstalled(`is read by way of LibreOffice${hasOffice ? '' : ' (not installed here: skipped)'}`, () => {
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const source = join(folder, 'notice.txt');
    writeFileSync(source, '2026年工作要点\n1.做好公开。（区教育局）\n');
    execFileSync('soffice', [profile, '--headless', '--convert-to', 'doc', '--outdir', folder, source], {
      stdio: 'ignore',
    });
    expect(read('again.doc', readFileSync(join(folder, 'notice.doc')))).toContain('1.做好公开。（区教育局）');
  });
});
