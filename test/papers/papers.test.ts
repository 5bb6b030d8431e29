import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pastLedger } from '../../office/lists/as-of';
import { bulletinFor, chartsFor, registerFor } from '../../office/papers/make';
import { bulletinOf } from '../../papers/bulletin';
import { chartRows, chartSvg } from '../../papers/chart';
import { REGISTER } from '../../papers/register';
import { sheetTable } from '../../papers/sheet';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { answerOf } from '../support/cli';
import type { Instant } from '../../domain/time';
import { moment } from '../support/item';

const folder = testFolder();
const year = yearOfSuite();
afterAll(() => {
  folder.remove();
});

const rows = () => registerFor({ ledger: year.room.ledger, now: moment('2025-10-31 18:00') });

describe('the register', () => {
  it('has a row for each unit of an item, with both dates and how late it is', async () => {
    const all = await rows();
    expect(all).toHaveLength(16);
    const granted = all.find(({ no, role }) => no === '1' && role.includes('牵头'));
    expect(granted).toMatchObject({
      firstDue: '2025-08-29',
      due: '2025-09-19',
      state: '已办结',
      daysLate: 12,
      daysLateFirst: 27,
      moves: [expect.stringMatching(/^2025-08-18 .+准予延期：2025-08-29 → 2025-09-19/)],
    });
  });

  it('agrees with the items that the command line lists as late', async () => {
    const lit = (await rows()).filter((row) => row.lamp.includes('逾期'));
    expect(lit.every((row) => row.late)).toBe(true);
    const late = lit.map(({ stream }) => stream);
    const listed = answerOf(await year.cli()('item', 'list', '--late', '--json')).data as {
      readonly stream: string;
    }[];
    expect([...new Set(late)].sort()).toEqual(listed.map(({ stream }) => stream).sort());
  });

  it('is a sheet or a table with date and checkpoint over it, at a past day too', async () => {
    const xlsx = join(folder.path, '台账.xlsx');
    const csv = join(folder.path, '台账.csv');
    expect((await year.cli()('paper', 'register', '--to', xlsx)).code).toBe(0);
    expect((await year.cli()('paper', 'register', '--to', csv, '--as-of', '2025-09-22')).code).toBe(0);
    expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK');
    const text = readFileSync(csv, 'utf8');
    expect(text).toContain('截至2025年9月22日');
    expect(text).toMatch(/存证点 duban\.example\/test \d+ · /);
  });

  it('names the checkpoint of its day, not a later one', async () => {
    const made = (await year.room.ledger.history('mailroom')).filter(({ type }) => type === 'checkpoint');
    const sizeAt = (at: Instant): string => {
      const body = made.filter((event) => event.at <= at).at(-1)?.body ?? '{"size":"none"}';
      return /"size":(\d+)/.exec(body)?.[1] ?? 'none';
    };
    const csv = join(folder.path, 'then.csv');
    for (const day of ['2025-07-15', '2025-09-22']) {
      await year.cli()('paper', 'register', '--to', csv, '--as-of', day);
      const said = / (\d+) · /.exec(readFileSync(csv, 'utf8'))?.[1];
      expect([day, said]).toEqual([day, sizeAt(moment(`${day} 23:59`))]);
      expect(said).not.toBe(sizeAt(moment('2025-10-31 23:59')));
    }
    await year.cli()('paper', 'register', '--to', csv, '--as-of', '2025-06-01');
    expect(readFileSync(csv, 'utf8')).toContain('存证点尚未生成');
  });

  it('never holds what an office program would take for a formula', async () => {
    const [first] = await rows();
    if (!first) throw new Error('no row');
    const [, , , row] = sheetTable(REGISTER, [{ ...first, title: '=1+1' }], { asOf: '', checkpoint: '' });
    expect(row).toContain('=1+1');
  });

  it('wants to know into which file', async () => {
    expect(answerOf(await year.cli()('paper', 'register', '--json')).error?.code).toBe('usage');
  });
});

describe('the charts of a paper', () => {
  interface Explained {
    readonly name: string;
    readonly value: number;
    readonly basis: readonly string[];
  }
  const source = () => ({ ledger: year.room.ledger, now: moment('2025-10-31 18:00') });

  it.each([
    ['bulletin', ['各单位亮灯']],
    ['weekly', ['各单位亮灯', '每周办结与计划']],
    ['annual 2025', ['每周办结与计划', '全年邮件']],
  ])('are explained figure by figure: %s', async (verb, titles) => {
    const ran = await year.cli()('paper', ...verb.split(' '), '--explain', '--json');
    const figures = answerOf(ran).data as readonly Explained[];
    const { out } = await year.cli()('paper', ...verb.split(' '), '--explain');
    for (const { name, value, basis } of figures) {
      expect(basis).toHaveLength(value);
      for (const line of [`${name}：${value}`, ...basis.map((one) => `  ${one}`)])
        expect(out.split('\n')).toContain(line);
    }
    const charts = Object.values(await chartsFor(source())).filter(({ title }) =>
      titles.some((one) => title.startsWith(one)),
    );
    expect(charts).toHaveLength(titles.length);
    for (const { title, series, bars } of charts)
      for (const { name, parts } of bars)
        for (const [n, { length }] of parts.entries()) {
          const said = figures.find((one) => one.name === `${title}：${name}，${series[n] ?? ''}`);
          expect([title, name, said?.value ?? 0]).toEqual([title, name, length]);
        }
  });

  it('have a sum where the series are parts of a whole, and none where they are not', async () => {
    const { lamps, weeks } = await chartsFor(source());
    expect(chartRows(lamps)[0]?.at(-1)).toBe('合计');
    expect(chartRows(weeks)[0]).toEqual(['', '办结', '计划']);
    for (const { parts } of weeks.bars) {
      const [done, planned] = parts.map(({ length }) => length);
      expect(chartSvg(weeks)).toContain(`>${done ?? ''} / ${planned ?? ''}</text>`);
    }
    const accepted = weeks.bars.flatMap(({ parts }) => parts[0] ?? []);
    for (const named of accepted) {
      const [stream = '', seq = ''] = named.split(' #');
      const event = (await year.room.ledger.history(stream)).find((one) => String(one.seq) === seq);
      expect(event?.type).toBe('handInAccepted');
    }
    expect(accepted).toHaveLength(5);
  });
});

describe('a bulletin', () => {
  it('has figures that are the lines behind them', async () => {
    const { figures, annexes } = bulletinOf(await rows(), '2025年10月31日');
    for (const { value, rows: behind } of figures) expect(behind).toHaveLength(value);
    const [all, done, open] = figures.map(({ value }) => value);
    expect((done ?? 0) + (open ?? 0)).toBe(all);
    expect(annexes.reduce((sum, { rows: of }) => sum + of.length, 0)).toBe(all);
  });

  it('does not forget a lateness because the unit has handed in, nor because that was accepted', async () => {
    for (const day of ['2025-10-15', '2025-10-31']) {
      const now = moment(`${day} 18:00`);
      const { sections, annexes } = await bulletinFor({ ledger: pastLedger(year.room.ledger, now), now });
      const words = sections.flatMap(({ paragraphs }) => paragraphs).join('');
      expect(words).not.toContain('没有逾期事项');
      expect(words).toMatch(/第1项（逾期12个工作日/);
      const [slow, inTime] = annexes;
      expect(slow?.rows.map(({ no }) => no)).toEqual(expect.arrayContaining(['1', '2', '5']));
      expect(inTime?.rows.filter(({ daysLate }) => daysLate > 0)).toEqual([]);
    }
  });

  it('is written as a draft, and explained', async () => {
    const docx = join(folder.path, '通报.docx');
    expect((await year.cli()('paper', 'bulletin', '--to', docx)).code).toBe(0);
    expect(readFileSync(docx).subarray(0, 2).toString()).toBe('PK');
    expect((await year.cli()('paper', 'bulletin', '--explain')).out).toContain('item/n1/');
  });
});
