import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveParts } from '../../office/intake/sources/archive';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf, ROOT } from '../support/cli';

const folder = testFolder();
const year = yearOfSuite();
afterAll(() => {
  folder.remove();
});

const RULES = join(ROOT, 'seeds', 'qingpu-2025', 'scores.yaml');

/** The words of a docx file, paragraphs run together. */
async function wordsOf(file: string): Promise<string> {
  const parts = await archiveParts(readFileSync(file), 'docx', /^word\/document\.xml$/, budgetOf(LIMITS));
  if (!parts.ok) throw new Error(parts.problem.code);
  return (parts.value.get('word/document.xml') ?? '').toString().replace(/<[^>]+>/g, '');
}

async function paper(...args: readonly string[]): Promise<string> {
  const to = join(folder.path, `${args[0] ?? ''}.docx`);
  expect(await year.cli()('paper', ...args, '--to', to)).toMatchObject({ code: 0 });
  return wordsOf(to);
}

const data = async <T>(...args: readonly string[]): Promise<T> =>
  answerOf(await year.cli()('paper', ...args, '--json')).data as T;

const code = async (...args: readonly string[]): Promise<string | undefined> =>
  answerOf(await year.cli()('paper', ...args, '--json')).error?.code;

describe('papers about one item', () => {
  it('give it out: to whom, until when, as a draft that names its day and checkpoint', async () => {
    const words = await paper('notice', '2');
    expect(words).toContain('督办通知单');
    expect(words).toContain('代拟稿');
    expect(words).toContain('2025年9月30日前');
    expect(words).toMatch(/数据截至2025年10月31日；存证点 duban\.example\/test \d+ · /);
  });

  it('urge those who have not finished, and say how late they were at a past day', async () => {
    expect(await paper('urging', '2', '--as-of', '2025-10-10')).toMatch(
      /时限2025年9月30日，已逾期\d+个工作日/,
    );
    expect(await code('urging', '1', '--to', 'x.docx')).toBe('wrong-state');
  });

  it("fill in a unit's report with what it did, and leave open what only it knows", async () => {
    const words = await paper('report', '1', '--unit', 'sjj');
    expect(words).toContain('2025年8月15日，申请延期');
    expect(words).toContain('原定2025年8月29日');
    expect(words).toContain('请填写存在问题');
    expect(words).not.toContain('2025年10月16日');
  });

  it('want to know which unit, and one that the item was given to', async () => {
    expect(await code('report', '1', '--to', 'x.docx')).toBe('usage');
    expect(await code('report', '1', '--unit', 'zjj', '--to', 'x.docx')).toBe('unit-not-found');
    expect(await code('notice', '1', '--as-of', '2025-06-01', '--to', 'x.docx')).toBe('item-not-found');
  });
});

interface Counted {
  readonly name: string;
  readonly value: number;
  readonly basis: readonly string[];
}

describe('papers about a stretch of time', () => {
  it('count each number from what they list behind it', async () => {
    for (const args of [
      ['weekly', '--as-of', '2025-10-17'],
      ['annual', '2025'],
    ]) {
      const counted = await data<readonly Counted[]>(...args, '--explain');
      for (const { value, basis } of counted) expect(basis).toHaveLength(value);
    }
  });

  it('say what happened since Monday', async () => {
    const of = async (day: string) =>
      (await data<readonly Counted[]>('weekly', '--as-of', day, '--explain')).find(
        ({ name }) => name === '审核办结',
      );
    expect(await of('2025-10-17')).toMatchObject({ value: 5 });
    expect(await of('2025-10-24')).toMatchObject({ value: 0 });
    expect(await paper('weekly', '--as-of', '2025-10-17')).toContain('2025年10月13日至2025年10月17日');
  });

  it('give the paragraph of a year, to its end or to this day', async () => {
    const { out } = await year.cli()('paper', 'annual', '2025');
    expect(out).toContain('2025年1月1日至2025年10月31日');
    expect(out).toContain('交办事项8件；各责任单位办结5件次');
    expect((await year.cli()('paper', 'annual', '2024')).out).toContain(
      '2024年12月31日，对重点工作逐项立项督办，交办事项0件',
    );
    expect(await code('annual', '2026')).toBe('future-date');
    expect(await code('annual', '25')).toBe('bad-date');
  });
});

describe('scores', () => {
  interface Score {
    readonly unit: string;
    readonly points: number;
    readonly deductions: readonly {
      readonly points: number;
      readonly event: string;
      readonly word: string;
    }[];
  }

  it('come from the events alone: each deduction names one, and they add up', async () => {
    const scores = await data<readonly Score[]>('scores', '--rules', RULES);
    expect(scores.some(({ deductions }) => deductions.length > 0)).toBe(true);
    for (const { points, deductions } of scores) {
      const off = deductions.reduce((sum, one) => sum + one.points, 0);
      expect(points).toBe(Math.max(0, 100 - off));
      for (const { event } of deductions) {
        const [stream = '', seq] = event.split(' #');
        const events = await year.room.ledger.history(stream);
        expect(events.map((one) => String(one.seq))).toContain(seq);
      }
    }
  });

  it('follow the office’s own table, and are nothing without one', async () => {
    const own = join(folder.path, 'own.yaml');
    writeFileSync(own, 'full: 10\nrules:\n  - { on: returned, word: 退回, points: 1 }\n');
    const scores = await data<readonly Score[]>('scores', '--rules', own);
    expect(new Set(scores.map(({ points }) => points))).toEqual(new Set([10]));
    expect(await code('scores')).toBe('usage');
    writeFileSync(own, 'full: 10\nrules:\n  - { on: lazy, word: 懒, points: 1 }\n');
    expect(await code('scores', '--rules', own)).toBe('bad-file');
  });

  it('say on paper that they are for inside use', async () => {
    expect(await paper('scores', '--rules', RULES)).toContain('内部参考');
  });
});
