import { deflateSync } from 'node:zlib';
import { zipOf, type Part } from '../../test/sources/zip';

/** A file made to stop a reader, 5 MB at most, and the reader that it is given to. */
export interface HostileFile {
  readonly name: string;
  readonly reader: 'notice' | 'tables' | 'yaml';
  readonly bytes: () => Buffer;
}

const BYTES = 4_900_000;
const CHARACTERS = 1_990_000;
const LINES = 29_000;

const filled = (unit: string, length: number): string => unit.repeat(Math.floor(length / unit.length));

/** Texts as long as a notice may be: all on one line, and in as many lines as there may be. */
function texts(unit: string): readonly HostileFile[] {
  const most = Math.min(CHARACTERS, Math.floor((BYTES * unit.length) / Buffer.byteLength(unit)));
  const name = JSON.stringify(unit);
  const each = Math.max(1, Math.floor(most / LINES) - 4);
  const head = '关于印发2026年工作要点的通知\n一、公开\n1. 甲';
  return [
    { name: `text ${name}`, reader: 'notice', bytes: () => Buffer.from(`${head}${filled(unit, most)}乙。`) },
    {
      name: `text ${name} in lines`,
      reader: 'notice',
      bytes: () =>
        Buffer.from(head + Array.from({ length: LINES }, () => `\n1.${filled(unit, each)}`).join('')),
    },
  ];
}

const UNITS = [
  ...[
    ' ',
    '\t',
    '　',
    '1',
    '一',
    '（',
    '（）',
    '、',
    '：',
    '.',
    '一、',
    '1.',
    '；',
    '《',
    '“',
    '\n',
    '\v',
    '\u2028',
  ],
  ...[
    '2025年',
    '月',
    '责任单位：',
    '各',
    '，',
    '公',
    '（一）',
    '\u200b',
    'a\u0301',
    '【',
    '—',
    '〃',
    'a\t',
    '。',
    '|',
  ],
  ...[
    '区教育局、',
    '6月底前',
    '1.\n',
    '一、甲\n（一）乙\n1.丙\n',
    '序号\t工作任务\t责任单位\n1\t甲\t区教育局\n',
  ],
  ...['工作任务：甲\n责任单位：区教育局\n', '1.甲（责任单位：区教育局。', '关于印发工作要点的通知\n'],
];

const page = (name: string, body: () => string): HostileFile => ({
  name: `web page, ${name}`,
  reader: 'notice',
  bytes: () => Buffer.from(`<html><body>${body()}`).subarray(0, BYTES),
});

const PAGES: readonly HostileFile[] = [
  page(
    'cells that span columns and rows',
    () => `<table><tr>${filled('<td colspan=100 rowspan=2000>a', 300_000)}${filled('<tr>', 20_000)}`,
  ),
  page(
    'a wide row over many',
    () => `<table><tr>${filled('<td colspan=100>a', 20_000)}${filled('<tr><td>a', 900_000)}`,
  ),
  page('cells', () => `<table>${filled('<tr><td>a', BYTES)}`),
  page('divisions in divisions', () => filled('<div>', BYTES)),
  page('tables in tables', () => filled('<table><tr><td>', BYTES)),
  page('lists in lists', () => filled('<ol><li>', BYTES)),
  page('entities', () => filled('&#x1F4A9;', BYTES)),
  page('attributes', () => `<p ${filled('a1=1 b2=2 ', BYTES)}>`),
  page('angles', () => filled('<', BYTES)),
  page('an open quotation', () => `<a href="${filled('x', BYTES)}`),
  page('paragraphs', () => filled('<p>甲', BYTES)),
];

const archive = (name: string, reader: 'notice' | 'tables', parts: () => readonly Part[]): HostileFile => ({
  name,
  reader,
  bytes: () => zipOf(parts()),
});

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const word = (name: string, body: () => string): HostileFile =>
  archive(`Word, ${name}`, 'notice', () => [
    {
      name: 'word/document.xml',
      content: Buffer.from(`<?xml version="1.0"?><w:document ${W}><w:body>${body()}</w:body></w:document>`),
    },
  ]);
const paragraph = (words: string): string => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`;
const UNPACKED = 60 * 1024 * 1024;

const DOCUMENTS: readonly HostileFile[] = [
  word('60 MB of paragraphs', () => filled(paragraph('a'), UNPACKED)),
  word('60 MB of blanks', () => paragraph(filled(' ', UNPACKED))),
  word('60 MB of one word', () => paragraph(filled('a', UNPACKED))),
  word('tables in tables', () => filled('<w:tbl><w:tr><w:tc>', UNPACKED)),
  word(
    'cells that span columns',
    () =>
      `<w:tbl><w:tr>${filled('<w:tc><w:tcPr><w:gridSpan w:val="100"/></w:tcPr></w:tc>', 5_000_000)}</w:tr>` +
      `${filled('<w:tr/>', 1_000_000)}</w:tbl>`,
  ),
  archive('Word, 4,900 parts', 'notice', () => [
    { name: 'word/document.xml', content: Buffer.from('<w:document/>') },
    ...Array.from({ length: 4_900 }, (_, n) => ({ name: `word/${n}.xml`, content: Buffer.alloc(1_000) })),
  ]),
];

const book = (
  name: string,
  reader: 'notice' | 'tables',
  sheet: () => string,
  shared = '<sst/>',
): HostileFile =>
  archive(`Excel, ${name} (${reader})`, reader, () => [
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
    { name: 'xl/sharedStrings.xml', content: Buffer.from(shared) },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: Buffer.from(`<worksheet><sheetData>${sheet()}</sheetData></worksheet>`),
    },
  ]);

function letters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return `${rest > 0 ? letters(rest) : ''}${String.fromCharCode(65 + ((column - 1) % 26))}`;
}
const cell = (at: string): string => `<c r="${at}" t="str"><v>a</v></c>`;
const diagonal = (): string =>
  Array.from(
    { length: 16_384 },
    (_, i) => `<row r="${i + 1}">${cell(`${letters(i + 1)}${i + 1}`)}</row>`,
  ).join('');
const wide = (): string => `<row r="1">${filled('<c t="str"><v>a</v></c>', UNPACKED)}</row>`;
const tall = (): string => filled('<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>', UNPACKED);
const repeated = (): string => filled('<row><c t="s"><v>0</v></c></row>', 12_000_000);
const LONG_STRING = `<sst><si><t>${'甲'.repeat(30_000)}</t></si></sst>`;

const BOOKS: readonly HostileFile[] = (['notice', 'tables'] as const).flatMap((reader) => [
  book('cells on a diagonal', reader, diagonal),
  book('a row of a million cells', reader, wide),
  book('a million rows', reader, tall),
  book('one long string in many cells', reader, repeated, LONG_STRING),
]);

const made = (name: string, reader: 'tables' | 'yaml', words: () => string): HostileFile => ({
  name,
  reader,
  bytes: () => Buffer.from(words()),
});
const YAML_BYTES = 3_140_000;

const ROWS: readonly HostileFile[] = [
  made('CSV, commas', 'tables', () => filled(',', BYTES)),
  made('CSV, rows of two cells', 'tables', () => `甲,乙\n${filled('a,b\n', BYTES - 20)}`),
  made('CSV, 390,000 cells that fit', 'tables', () => filled('甲乙丙丁,戊\n', 195_000 * 7)),
  made('CSV, a quotation without an end', 'tables', () => `甲,乙\n"${filled('a""', BYTES - 20)}`),
  made('CSV, one cell', 'tables', () => `甲,乙\n${filled('甲', BYTES / 3 - 20)}`),
];

const YAMLS: readonly HostileFile[] = [
  made('YAML, keys', 'yaml', () =>
    Array.from({ length: 250_000 }, (_, n) => `k${n}: 1\n`)
      .join('')
      .slice(0, YAML_BYTES),
  ),
  made('YAML, lists in lists', 'yaml', () => filled('[', YAML_BYTES)),
  made('YAML, maps that never close', 'yaml', () => filled('{a: ', YAML_BYTES)),
  made('YAML, a list of numbers', 'yaml', () => `a: [${filled('1,', YAML_BYTES - 20)}1]`),
  made('YAML, a list of maps', 'yaml', () => `a:\n${filled('- {b: c}\n', YAML_BYTES - 20)}`),
  made('YAML, one long string', 'yaml', () => `a: "${filled('\\u7532', YAML_BYTES - 20)}"`),
  made('YAML, aliases', 'yaml', () => `units:\n- &a [${filled('a,', 240_000)}a]\n${filled('- *a\n', 450)}`),
  made('YAML, comments', 'yaml', () => `a: 1\n${filled('# b\n', YAML_BYTES - 20)}`),
];

/** A PDF of one page whose words are packed. */
function pdf(content: Buffer): Buffer {
  const packed = deflateSync(content, { level: 9 });
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    null,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  for (const [n, object] of objects.entries()) {
    offsets.push(parts.reduce((sum, part) => sum + part.length, 0));
    parts.push(Buffer.from(`${n + 1} 0 obj\n`));
    if (object === null)
      parts.push(
        Buffer.from(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
        packed,
        Buffer.from('\nendstream'),
      );
    else parts.push(Buffer.from(object));
    parts.push(Buffer.from('\nendobj\n'));
  }
  const at = parts.reduce((sum, part) => sum + part.length, 0);
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.concat([
    ...parts,
    Buffer.from(
      `xref\n0 6\n0000000000 65535 f \n${rows}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${at}\n%%EOF`,
    ),
  ]);
}

const PDFS: readonly HostileFile[] = [
  { name: 'PDF, 50 MB of words', reader: 'notice', bytes: () => pdf(words(50)) },
  { name: 'PDF, 400 MB of words', reader: 'notice', bytes: () => pdf(words(400)) },
  { name: 'PDF, 1 GB of blanks', reader: 'notice', bytes: () => pdf(Buffer.alloc(1_000_000_000, ' ')) },
];

function words(megabytes: number): Buffer {
  return Buffer.from(`BT /F 12 Tf 10 700 Td ${filled('(abcdefgh) Tj 0 -9 Td ', megabytes * 1_000_000)} ET`);
}

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...UNITS.flatMap(texts),
  ...PAGES,
  ...DOCUMENTS,
  ...BOOKS,
  ...ROWS,
  ...YAMLS,
  ...PDFS,
];
