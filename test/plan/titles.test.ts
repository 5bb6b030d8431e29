import { readNotice } from '../../domain/notice/read';
import { shortTitles } from '../../domain/plan/titles';

const titlesOf = (...tasks: readonly string[]): readonly (string | undefined)[] => {
  const text = ['2025年工作要点', ...tasks.map((task, n) => `${n + 1}.${task}（区数据局）`)].join('\n\n');
  const { items } = readNotice({ text }, { units: ['区数据局'], groups: [] });
  const titles = shortTitles(items);
  return items.map(({ key }) => titles.get(key));
};

describe('the short title of an item', () => {
  it('is its heading, or its first sentence where that fits into 30 characters', () => {
    expect(titlesOf('建设统一平台。各单位接入，六月底前完成。', '公开重点领域信息，做好解读。')).toEqual([
      '建设统一平台',
      '公开重点领域信息，做好解读',
    ]);
  });

  it('goes on past a first comma that says too little, and ends at the next', () => {
    expect(
      titlesOf('围绕本区经济社会发展任务，深化重点领域信息公开，推动政策落地见效，并在年底前完成评估。'),
    ).toEqual(['围绕本区经济社会发展任务，深化重点领域信息公开']);
  });

  it('is cut at 30 characters where no comma stands in reach', () => {
    const [title = ''] = titlesOf(`${'持续优化营商环境提升服务水平'.repeat(3)}，按季报送。`);
    expect([Array.from(title).length, title.at(-1)]).toEqual([30, '…']);
  });
});

describe('titles of one notice', () => {
  it('are not cut where two items would be called the same', () => {
    const head = '围绕本区经济社会发展主要任务，深化重点领域信息公开';
    const [first, second] = titlesOf(
      `${head}，由发展改革部门牵头办理并报送材料。`,
      `${head}，由教育部门牵头办理并报送材料。`,
    );
    expect(first).toBe(head);
    expect(second).toBe('围绕本区经济社会发展主要…教育部门牵头办理并报送材料');
  });

  it('say the number where the texts do not differ', () => {
    expect(titlesOf('做好政策解读。', '做好政策解读。', '做好政策解读。')).toEqual([
      '做好政策解读',
      '做好政策解读（2）',
      '做好政策解读（3）',
    ]);
  });

  it('are all different, and none has more than 30 characters', () => {
    const tasks = Array.from(
      { length: 60 },
      (_, n) => `${'推进'.repeat(9)}工作${'落实'.repeat(n % 7)}，${n % 3}。`,
    );
    const titles = titlesOf(...tasks).map((title) => title ?? '');
    expect(new Set(titles).size).toBe(60);
    expect(Math.max(...titles.map((title) => Array.from(title).length))).toBeLessThanOrEqual(30);
  });
});
