import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { formatVkey, KEY_TYPE, noteKey } from '../../domain/journal/note';
import { checkArchive, topDigest, type ArchiveLine } from '../../office/evidence/archive-check';
import { filesBelow, manifestOf, digestOfFile, topManifestOf } from '../../office/evidence/archive-files';
import { testFolder } from '../ledger/database';
import { answerOf } from '../support/cli';
import { cancel } from '../support/commands';
import { yearOfSuite } from './year';

const folder = testFolder();
const to = join(folder.path, 'archive');
const WISH = ['--fonds', 'X043', '--retention', '30年', '--no-pdf'];
const year = yearOfSuite();
beforeAll(async () => {
  for (const stream of year.room.streams.slice(0, 3))
    await year.room.say('2025-10-31 15:00', 'ddy', cancel, stream);
  const file = join(folder.path, 'closed.db');
  await year.room.ledger.backup(file);
  const ran = await year.cli(file)('audit', 'archive', '2025', '--to', to, ...WISH);
  expect(ran).toMatchObject({ code: 0 });
});
afterAll(() => {
  folder.remove();
});

let copies = 0;
/** A copy of the archive, changed; what its check says. */
function changed(change: (copy: string) => void): readonly ArchiveLine[] {
  const copy = join(folder.path, `copy-${(copies += 1)}`);
  cpSync(to, copy, { recursive: true });
  change(copy);
  return checkArchive(copy);
}

function inManifest(copy: string, find: RegExp, put: string): void {
  const path = join(copy, '清单.sha256');
  writeFileSync(path, readFileSync(path, 'utf8').replace(find, put));
}

/** Whoever changes something can make the manifests anew. */
function manifestsAgain(copy: string): void {
  writeFileSync(join(copy, '清单.sha256'), manifestOf(copy));
  writeFileSync(join(copy, '总清单.sha256'), topManifestOf(copy));
}

const failing = (lines: readonly ArchiveLine[]): string =>
  lines
    .filter(({ verdict }) => verdict === '不通过')
    .map(({ item, faults }) => `${item}：${faults.join('；')}`)
    .join('\n');

const piece = 'X043/WS·2025/X043-WS·2025-D30-0001';

describe('the archive of a year', () => {
  it('has the tree of DA/T 93, a piece for each item that is closed', () => {
    expect(readdirSync(to).sort()).toEqual(
      ['X043', '其他', '四性检测.csv', '清单.sha256', '总清单.sha256', '目录文件.XML', '说明文件.TXT'].sort(),
    );
    expect(readdirSync(join(to, 'X043', 'WS·2025'))).toHaveLength(3);
    const parts = readdirSync(join(to, piece)).sort();
    expect(parts).toEqual(['事件.jsonl', '元数据.xml', '办理过程.docx', '证明', '邮件'].sort());
    const catalogue = readFileSync(join(to, '目录文件.XML'), 'utf8');
    expect(catalogue.match(/<件>/g)).toHaveLength(3);
    expect(catalogue).toContain('<密级></密级>');
  });

  it('says what is left out and what is no PDF/A yet', () => {
    const words = readFileSync(join(to, '说明文件.TXT'), 'utf8');
    expect(words).toContain('尚未销号、未归档的事项：item/n1/4');
    expect(words).toContain('未转成 PDF/A');
  });

  it('passes what a program can see, and leaves to people what it cannot', () => {
    const lines = checkArchive(to);
    expect(failing(lines)).toBe('');
    const open = lines.filter(({ verdict }) => verdict === '待人工').map(({ item }) => item);
    for (const item of ['没有病毒', '载体完好', '电子印章、签名有效']) expect(open).toContain(item);
  });

  it.each(['清单.sha256', '总清单.sha256'])('has a manifest that sha256sum takes: %s', (name) => {
    const { status } = spawnSync('sha256sum', ['--check', '--quiet', name], { cwd: to });
    expect(status).toBe(0);
  });

  it('holds no address of a mailbox of a unit', () => {
    const mails = filesBelow(to).filter(({ path }) => path.endsWith('.eml'));
    expect(mails.length).toBeGreaterThan(3);
    for (const { path } of mails) expect(readFileSync(join(to, path), 'utf8')).not.toMatch(/^To: /m);
  });

  it.each<[string, RegExp, (copy: string) => void]>([
    [
      'a byte more',
      /元数据\.xml 被改动/,
      (copy) => {
        appendFileSync(join(copy, piece, '元数据.xml'), ' ');
      },
    ],
    [
      'a file gone',
      /办理过程\.docx 缺失/,
      (copy) => {
        rmSync(join(copy, piece, '办理过程.docx'));
      },
    ],
    [
      'a file more',
      /多出\.txt 不在清单中/,
      (copy) => {
        writeFileSync(join(copy, piece, '多出.txt'), 'x');
      },
    ],
    [
      'a link',
      /link 不是普通文件/,
      (copy) => {
        symlinkSync('/etc/hostname', join(copy, 'link'));
      },
    ],
    [
      'a proof changed',
      /证明\/1\.json\.tlog-proof 被改动/,
      (copy) => {
        appendFileSync(join(copy, piece, '证明', '1.json.tlog-proof'), 'x');
      },
    ],
    [
      'a digest of the manifest changed in place',
      /元数据\.xml 被改动/,
      (copy) => {
        inManifest(copy, /^[0-9a-f]{64}(?=.*元数据\.xml$)/m, '0'.repeat(64));
      },
    ],
    [
      'a line taken out of the manifest',
      /元数据\.xml 不在清单中/,
      (copy) => {
        inManifest(copy, /^.*元数据\.xml\n/m, '');
      },
    ],
    [
      'a path of the manifest named twice',
      /清单\.sha256 有 1 行读不出或重复/,
      (copy) => {
        const path = join(copy, '清单.sha256');
        appendFileSync(path, `${'0'.repeat(64)}  ${piece}/元数据.xml\n`);
      },
    ],
    [
      'a line of the manifest that says nothing',
      /清单\.sha256 有 1 行读不出或重复/,
      (copy) => {
        appendFileSync(join(copy, '清单.sha256'), '# 已核对\n');
      },
    ],
    [
      'a mail changed',
      /\.eml 被改动/,
      (copy) => {
        const mail = filesBelow(copy).find(({ path }) => path.endsWith('.eml'));
        appendFileSync(join(copy, mail?.path ?? ''), ' ');
      },
    ],
    [
      'a verdict of the report changed',
      /四性检测\.csv 被改动/,
      (copy) => {
        const path = join(copy, '四性检测.csv');
        writeFileSync(path, readFileSync(path, 'utf8').replace('待人工', '通过'));
      },
    ],
    [
      'no report',
      /四性检测\.csv 缺失/,
      (copy) => {
        rmSync(join(copy, '四性检测.csv'));
      },
    ],
    [
      'no top manifest',
      /总清单\.sha256 没有或读不出/,
      (copy) => {
        rmSync(join(copy, '总清单.sha256'));
      },
    ],
    [
      'no manifest',
      /没有或读不出/,
      (copy) => {
        rmSync(join(copy, '清单.sha256'));
      },
    ],
  ])('is told of %s', (_, said, change) => {
    expect(failing(changed(change))).toMatch(said);
  });

  it.each<[string, RegExp, (copy: string) => void]>([
    [
      'an event changed',
      /第1条：/,
      (copy) => {
        const path = join(copy, piece, '事件.jsonl');
        writeFileSync(path, readFileSync(path, 'utf8').replace('督办', '督査').replace('"ddy"', '"xyz"'));
      },
    ],
    [
      'a piece gone',
      /有目录没有内容/,
      (copy) => {
        rmSync(join(copy, piece), { recursive: true });
      },
    ],
    [
      'the last event cut off',
      /事件不连续/,
      (copy) => {
        const path = join(copy, piece, '事件.jsonl');
        writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
      },
    ],
    [
      'a proof changed',
      /第1条：/,
      (copy) => {
        const path = join(copy, piece, '证明', '1.json.tlog-proof');
        writeFileSync(path, readFileSync(path, 'utf8').replace(/^index \d+$/m, 'index 0'));
      },
    ],
    [
      'a proof of another event',
      /第2条：/,
      (copy) => {
        const proofs = join(copy, piece, '证明');
        cpSync(join(proofs, '1.json.tlog-proof'), join(proofs, '2.json.tlog-proof'));
      },
    ],
    [
      'two events exchanged',
      /第1条：[^]*事件不连续/,
      (copy) => {
        const path = join(copy, piece, '事件.jsonl');
        const [first = '', second = '', ...rest] = readFileSync(path, 'utf8').split('\n');
        writeFileSync(path, [second, first, ...rest].join('\n'));
      },
    ],
    [
      'another key',
      /第1条：/,
      (copy) => {
        const path = join(copy, '其他', 'log.vkey');
        const old = readFileSync(path, 'utf8');
        const { publicKey } = generateKeyPairSync('ed25519');
        const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
        writeFileSync(path, `${formatVkey(noteKey(old.split('+')[0] ?? '', KEY_TYPE.ed25519, raw))}\n`);
      },
    ],
    [
      'the number of events of the metadata',
      /与元数据的事件数不符/,
      (copy) => {
        const path = join(copy, piece, '元数据.xml');
        const less = readFileSync(path, 'utf8').replace(/<事件数>\d+/, '<事件数>1');
        writeFileSync(path, less);
      },
    ],
    [
      'a line of the catalogue taken out',
      /有内容没有目录/,
      (copy) => {
        const path = join(copy, '目录文件.XML');
        writeFileSync(path, readFileSync(path, 'utf8').replace(/ {2}<件>[^]*?<\/件>\n/, ''));
      },
    ],
    [
      'a course that is no document',
      /办理过程为 PDF 或 docx：/,
      (copy) => {
        writeFileSync(join(copy, piece, '办理过程.docx'), '办理过程');
      },
    ],
  ])('is told of %s, with the manifest made again too', (_, said, change) => {
    const lines = changed((copy) => {
      change(copy);
      manifestsAgain(copy);
    });
    expect(failing(lines)).toMatch(said);
  });
});

describe('what is changed, with the manifests made again', () => {
  it.each<[string, (copy: string) => string]>([
    ['a mail', (copy) => filesBelow(copy).find(({ path }) => path.endsWith('.eml'))?.path ?? ''],
    ['the report', () => '四性检测.csv'],
  ])('is told of by the digest of the top manifest alone, which is kept elsewhere: %s', (_, pathIn) => {
    let digest: string | null = null;
    const lines = changed((copy) => {
      appendFileSync(join(copy, pathIn(copy)), ' ');
      manifestsAgain(copy);
      digest = topDigest(copy);
    });
    expect(failing(lines)).toBe('');
    expect(lines.at(-1)?.method).toContain(digest);
    expect(digest).not.toBe(topDigest(to));
  });
});

describe('audit archive', () => {
  const run = (...args: readonly string[]) => year.cli()('audit', 'archive', ...args, '--json');

  it('is checked without a ledger, with an exit code', async () => {
    const nowhere = year.cli(join(folder.path, 'no.db'));
    const checked = await nowhere('audit', 'archive', '--check', to);
    expect(checked.code).toBe(0);
    expect(checked.out).toContain(digestOfFile(join(to, '总清单.sha256')));
    const copy = join(folder.path, 'bad');
    cpSync(to, copy, { recursive: true });
    rmSync(join(copy, '其他', 'log.vkey'));
    expect(await nowhere('audit', 'archive', '--check', copy)).toMatchObject({ code: 6 });
  });

  it('never makes up the fonds or the retention, and writes into no folder that is in use', async () => {
    const code = async (...args: readonly string[]) => answerOf(await run(...args)).error?.code;
    const fresh = join(folder.path, 'fresh');
    expect(await code('2025', '--to', fresh, '--retention', '30年')).toBe('usage');
    expect(await code('2025', '--to', fresh, '--fonds', 'X043')).toBe('usage');
    expect(await code('2025', '--to', fresh, '--fonds', '../x', '--retention', '30年')).toBe('usage');
    expect(await code('2025', '--to', to, ...WISH)).toBe('usage');
    expect(await code('25', '--to', fresh, ...WISH)).toBe('bad-date');
    expect(await code('2024', '--to', fresh, ...WISH)).toBe('no-items');
    expect(await code('--check', folder.path)).toBe('nothing-to-check');
  });
});
