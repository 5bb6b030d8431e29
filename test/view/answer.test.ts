import { civilDate } from '../../domain/time';
import { happenedBy, happenedText } from '../../domain/view/answer';
import {
  accept,
  ask,
  cancel,
  changeDate,
  giveBack,
  grant,
  handIn,
  lead,
  release,
  reopen,
  report,
  revoke,
  sign,
  urge,
} from '../support/commands';
import { issued, issuedEvents, officeSays, story, unitSays, type Said } from '../support/item';
import { testOffice } from '../support/office';

const office = testOffice();
const next = civilDate('2025-12-01');
const ITEM = { units: { sjj: 'each', sfj: 'each', dag: 'support' } } as const;
const start = issued(ITEM);
const issuing = issuedEvents(ITEM).events;

/** What the last thing said answers, in Chinese. */
function answered(said: readonly Said[]): string {
  const before = story(start, said.slice(0, -1));
  const after = story(before.state, said.slice(-1));
  const events = [...issuing, ...before.events, ...after.events];
  const own = new Set(after.events.map(({ seq }) => seq));
  return happenedText(happenedBy(own, { state: after.state, events, office, next })).zh;
}

describe('an answer says what happened', () => {
  it('to an acceptance: how it stands, who is left, the next reminder, the mail', () => {
    expect(answered([unitSays('2025-09-25', handIn('sjj')), officeSays('2025-09-26', accept('sjj'))])).toBe(
      '区数据局：办结通过：按期，提前4个工作日，内容：同意办结。还有 1 家未办结；下次提醒 2025-12-01。会发出 1 封邮件。',
    );
  });

  it('to the last acceptance: that it is to be closed', () => {
    expect(
      answered([
        unitSays('2025-09-25', handIn('sjj')),
        unitSays('2025-09-25', handIn('sfj')),
        officeSays('2025-09-26', accept('sjj')),
        officeSays('2025-10-09', accept('sfj')),
      ]),
    ).toContain('事项待销号；下次提醒 2025-12-01');
  });

  it('to the same thing again: that it was so already', () => {
    expect(answered([unitSays('2025-07-01', sign('sjj')), unitSays('2025-07-02', sign('sjj'))])).toMatch(
      /^已经如此，没有新的记录。/,
    );
  });

  it.each<readonly [string, readonly Said[], string]>([
    ['签收', [unitSays('2025-07-01', sign('sjj'))], '区数据局：签收。还有 2 家未办结'],
    [
      '报进展',
      [unitSays('2025-07-01', report('sjj', 60))],
      '区数据局：上报进展 60%（视同签收），内容：正在推进。',
    ],
    [
      '申请延期',
      [unitSays('2025-07-01', ask('sjj', '2025-10-31'))],
      '申请期限 2025-09-30 → 2025-10-31，理由：需要征求意见，',
    ],
    [
      '同意延期',
      [
        unitSays('2025-07-01', ask('sjj', '2025-10-31')),
        officeSays('2025-07-02', grant('sjj', '2025-10-31')),
      ],
      '同意延期，期限 2025-09-30 → 2025-10-31。',
    ],
    ['报办结', [unitSays('2025-07-01', handIn('sjj'))], '区数据局：报办结，内容：已全部办结。'],
    [
      '退回',
      [unitSays('2025-07-01', handIn('sjj')), officeSays('2025-07-02', giveBack('sjj'))],
      '区数据局：退回办结，理由：缺少佐证材料。',
    ],
    [
      '撤销通过',
      [
        unitSays('2025-07-01', handIn('sjj')),
        officeSays('2025-07-02', accept('sjj')),
        officeSays('2025-07-03', revoke('sjj')),
      ],
      '区数据局：撤销办结通过，理由：验收单有误。',
    ],
    [
      '改期',
      [officeSays('2025-07-01', changeDate('2025-10-31'))],
      '区数据局、区司法局、区档案馆：调整期限，期限 2025-09-30 → 2025-10-31，',
    ],
    ['换牵头', [officeSays('2025-07-01', lead('sfj'))], '变更牵头，牵头单位 — → 区司法局，'],
    ['解除', [officeSays('2025-07-01', release('sjj'))], '解除区数据局，理由：职能划转。'],
    [
      '催办',
      [officeSays('2025-07-01', urge(['sjj', 'sfj']))],
      '区数据局、区司法局：催办，内容：请抓紧办理。还有 2 家未办结；下次提醒 2025-12-01。会发出 2 封邮件。',
    ],
    ['取消', [officeSays('2025-07-01', cancel)], '取消，理由：上级撤销。2025-07-01 的汇总会告知各单位。'],
    [
      '恢复',
      [officeSays('2025-07-01', cancel), officeSays('2025-07-02', reopen('2025-10-31'))],
      '恢复办理，期限 2025-09-30 → 2025-10-31，',
    ],
  ])('to %s', (_what, said, words) => {
    expect(answered(said)).toContain(words);
  });

  it('with a warning: a date onto a day off, a date for an item that has none', () => {
    expect(answered([officeSays('2025-07-01', changeDate('2025-11-01'))])).toContain(
      '注意：2025-11-01 不是工作日，最后一个工作日是 2025-10-31。',
    );
    expect(answered([officeSays('2025-07-01', changeDate('2025-10-31'))])).not.toContain('注意');
    const allYear = issuedEvents({ kind: 'continuous', units: { sjj: 'each' } });
    const before = story(allYear.state, [officeSays('2025-07-01', cancel)]);
    const after = story(before.state, [officeSays('2025-07-02', reopen('2025-10-31'))]);
    const events = [...allYear.events, ...before.events, ...after.events];
    const own = new Set(after.events.map(({ seq }) => seq));
    const { warnings } = happenedBy(own, { state: after.state, events, office, next });
    expect(warnings.map(({ zh }) => zh)).toEqual(['全年事项没有期限，所写的日期没有用上']);
  });

  it('names of many units two and their number, and the same move once', () => {
    const units = { sjj: 'each', sfj: 'each', dag: 'each', zjj: 'each' } as const;
    const four = issuedEvents({ units });
    const moved = story(four.state, [
      officeSays('2025-07-01', changeDate('2025-10-17', { unit: 'zjj' })),
      officeSays('2025-07-02', changeDate('2025-10-31')),
    ]);
    const events = [...four.events, ...moved.events];
    const own = new Set([events.at(-1)?.seq ?? 0]);
    expect(happenedBy(own, { state: moved.state, events, office, next }).what[0]?.zh).toBe(
      '区数据局、区司法局等4家：调整期限，期限（3处） 2025-09-30 → 2025-10-31，朱家角镇期限 2025-10-17 → 2025-10-31，理由：上级调整',
    );
  });

  it('and on which day a digest tells the units', () => {
    expect(answered([officeSays('2025-07-01', cancel)])).toContain('2025-07-01 的汇总会告知各单位。');
  });
});
