import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanBy } from '../../client/console/files/scan';
import { stage, type Stage } from '../support/console';
import { codeOf, moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

const folder = mkdtempSync(join(tmpdir(), 'duban-scan-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A scanner that finds what says "EICAR", and breaks on what says "BROKEN". */
const scanner = join(folder, 'scanner');
writeFileSync(scanner, '#!/bin/sh\ngrep -q BROKEN "$2" && exit 2\ngrep -q EICAR "$2" && exit 1\nexit 0\n');
chmodSync(scanner, 0o755);

function fileOf(text: string): string {
  const path = join(folder, `f ${text.length}; rm.txt`);
  writeFileSync(path, text);
  return path;
}

describe('a scanner', () => {
  const scan = scanBy(`${scanner} --quiet`, process.env);

  it('lets pass what it finds nothing in', async () => {
    expect((await scan(fileOf('进展正常'))).ok).toBe(true);
  });

  it.each([
    ['something is found', 'EICAR', 'file-infected'],
    ['it breaks down', 'BROKEN', 'scan-failed'],
  ])('refuses when %s', async (_name, text, code) => {
    expect(codeOf(await scan(fileOf(text)))).toBe(code);
  });

  it('that is not there, or does not end, lets nothing pass', async () => {
    expect(codeOf(await scanBy(join(folder, 'none'), process.env)(fileOf('进展')))).toBe('scan-failed');
    const endless = join(folder, 'endless');
    writeFileSync(endless, '#!/bin/sh\nexec sleep 600\n');
    chmodSync(endless, 0o755);
    expect(codeOf(await scanBy(endless, process.env, 50)(fileOf('进展')))).toBe('scan-failed');
  });

  it('gets a path as one argument and no shell', async () => {
    const noted = join(folder, 'noted');
    const noting = join(folder, 'noting');
    writeFileSync(noting, `#!/bin/sh\nprintf '%s\\n' "$@" > ${noted}\n`);
    chmodSync(noting, 0o755);
    const path = fileOf('一份');
    await scanBy(`${noting} a;b $(id)`, process.env)(path);
    expect(readFileSync(noted, 'utf8').split('\n')).toEqual(['a;b', '$(id)', path, '']);
  });
});

describe('files of a report', () => {
  let s: Stage;
  const files = join(folder, 'kept');
  beforeAll(async () => {
    s = await stage(
      async (ledger) => {
        await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
      },
      { files, scan: scanBy(`${scanner} --quiet`, process.env) },
    );
  });
  afterAll(() => s.close());

  const at = '/my/items/n1/1/do/report';
  const sent = async (text: string) =>
    (await s.browser('ll-sjj')).fill(at, at, {
      ...{ percentage: '30', text: '初稿' },
      files: new File([text], '材料.txt'),
    });
  const kept = (): readonly string[] =>
    existsSync(files)
      ? readdirSync(files, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/'))
      : [];

  it.each([
    ['EICAR', '查毒程序不放行这个文件：材料.txt'],
    ['BROKEN', '查毒程序没有答复，文件没有收下：材料.txt'],
  ])('that say %s are not kept, and what was typed is', async (text, said) => {
    const { status, body } = await sent(text);
    expect([status, body.includes(said), body.includes('初稿')]).toEqual([422, true, true]);
    expect(kept()).toEqual([]);
    expect((await s.ledger.item('item/n1/1'))?.seq).toBe(1);
  });

  it('that pass are kept under their digest alone', async () => {
    expect((await sent('材料一份')).status).toBe(303);
    expect(kept().map((name) => name.length)).toEqual([2 + 1 + 64]);
  });
});
