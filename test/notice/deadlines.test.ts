import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNotice } from '../../domain/notice/read';

/** The deadline of a task that says so; the notice is of 2025-03-05. */
function deadline(text: string, title = '2025年工作要点', dated = '2025年3月5日'): string {
  const source = `${title}\n${dated}\n1.${text}（区教育局）`;
  const [item] = readNotice({ text: source }, { units: [], groups: [] }).items;
  if (item?.deadline === undefined || item.deadline === null) return 'none at all';
  const findings = item.findings.filter((code) => /deadline/.test(code));
  return [item.deadline.kind, ...item.deadline.dates, ...findings].join(' ');
}

describe('a time in the text of a task', () => {
  it.each([
    ['6月底前完成。', 'date 2025-06-30'],
    ['2025年9月30日前报送。', 'date 2025-09-30'],
    ['9月30日（星期二）前报送。', 'date 2025-09-30'],
    ['年底前建成。', 'date 2025-12-31'],
    ['年内开工。', 'date 2025-12-31'],
    ['2025年年底前建成。', 'date 2025-12-31'],
    ['明年2月底前验收。', 'date 2026-02-28'],
    ['上半年完成招标。', 'date 2025-06-30'],
    ['三季度末前发布。', 'date 2025-09-30'],
    ['2025年第四季度印发。', 'date 2025-12-31'],
    ['11月中旬举办。', 'date 2025-11-20'],
    ['二〇二五年十月二十日前完成。', 'date 2025-10-20'],
    ['2025-10-20前完成。', 'date 2025-10-20'],
    ['本月底前报送。', 'date 2025-03-31 deadline-assumed'],
    ['每月25日前报送。', `recurring ${months(25)}`],
    ['每半年通报一次。', 'recurring 2025-06-30 2025-12-31'],
    ['长期坚持。', 'continuous'],
    ['自印发之日起30日内完成。', 'relative deadline-relative'],
    ['于每周五下午5时前报送。', 'relative deadline-relative'],
    ['国庆节前完成。', 'relative deadline-relative'],
    ['2024年12月底前完成。', 'wrong deadline-past'],
    ['2025年2月30日前完成。', 'wrong deadline-wrong'],
    ['2022年底11月前完成。', 'wrong deadline-wrong'],
  ])('%s', (text, expected) => {
    expect(deadline(text)).toBe(expected);
  });

  it.each([
    '持续做好公开。',
    '继续做好留言办理。',
    '动态更新目录。',
    '落实2024—2026年行动方案。',
    '升级7.0版系统。',
    '2024年四季度检查发现了不少问题。',
    '完善三年内到期的合同台账。',
    '提前做好准备。',
    '处理2019年以来的积案。',
    '完善“每月一题”机制。',
    '落实“年初签约、年底考核”的机制。',
    '对毕业5年内的创业者给予补贴，贷款期限最长3年。',
    '执行《2025年底前任务安排》。',
    '审批时限压缩到3个工作日。',
  ])('is none: %s', (text) => {
    expect(deadline(text)).toBe('none at all');
  });
});

describe('the table of times in docs/notation.md', () => {
  const docs = readFileSync(join(__dirname, '../../docs/notation.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| (.+?) \| ([\d -]+|无) \| (确定|请确认|不定) \|$/gm)];
  const codes = new Map([
    ['确定', []],
    ['请确认', ['deadline-assumed']],
    ['不定', ['deadline-wrong']],
  ]);

  it('has a row for each word', () => {
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows.map(([, phrase = '', dates = '', sure = '']) => [phrase, dates, sure] as const))(
    '%s: %s, %s',
    (phrase, dates, sure) => {
      const days = dates === '无' ? [] : dates.split(' ');
      const kind = days.length === 0 ? 'wrong' : phrase.startsWith('每') ? 'recurring' : 'date';
      expect(deadline(`${phrase}。`)).toBe([kind, ...days, ...(codes.get(sure) ?? ['?'])].join(' '));
    },
  );
});

/** The same day of each month from March to December 2025. */
function months(day: number): string {
  return Array.from({ length: 10 }, (_, i) => `2025-${String(i + 3).padStart(2, '0')}-${day}`).join(' ');
}

describe('a time under a label or in a bracket', () => {
  it.each([
    ['完成时限：全年', 'continuous'],
    ['完成时限：全年推进', 'continuous'],
    ['完成时限：持续推进', 'continuous'],
    ['完成时限：常态化', 'continuous'],
    ['完成时限：贯穿全年', 'continuous'],
    ['完成时限：及时', 'none'],
    ['完成时限：按要求推进', 'none'],
    ['完成时限：立行立改', 'none'],
    ['完成时限：5个工作日内', 'relative deadline-relative'],
    ['完成时限：供暖季前', 'relative deadline-relative'],
    ['完成时限：2025年', 'date 2025-12-31'],
    ['完成时限：6-10月', 'date 2025-10-31'],
    ['完成时限：看情况再定', 'wrong deadline-wrong'],
    ['进度安排：3月底前选址，供暖季前', 'date 2025-03-31 deadline-relative several-deadlines'],
    ['进度安排：3月底前选址，6月底前开工', 'date 2025-03-31 2025-06-30 several-deadlines'],
  ])('%s', (label, expected) => {
    expect(deadline(`做好公开。（责任单位：区数据局；${label}）`)).toBe(expected);
  });
});

describe('a time in the words around the tasks', () => {
  const findings = (...lines: string[]): readonly string[] =>
    readNotice({ text: ['2025年工作要点', ...lines].join('\n') }, { units: [], groups: [] }).findings.map(
      ({ code, excerpt }) => `${code} ${excerpt}`,
    );

  it('is pointed out where a report is due then', () => {
    expect(
      findings(
        '一、疏浚',
        '1.疏浚河道。（区水务局）',
        '2.清理垃圾。（区绿容局）',
        '请各单位于11月20日前将总结报送区水务局。',
      ),
    ).toContain('closing-deadline 11月20日前');
  });

  it('is nothing where no report is due', () => {
    expect(findings('1.疏浚河道。（区水务局）', '请于11月20日前完成准备。').join()).not.toContain('closing-');
  });
});

describe('the year of a time without one', () => {
  it('is that of the title', () => {
    expect(deadline('6月底前完成。', '2026年工作要点')).toBe('date 2026-06-30');
  });

  it('is that of the date where the title has none, or a range around it', () => {
    expect(deadline('6月底前完成。', '工作要点')).toBe('date 2025-06-30');
    expect(deadline('6月底前完成。', '三年行动（2024—2026年）工作要点')).toBe('date 2025-06-30');
  });

  it('is unknown where neither has one: never a guess', () => {
    expect(deadline('6月底前完成。', '工作要点', '')).toBe('wrong deadline-no-year');
  });
});
