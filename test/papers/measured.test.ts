import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerFor } from '../../office/papers/make';
import { archiveParts } from '../../office/intake/sources/archive';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { sampleDocx } from '../../papers/official';
import { REGISTER } from '../../papers/register';
import { sheetWorkbook } from '../../papers/sheet';
import { auditYear, RENAMED, type AuditYear } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf, ROOT } from '../support/cli';
import { moment } from '../support/item';
import {
  convertedTo,
  hasColour,
  hasOfficeSuite,
  linesOf,
  pagesOf,
  pdfOf,
  type PlacedPage,
  type PlacedWord,
} from '../support/office-suite';

const RULES = join(ROOT, 'seeds', 'qingpu-2025', 'scores.yaml');

/** Every paper that is a docx, and how it is asked for. */
const PAPERS: Readonly<Record<string, readonly string[]>> = {
  bulletin: ['bulletin'],
  weekly: ['weekly', '--as-of', '2025-10-17'],
  annual: ['annual', '2025'],
  notice: ['notice', '2'],
  urging: ['urging', '2', '--as-of', '2025-10-10'],
  report: ['report', '1', '--unit', 'sjj'],
  scores: ['scores', '--rules', RULES],
};
const NAMES = Object.keys(PAPERS);

/** The type area of GB/T 9704, millimetres from the page's upper left corner, and one character of size 4. */
const AREA = { left: 28, right: 184, top: 37, bottom: 262 } as const;
const SIZE_4 = (14 * 25.4) / 72;

const folder = testFolder();
let year: AuditYear;

(hasOfficeSuite ? describe : describe.skip)('papers opened in LibreOffice', () => {
  beforeAll(async () => {
    year = await auditYear();
    const files: string[] = [];
    for (const [name, args] of [...Object.entries(PAPERS), ['register', ['register']] as const]) {
      const to = join(folder.path, `${name}.${name === 'register' ? 'xlsx' : 'docx'}`);
      expect(await year.cli()('paper', ...args, '--to', to)).toMatchObject({ code: 0 });
      files.push(to);
    }
    const sample = join(folder.path, 'sample.docx');
    writeFileSync(sample, await sampleDocx(22 * 28 * 3));
    const long = join(folder.path, 'long.xlsx');
    const rows = await registerFor({ ledger: year.room.ledger, now: moment('2025-10-31 18:00') });
    const head = { asOf: '截至2025年10月31日', checkpoint: '存证点' };
    writeFileSync(long, await sheetWorkbook(REGISTER, [...rows, ...rows, ...rows, ...rows], head));
    convertedTo('pdf', [...files, sample, long], folder.path);
  }, 300_000);
  afterAll(async () => {
    await year.close();
    folder.remove();
  });

  const pages = (name: string): readonly PlacedPage[] => pagesOf(pdfOf(folder.path, name));
  const wordsIn = (name: string): string =>
    pages(name)
      .flatMap(({ words }) => words.map(({ text }) => text))
      .join('');

  it('have 22 lines of 28 characters on a page', () => {
    const [first] = pages('sample');
    const lines = linesOf(body(first));
    expect(lines).toHaveLength(22);
    expect(new Set(lines.map((line) => textOf(line).length))).toEqual(new Set([28]));
    const [top] = lines.at(0) ?? [];
    const [bottom] = lines.at(-1) ?? [];
    const pitch = ((bottom?.top ?? 0) - (top?.top ?? 0)) / 21;
    expect(pitch).toBeCloseTo(225 / 22, 1);
  });

  it.each(NAMES)('%s keeps to A4 and the type area', (name) => {
    for (const page of pages(name)) {
      expect(page.width).toBeCloseTo(210, 0);
      expect(page.height).toBeCloseTo(297, 0);
      const lines = linesOf(body(page));
      expect(lines.length).toBeLessThanOrEqual(22 * 2);
      for (const word of lines.flat()) {
        // A full stop may hang over the edge; letters of a font that takes another's place are higher than a line.
        expect(word.left).toBeGreaterThan(AREA.left - 0.5);
        expect(word.right).toBeLessThan(AREA.right + 6);
        expect(word.top).toBeGreaterThan(AREA.top - 1);
        expect(word.bottom).toBeLessThan(AREA.bottom + 1);
      }
    }
  });

  it.each(NAMES)(
    '%s has its page number 7 mm below, odd ones right, even ones left, one character in',
    (name) => {
      for (const [n, page] of pages(name).entries()) {
        const number = footOf(page);
        expect(textOf(number)).toBe(`—${n + 1}—`);
        const [first] = number;
        const last = number.at(-1);
        if (!first || !last) throw new Error('no page number');
        expect((first.top + first.bottom) / 2).toBeGreaterThan(AREA.bottom + 6.5);
        expect((first.top + first.bottom) / 2).toBeLessThan(AREA.bottom + 8.5);
        if (n % 2 === 0) expect(AREA.right - last.right).toBeCloseTo(SIZE_4, 0);
        else expect(first.left - AREA.left).toBeCloseTo(SIZE_4, 0);
      }
    },
  );

  it.each(NAMES)('%s is a draft in black, without red head or seal, with its day and checkpoint', (name) => {
    expect(hasColour(pdfOf(folder.path, name), folder.path)).toBe(false);
    const words = wordsIn(name);
    expect(words.startsWith('（代拟稿，未经审签）')).toBe(true);
    expect(words).toMatch(/（数据截至2025年10月\d+日；存证点duban\.example\/test\d+·/);
  });

  it('have the date two characters after the name of who signs', () => {
    const lines = pages('report').flatMap(({ words }) => linesOf(words));
    const at = lines.findIndex((line) => textOf(line) === RENAMED);
    const [name] = lines[at] ?? [];
    const [date] = lines[at + 1] ?? [];
    expect(textOf(lines[at + 1] ?? [])).toBe('2025年10月31日');
    expect((date?.left ?? 0) - (name?.left ?? 0)).toBeCloseTo((2 * 15.75 * 25.4) / 72, 0);
  });

  it('say the numbers of the command line', async () => {
    const late = answerOf(await year.cli()('item', 'list', '--late', '--json')).data as readonly unknown[];
    const all = answerOf(await year.cli()('item', 'list', '--json')).data as readonly unknown[];
    expect(wordsIn('bulletin')).toContain(`其中逾期${late.length}件`);
    expect(wordsIn('annual')).toContain(`交办事项${all.length}件`);
  });

  describe('the register', () => {
    it('is one page wide on A4 across, with heads, date, checkpoint and page number', () => {
      const [page, ...more] = pages('register');
      expect(more).toEqual([]);
      expect(page?.width).toBeCloseTo(297, 0);
      expect(page?.height).toBeCloseTo(210, 0);
      const words = wordsIn('register');
      expect(words.match(/截至2025年10月31日/g)).toHaveLength(3);
      expect(words.match(/存证点/g)).toHaveLength(3);
      expect(words).toContain('第1页共1页');
      for (const { left, right } of page?.words ?? []) {
        expect(left).toBeGreaterThan(9);
        expect(right).toBeLessThan(288);
      }
    });

    it('repeats its headings and its foot on each page', () => {
      const all = pages('long');
      expect(all.length).toBeGreaterThan(2);
      for (const [n, page] of all.entries()) {
        const words = page.words.map(({ text }) => text).join('');
        for (const heading of ['任务来源', '现行时限', '备注']) expect(words).toContain(heading);
        expect(words).toContain(`第${n + 1}页共${all.length}页`);
      }
    });

    it('has a frozen head, filters over it, and rows high enough for what is written in them', async () => {
      const xml = await sheetXml(join(folder.path, 'register.xlsx'));
      expect(xml).toMatch(/<pane ySplit="3"[^>]*state="frozen"/);
      expect(xml).toMatch(/<autoFilter ref="A3:T19"\/>/);
      const words = pages('register')[0]?.words ?? [];
      const edges = ['序号', '督办事项', '备注'].map((heading) => leftOf(words, heading));
      const [number = 0, title = 0, remark = 0] = edges;
      // A row too low for its lines would have them run into those of the next.
      for (const column of [between(words, number + 3.5, title - 10), between(words, remark - 9, 297)]) {
        expect(column.length).toBeGreaterThan(8);
        const steps = column.slice(1).map(({ top }, n) => top - (column[n]?.top ?? 0));
        for (const step of steps) expect(step < 0.5 || step > 1.9).toBe(true);
      }
    });
  });
});

const leftOf = (words: readonly PlacedWord[], heading: string): number =>
  words.find(({ text }) => text === heading)?.left ?? NaN;

/** Words of the table's body whose beginning lies between two edges, from the top. */
const between = (words: readonly PlacedWord[], left: number, right: number): readonly PlacedWord[] =>
  words
    .filter((word) => word.left > left && word.left < right && word.top > 31 && word.top < 190)
    .toSorted((a, b) => a.top - b.top);

async function sheetXml(file: string): Promise<string> {
  const path = 'xl/worksheets/sheet1.xml';
  const parts = await archiveParts(readFileSync(file), 'xlsx', /sheet1\.xml$/, budgetOf(LIMITS));
  return parts.ok ? (parts.value.get(path) ?? '').toString() : '';
}

/** Words of a page without its number. */
const body = (page: PlacedPage | undefined): readonly PlacedWord[] =>
  (page?.words ?? []).filter(({ top }) => top < AREA.bottom + 1);

const footOf = ({ words }: PlacedPage): readonly PlacedWord[] =>
  words.filter(({ top }) => top >= AREA.bottom + 1).toSorted((a, b) => a.left - b.left);

const textOf = (line: readonly PlacedWord[]): string => line.map(({ text }) => text).join('');
