import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../../office/intake/sources/limits';
import { readSource } from '../../office/intake/sources/source';
import { readNotice } from '../../domain/notice/read';
import type { NoticeReading } from '../../domain/notice/types';
import { zipOf } from './zip';

const file = (name: string): Buffer => readFileSync(join(__dirname, 'files', name));
const corpus = (name: string): string => readFileSync(join(__dirname, '../corpus', name), 'utf8');

async function textOf(path: string, bytes: Uint8Array): Promise<string> {
  const read = await readSource({ path, bytes });
  if (!read.ok) throw new Error(read.problem.code);
  return read.value.text;
}

async function codeOf(path: string, bytes: Uint8Array, limits = LIMITS): Promise<string> {
  const read = await readSource({ path, bytes }, limits);
  return read.ok ? 'ok' : read.problem.code;
}

async function readingOf(path: string, bytes: Uint8Array): Promise<NoticeReading> {
  const read = await readSource({ path, bytes });
  if (!read.ok) throw new Error(read.problem.code);
  return readNotice(read.value, { units: [], groups: [] });
}

const brief = (reading: NoticeReading): readonly string[] =>
  reading.items.map(({ key, section, title, units, deadline }) =>
    [
      key,
      section ?? '-',
      title,
      units.map(({ name, role }) => `${role === 'each' ? '' : `${role} `}${name}`).join('，'),
      deadline === null ? '' : `${deadline.kind} ${deadline.dates.join(' ')}`.trim(),
    ].join(' | '),
  );

describe('a text file', () => {
  const text = corpus('01-running-numbers.txt');
  const utf16 = (mark: string): Buffer => Buffer.from(`${mark}${text}`, 'utf16le');

  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['GB18030', file('notice.gb18030.txt')],
    ['UTF-16 with a mark', utf16('\ufeff')],
    ['UTF-16 without a mark', utf16('')],
    ['UTF-16 the other way round, with a mark', utf16('\ufeff').swap16()],
    ['UTF-16 the other way round, without a mark', utf16('').swap16()],
  ])('is read in %s', async (_, bytes) => {
    expect(await textOf('notice.txt', bytes)).toBe(text);
  });

  it('is read in Big5', async () => {
    expect(await textOf('notice.txt', file('notice.big5.txt'))).toBe(
      corpus('21-traditional.txt').replace('二〇二五年四月八日', '2025年4月8日'),
    );
  });

  it('may be a few words only', async () => {
    expect(await textOf('-', Buffer.from('1.做好公开。'))).toBe('1.做好公开。');
  });

  it('comes from standard input like from a file', async () => {
    expect(await textOf('-', Buffer.from(text))).toBe(text);
  });
});

describe('a Word document from an office program', () => {
  it('keeps the numbers that the program counts, and leaves out what was deleted', async () => {
    const reading = await readingOf('numbered.docx', file('numbered.docx'));
    expect(reading.sections.map(({ no, title }) => `${no} ${title}`)).toEqual([
      '一 完善防汛体系',
      '二 提升供水品质',
    ]);
    expect(brief(reading)).toEqual([
      '一.1 | 一 | 修订防汛应急预案，2025年5月底前完成 | 区水务局，区应急局 | date 2025-05-31',
      '2 | 一 | 开展泵站设备检修 | lead 区水务局，support 各街镇 | ',
      '二.1 | 二 | 改造老旧管网30公里，年底前完工 | 区水务局，区财政局，江澄自来水有限公司 | date 2025-12-31',
    ]);
    expect([reading.number, reading.datedOn, reading.issuedOn]).toEqual([
      '江府办发〔2025〕16号',
      '2025-03-03',
      '2025-03-06',
    ]);
  });

  const tasks = [
    '1 | 一 | 新建社区食堂2家 | lead 社区服务办公室，support 各居委会，support 社区党群服务中心 | date 2025-10-31',
    '2 | 一 | 开展助老体检 | lead 社区服务办公室 | continuous',
    '3 | 二 | 安装电动自行车充电桩 | lead 平安建设办公室，support 派出所，support 消防救援站 | date 2025-08-31',
  ];

  it('keeps its tables: a merged cell counts for both rows, an empty one for none', async () => {
    const reading = await readingOf('table.docx', file('table.docx'));
    expect(brief(reading)).toEqual(tasks);
    expect(reading.findings).toEqual([]);
  });

  it('reads the same when it is saved as a web page', async () => {
    expect(brief(await readingOf('table.html', file('table-from-office.html')))).toEqual(tasks);
  });
});

describe('a workbook from an office program', () => {
  it('keeps merged cells and days, and leaves out hidden sheets', async () => {
    const reading = await readingOf('table.xlsx', file('table.xlsx'));
    expect(reading.title).toBe('2025年江澄区营商环境改革任务清单');
    expect(brief(reading)).toEqual([
      '1 | 市场准入 | 推行一照多址 | 区市场监管局，区数据局 | date 2025-06-30',
      '2 | 市场准入 | 压缩开户时间 | 区财政局 | date 2025-09-30',
      '3 | 政务服务 | 推广“高效办成一件事” | 区数据局，各街镇 | continuous',
    ]);
  });
});

describe('a web page', () => {
  const page = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府网站</title><style>p{}</style></head><body>
<nav><ul><li>首页</li><li>政务公开</li></ul></nav><script>var a="1.不是事项";</script>
<table class="layout"><tr><td>
<h1>江澄区2025年重点<br>工作任务清单</h1><p style="display:none">隐藏的话</p>
<table border="1"><tr><th>序号</th><th>工作任务</th><th>责任单位</th><th>完成时限</th></tr>
<tr><td>1</td><td>优化&ldquo;一网通办&rdquo;
服务</td><td rowspan="2">区数据局<br/>区行政服务中心</td><td>6月底前</td></tr>
<tr><td>2</td><td>开展窗口培训</td><td></td></tr></table>
<ol start="3"><li>公布办事指南。（区数据局、各街镇）</li><li>评选服务标兵。（区行政服务中心）</li></ol>
</td></tr></table></body></html>`;

  it('gives the text that is seen: tables as rows, lists with their numbers', async () => {
    const text = await textOf('page.html', Buffer.from(page));
    expect(text).toContain('1\t优化“一网通办”服务\t区数据局\v区行政服务中心\t6月底前');
    expect(text).toContain('2\t开展窗口培训\t〃\t');
    expect(text).toContain('3. 公布办事指南。（区数据局、各街镇）');
    expect(text).not.toMatch(/不是事项|隐藏的话|政府网站|首页/);
  });

  it('is told by its text, whatever the name', async () => {
    expect(await textOf('-', Buffer.from(page))).toContain('\t区数据局');
  });

  it('is read as a notice', async () => {
    expect(brief(await readingOf('page.html', Buffer.from(page)))).toEqual([
      '1 | - | 优化“一网通办”服务 | 区数据局，区行政服务中心 | date 2025-06-30',
      '2 | - | 开展窗口培训 | 区数据局，区行政服务中心 | ',
      '3 | - | 公布办事指南 | 区数据局，各街镇 | ',
      '4 | - | 评选服务标兵 | 区行政服务中心 | ',
    ]);
  });
});

describe('what cannot be read', () => {
  const word = (markup: string, claims?: number): Buffer =>
    zipOf([
      {
        name: 'word/document.xml',
        content: Buffer.from(markup),
        ...(claims === undefined ? {} : { claims }),
      },
    ]);
  const body = (text: string): string =>
    `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`;

  it('is an empty file, or one with blanks alone', async () => {
    expect(await codeOf('a.txt', Buffer.alloc(0))).toBe('source-empty');
    expect(await codeOf('a.txt', Buffer.from(' \n\u3000\n'))).toBe('source-empty');
    expect(await codeOf('a.docx', word(body(' ')))).toBe('source-empty');
  });

  it('is a file above 5 MB; one of 5 MB is read', async () => {
    const text = Buffer.alloc(5 * 1024 * 1024, '做好。');
    expect(await codeOf('a.txt', Buffer.concat([text, Buffer.from(' ')]))).toBe('source-too-large');
    expect(await codeOf('a.txt', text.subarray(0, 9 * Math.floor(text.length / 9)))).toBe('ok');
  });

  it.each<[string, Buffer]>([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d494844520000', 'hex')],
    ['random bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * i * 31 + 7 * i) % 256))],
  ])('is %s', async (_, bytes) => {
    expect(['source-binary', 'source-encoding']).toContain(await codeOf('a.txt', bytes));
  });

  it.each<[string, Buffer]>([
    ['an old .doc', Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['RTF', Buffer.from('{\\rtf1\\ansi}')],
    ['an archive of other things', zipOf([{ name: 'a.txt', content: Buffer.from('1.做好。') }])],
  ])('is %s, with a word on what to do', async (_, bytes) => {
    const read = await readSource({ path: 'a.docx', bytes });
    expect(read.ok ? 'ok' : read.problem.code).toBe('source-format');
    expect(read.ok ? '' : read.problem.hint.zh).toMatch(/另存|解压|存为/);
  });

  it('is a broken archive: cut short, or its table of contents gone', async () => {
    const whole = file('table.docx');
    expect(await codeOf('a.docx', whole.subarray(0, whole.length - 40))).toBe('source-broken');
    expect(await codeOf('a.docx', Buffer.concat([whole.subarray(0, 900), whole.subarray(1400)]))).toBe(
      'source-broken',
    );
    expect(await codeOf('a.docx', word('<nothing/>'))).toBe('source-broken');
  });

  it('is an archive that unpacks to more than 64 MB, whatever its headers claim', async () => {
    const large = body('一'.repeat(30 * 1024 * 1024));
    expect(await codeOf('a.docx', word(large))).toBe('source-unpacks-too-large');
    expect(await codeOf('a.docx', word(large, 1000))).toBe('source-broken');
  });

  it('is an archive of very many parts', async () => {
    const parts = Array.from({ length: 5001 }, (_, i) => ({ name: `word/${i}`, content: Buffer.alloc(0) }));
    const archive = zipOf([{ name: 'word/document.xml', content: Buffer.from(body('a')) }, ...parts]);
    expect(await codeOf('a.docx', archive)).toBe('source-unpacks-too-large');
  });

  it('is a file whose time is up before it is read', async () => {
    let now = 0;
    const limits = { ...LIMITS, now: () => (now += 30_000) };
    expect(await codeOf('a.html', Buffer.from('<p>1.做好公开。</p>'), limits)).toBe('source-too-slow');
    now = 0;
    expect(await codeOf('a.docx', file('table.docx'), limits)).toBe('source-too-slow');
    now = 0;
    expect(await codeOf('a.xlsx', file('table.xlsx'), limits)).toBe('source-too-slow');
  });

  it('is never an entity that stands for a billion others', async () => {
    const markup = `<!DOCTYPE d [<!ENTITY a "${'一'.repeat(10)}"><!ENTITY b "&a;&a;&a;&a;">]>${body('&b;做好')}`;
    expect((await textOf('a.docx', word(markup))).length).toBeLessThan(20);
  });
});
