import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unaccounted, type Claims } from '../../domain/unaccounted/check';

const NOBODY: Claims = { items: [], sections: [], findings: [] };
const lost = (source: string, claims: Partial<Claims> = {}): readonly string[] =>
  unaccounted(source, { ...NOBODY, ...claims }).map(({ start, end }) => source.slice(start, end));

/** The stretch of a text that begins with `from` and goes up to `to` or the end. */
function span(source: string, from: string, to?: string): { start: number; end: number } {
  const start = source.indexOf(from);
  return { start, end: to === undefined ? source.length : source.indexOf(to) };
}

describe('the second look at a notice', () => {
  it('shares no code with the reader', () => {
    const source = readFileSync(join(__dirname, '../../domain/unaccounted/check.ts'), 'utf8');
    expect(source).not.toMatch(/^import|require\(/m);
  });

  it.each([
    '1.建立台账。',
    '一、建立台账',
    '（二）建立台账',
    '(3)建立台账',
    '第四条 建立台账',
    '⑤建立台账',
    '６．建立台账',
  ])('names a line that begins with a number and is in nothing: %s', (line) => {
    expect(lost(`引言。\n${line}\n`)).toEqual([line]);
  });

  it.each(['7.0版上线。', '2024—2026年推进。', '（2025年版）', '3个街镇完成。', '附件：1.任务表\n2.名单'])(
    'leaves numbers alone that count nothing: %s',
    (line) => {
      expect(lost(`引言。\n${line}\n`)).toEqual([]);
    },
  );

  it('is content with an item, a section or a finding where the number stands', () => {
    const text = '一、公开\n1.建立台账。\n2.开展检查。';
    const [section, first, second] = [span(text, '一、', '\n1.'), span(text, '1.', '\n2.'), span(text, '2.')];
    expect(lost(text, { sections: [section], items: [first, second] })).toEqual([]);
    expect(
      lost(text, { sections: [section], items: [first], findings: [{ ...second, isWide: false }] }),
    ).toEqual([]);
  });

  it('names a number inside an item that goes on from the item’s own, and one inside a heading', () => {
    const text = '1.建立台账。\n2.开展检查。';
    expect(lost(text, { items: [span(text, '1.')] })).toEqual(['2.开展检查。']);
    const swallowed = '一、公开，提升\n1.建立台账。';
    expect(lost(swallowed, { sections: [span(swallowed, '一、')] })).toEqual(['1.建立台账。']);
  });

  it('leaves the steps inside an item alone', () => {
    const text = '1.建立台账：\n（1）摸底。\n（2）登记。';
    expect(lost(text, { items: [span(text, '1.')] })).toEqual([]);
  });

  it('names the rows of a table that is lost, once for each place', () => {
    expect(lost('序号\t任务\t责任单位\n1\t建账\t区教育局\n2\t检查\t区民政局')).toEqual(['1\t建账\t区教育局']);
    expect(lost('序号\n任务\n单位\n1\n建账\n区教育局\n2\n检查\n区民政局')).toEqual(['1']);
  });

  it.each(['（区教育局、区民政局）', '（责任单位：区教育局）', '〔县教育局牵头，县民政局配合〕'])(
    'names a bracket of units that is in nothing: %s',
    (bracket) => {
      const text = `做好工作${bracket}。`;
      expect(lost(text)).toEqual([bracket]);
      expect(lost(text, { items: [span(text, '做好')] })).toEqual([]);
    },
  );

  it.each(['（含民办学校）', '（2025年版）', '（以下简称“要点”）', '（沪府办字〔2025〕5号）'])(
    'leaves other brackets alone: %s',
    (bracket) => {
      expect(lost(`做好工作${bracket}。`)).toEqual([]);
    },
  );

  it('takes a number alone below 附件： for the cell of a table, and those of a list of attachments for none', () => {
    const table = '附件：任务分解表\n序号\n1\n重点改革类\n统筹管理\n2\n达标评估';
    expect(lost(table, { items: [span(table, '2')] })).toEqual(['1']);
    expect(lost('附件：1.任务清单\n2.指标表\n3.联络员名单')).toEqual([]);
  });

  it('lets a finding about a whole stretch speak for its numbers, up to the next item', () => {
    const text = '一、附则\n1.甲事。\n2.乙事。\n二、任务\n3.丙事。';
    const heading = { ...span(text, '一、', '\n1.'), isWide: true };
    const tasks = span(text, '二、', '\n3.');
    expect(lost(text, { findings: [heading], sections: [span(text, '一、', '\n1.'), tasks] })).toEqual([
      '3.丙事。',
    ]);
  });

  it('names units on a line of their own that come again in one item, behind another task', () => {
    const text = '新建公厕\n县住建局\n10月底前\n改造农村公路\n县交通局\n年底前';
    const one = { items: [span(text, '新建')] };
    expect(lost(text, one)).toEqual(['县交通局']);
    const two = { items: [span(text, '新建', '改造'), span(text, '改造')] };
    expect(lost(text, two)).toEqual([]);
  });

  it('takes units over several lines, with a date between them, for those of one task', () => {
    const text = '新建公厕\n县住建局、\n县代建中心\n10月底前\n县财政局';
    expect(lost(text, { items: [span(text, '新建')] })).toEqual([]);
  });
});
