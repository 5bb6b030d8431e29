import { readNotice } from '../../domain/notice/read';
import type { NoticeReading } from '../../domain/notice/types';

const read = (text: string): NoticeReading =>
  readNotice({ text: `2025年工作要点\n1.${text}` }, { units: [], groups: [] });

const told = ({ findings }: NoticeReading): readonly string[] =>
  findings.filter(({ code }) => code === 'misread').map(({ excerpt }) => excerpt);

describe('a character that scanning got wrong', () => {
  it('is read as the one that it stands for, with a finding', () => {
    const reading = read('登记流动人囗，6月20曰前完成。（区财政扃、区委宣传郚）');
    const [item] = reading.items;
    expect(item?.units.map(({ name }) => name)).toEqual(['区财政局', '区委宣传部']);
    expect(item?.deadline?.dates).toEqual(['2025-06-20']);
    expect(told(reading)).toEqual(['囗', '曰', '扃', '郚']);
  });

  it('is left alone where it may be right', () => {
    expect(told(read('整治郚河，门扃如旧，其名曰青。（郚山镇、区水务局）'))).toEqual([]);
  });

  it('stays as it is in the text of the task', () => {
    expect(read('登记流动人囗。（区财政局）').items[0]?.text).toBe('登记流动人囗。');
  });
});

describe('characters set apart one by one', () => {
  it('stand together in the text of the task; words parted by blanks do not', () => {
    expect(read('建 立 台 账。（区财政局）').items[0]?.text).toBe('建立台账。');
    expect(read('张三 李四 王五 赵六到场。（区财政局）').items[0]?.text).toBe('张三 李四 王五 赵六到场。');
  });
});

describe('附则 without a number', () => {
  it('is a section below nothing, and what it numbers is no task', () => {
    const reading = readNotice(
      {
        text: '2025年工作要点\n1.疏浚河道。（区水务局）\n附则\n（一）自印发之日起施行。\n（二）由区水务局解释。',
      },
      { units: [], groups: [] },
    );
    expect(reading.items.map(({ key }) => key)).toEqual(['1']);
    expect(reading.findings.map(({ code, excerpt }) => `${code} ${excerpt}`)).toContain(
      'no-task-section 附则',
    );
  });
});
