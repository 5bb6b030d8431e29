import { readNotice } from '../../domain/notice/read';
import type { NoticeReading } from '../../domain/notice/types';

const read = (text: string, merged?: 'ditto'): NoticeReading =>
  readNotice(merged === undefined ? { text } : { text, merged }, { units: [], groups: [] });

const rows = (reading: NoticeReading): readonly string[] =>
  reading.items.map(({ key, title, units, deadline }) =>
    `${key} ${title} ${units.map(({ name }) => name).join('、')} ${deadline?.dates.join('、') ?? ''}`.trim(),
  );

const HEAD = '2025年任务表\n序号\t工作任务\t责任单位\t配合单位\t完成时限\n';

describe('a cell that is empty', () => {
  const body = '1\t甲任务\t区教育局\t区财政局\t6月底前\n2\t乙任务\t\t\t\n';

  it('takes the units above it in a copy, with a finding; nobody inherits supporters or a date', () => {
    const reading = read(HEAD + body);
    expect(rows(reading)).toEqual(['1 甲任务 区教育局、区财政局 2025-06-30', '2 乙任务 区教育局']);
    expect(reading.items[1]?.findings).toEqual(['inherited-cell', 'empty-deadline']);
  });

  it('is empty in a file that tells merged cells apart', () => {
    const reading = read(HEAD + body, 'ditto');
    expect(rows(reading)[1]).toBe('2 乙任务');
    expect(reading.items[1]?.findings).toEqual(['no-units']);
  });

  it('takes nothing where the row names who answers in another column', () => {
    const table =
      '2025年任务表\n序号\t任务\t牵头单位\t责任单位\n1\t甲任务\t区教育局\t\n2\t乙任务\t\t区财政局\n';
    expect(rows(read(table))).toEqual(['1 甲任务 区教育局', '2 乙任务 区财政局']);
  });
});

describe('a merged cell', () => {
  it('counts for each of its rows, without a finding', () => {
    const reading = read(`${HEAD}1\t甲任务\t区教育局\t\t6月底前\n2\t乙任务\t〃\t\t〃\n`, 'ditto');
    expect(rows(reading)).toEqual(['1 甲任务 区教育局 2025-06-30', '2 乙任务 区教育局 2025-06-30']);
    expect(reading.findings).toEqual([]);
  });

  it('of the number makes 1 and 1.2', () => {
    expect(rows(read(`${HEAD}1\t甲任务\t区教育局\t\t\n〃\t乙任务\t区财政局\t\t\n`, 'ditto'))).toEqual([
      '1 甲任务 区教育局',
      '1.2 乙任务 区财政局',
    ]);
  });

  it('of number and task makes one item of the rows, with the units of both', () => {
    expect(rows(read(`${HEAD}1\t甲任务\t区教育局\t\t6月底前\n〃\t〃\t区财政局\t\t\n`, 'ditto'))).toEqual([
      '1 甲任务 区教育局、区财政局 2025-06-30',
    ]);
  });
});

describe('a header', () => {
  it.each([
    ['序号\t领域\t任务名称\t具体要求\t责任科室\t时限要求', '1\t文教\t甲\t乙\t教育科\t6月底前'],
    ['编号\t类别\t目标任务\t目标和要求\t责任部门\t完成时间', '1\t文教\t甲\t乙\t区教育局\t6月底前'],
    ['序号\t整治任务\t整治要求\t监管部门\t完成期限', '1\t甲\t乙\t区教育局\t6月底前'],
  ])('is known by its words: %s', (header, row) => {
    expect(rows(read(`2025年任务表\n${header}\n${row}`))[0]).toMatch(/^1 甲 (?:教育科|区教育局) 2025-06-30$/);
  });

  it('may stand on every page, and be missing on the next', () => {
    const page = '1\t甲任务\t区教育局\t\t\n';
    const again = '2\t乙任务\t区财政局\t\t\n';
    expect(read(`${HEAD}${page}${HEAD.split('\n')[1] ?? ''}\n${again}`).items).toHaveLength(2);
    expect(read(`${HEAD}${page}\n续表\n\n${again}`).items).toHaveLength(2);
  });

  it('is not needed where the cells speak for themselves; a finding says so', () => {
    const reading = read('2025年任务表\n1\t修订公开目录\t区教育局\n2\t公布办事指南\t区财政局\n');
    expect(rows(reading)).toEqual(['1 修订公开目录 区教育局', '2 公布办事指南 区财政局']);
    expect(reading.findings.map(({ code }) => code)).toEqual(['no-header']);
  });
});

describe('a row that does not fit', () => {
  it('has a finding when it has more cells than the header', () => {
    const reading = read(`${HEAD}1\t甲任务\t区教育局\t\t6月底前\t多出\n2\t乙任务\t区教育局\t\t6月底前\n`);
    expect(reading.items[0]?.findings).toContain('odd-row');
    expect(reading.items[1]?.findings).toEqual([]);
  });
});

describe('a row whose cell was broken by a line end', () => {
  it('is one row', () => {
    const text = `${HEAD}1\t甲任务，\n分两步做\t区教育局\t区财政局\t6月底前\n2\t乙任务\t区教育局\t\t8月底前\n`;
    expect(rows(read(text))).toEqual([
      '1 甲任务 区教育局、区财政局 2025-06-30',
      '2 乙任务 区教育局 2025-08-31',
    ]);
    expect(read(text).items[0]?.text).toBe('甲任务，\n分两步做');
  });

  it('is another row where the next line has a number', () => {
    expect(rows(read(`${HEAD}1\t甲任务\t区教育局\n2\t乙任务\t区财政局\n`))).toHaveLength(2);
  });
});

describe('text around a table', () => {
  it('keeps its own tasks', () => {
    const reading = read(`${HEAD}1\t甲任务\t区教育局\t\t\n\n二、其他\n1.乙任务。（区财政局）`);
    expect(rows(reading)).toEqual(['1 甲任务 区教育局', '二.1 乙任务 区财政局']);
  });
});
