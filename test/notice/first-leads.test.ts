import { readNotice } from '../../domain/notice/read';
import type { NoticeReading } from '../../domain/notice/types';

const read = (...lines: string[]): NoticeReading =>
  readNotice({ text: ['2025年工作要点', ...lines].join('\n') }, { units: [], groups: [] });

const leads = ({ items }: NoticeReading): readonly string[] =>
  items.map(({ units }) => units.map(({ name, role }) => `${role} ${name}`).join(' '));

const SECOND = '2.修缮桥梁。（责任单位：区建管委、区财政局）';

describe('the remark that the first unit of a list leads', () => {
  it('holds for all that follows where it says 下同, with one finding', () => {
    const reading = read('1.疏浚河道。（责任单位：区水务局、区财政局，列第一位者为牵头单位，下同）', SECOND);
    expect(leads(reading)).toEqual(['lead 区水务局 each 区财政局', 'lead 区建管委 each 区财政局']);
    expect(reading.findings.map(({ code }) => code)).toEqual(['first-leads']);
  });

  it('holds for its own item where it does not', () => {
    const reading = read('1.疏浚河道。（责任单位：区水务局、区财政局，排首位的为牵头单位）', SECOND);
    expect(leads(reading)).toEqual(['lead 区水务局 each 区财政局', 'each 区建管委 each 区财政局']);
  });

  it('holds for the whole notice where the introduction says it', () => {
    const reading = read(
      '以下各项责任单位中，列第一位的为牵头单位，其他为配合单位。',
      '1.疏浚河道。（责任单位：区水务局、区财政局）',
      SECOND,
    );
    expect(leads(reading)).toEqual(['lead 区水务局 support 区财政局', 'lead 区建管委 support 区财政局']);
  });

  it('changes nothing where a lead is named, or a group comes first', () => {
    const reading = read(
      '以下各项责任单位中，列第一位的为牵头单位。',
      '1.疏浚河道。（区水务局、区财政局牵头，区建管委配合）',
      '2.巡查河道。（各街镇、区水务局）',
    );
    expect(leads(reading)).toEqual([
      'lead 区水务局 lead 区财政局 support 区建管委',
      'each 各街镇 each 区水务局',
    ]);
  });
});
