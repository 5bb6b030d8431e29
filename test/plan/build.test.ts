import { readNotice } from '../../domain/notice/read';
import { buildPlan, nameOfNotice, type BuiltPlan } from '../../domain/plan/build';
import { demoPlan } from '../../domain/plan/demo';
import type { DraftItem, PlanDraft } from '../../domain/plan/draft';
import { text } from '../../domain/problem';
import { civilDate } from '../../domain/time';
import { vocabularyOf } from '../../office/intake/files/learned-file';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';
import { codeOf } from '../support/item';
import { draftItem, planDraft } from '../support/plan-draft';

const office = testOffice();
const { roster } = office;
const SOURCE = `2025年政务公开工作要点

一、依法公开

1.深化重点领域信息公开。（区政府办公室、各街镇）

2.做好政策解读。（区数据局、各有关单位）
`;
const reading = readNotice({ text: SOURCE }, vocabularyOf(roster));

const second = draftItem('2', { groups: { 各有关单位: ['区司法局'] } });

const build = (items: readonly DraftItem[], rest: Partial<PlanDraft> = {}): BuiltPlan =>
  buildPlan(planDraft(items, rest), reading, roster);
const codes = ({ problems }: BuiltPlan): string[] =>
  problems.map(({ problem, path }) => `${problem.code} ${path.join('.')}`);
const unitsOf = ({ plan }: BuiltPlan, n: number): string[] =>
  (plan.items[n]?.units ?? []).map(
    ({ unit, role, via }) => `${unit} ${role}${via === null ? '' : ` ${via}`}`,
  );

describe('a plan put together with its notice', () => {
  const built = build([draftItem('1'), second]);

  it('takes text, number, section and year from the notice', () => {
    expect(codes(built)).toEqual([]);
    expect(built.plan).toMatchObject({ year: 2025, title: '2025年政务公开工作要点' });
    expect(nameOfNotice('某县办公室关于印发《2025年工作要点》的通知')).toBe('2025年工作要点');
    expect(nameOfNotice('关于开展检查的通知')).toBe('关于开展检查的通知');
    expect(built.plan.items.map(({ key, section, kind }) => [key, section, kind])).toEqual([
      ['1', '一、依法公开', 'dated'],
      ['2', '一、依法公开', 'dated'],
    ]);
    expect(built.plan.items[0]?.text).toContain('深化重点领域信息公开');
  });

  it('takes members of a group from the roster, or from the coordinator’s choice', () => {
    expect(unitsOf(built, 0)).toEqual(['fb each', 'zjj each 各街镇', 'xjz each 各街镇']);
    expect(unitsOf(built, 1)).toEqual(['sjj each', 'sfj each 各有关单位']);
  });

  it('leaves a group that nobody resolved as unresolved', () => {
    expect(build([draftItem('1'), draftItem('2')]).plan.items[1]?.unresolved).toEqual(['各有关单位']);
  });

  it('is the same plan with the same digest each time, and another after any change', () => {
    expect(build([draftItem('1'), second]).plan.digest).toBe(built.plan.digest);
    expect(build([draftItem('1', { due: civilDate('2025-10-31') }), second]).plan.digest).not.toBe(
      built.plan.digest,
    );
  });
});

describe('what the coordinator writes of an item', () => {
  it('wins over what the notice says of a unit', () => {
    const built = build([draftItem('1', { lead: ['区府办'], support: ['朱家角镇'] }), second]);
    expect(unitsOf(built, 0)).toEqual(['fb lead', 'zjj support', 'xjz each 各街镇']);
  });

  it('may give a unit a date of its own', () => {
    const built = build([draftItem('1', { dueOf: { 徐泾镇人民政府: civilDate('2025-10-31') } }), second]);
    expect(built.plan.items[0]?.units.map(({ due }) => due)).toEqual([null, null, '2025-10-31']);
    expect(codes(build([draftItem('1', { dueOf: { 区数据局: civilDate('2025-10-31') } }), second]))).toEqual([
      'unused-date items.0.dueOf.区数据局',
    ]);
  });

  it('makes it recurring or continuous', () => {
    const dates = ['2025-09-30', '2025-12-31'].map(civilDate);
    const built = build([draftItem('1', { due: null, dates }), { ...second, due: null, continuous: true }]);
    expect(built.plan.items.map(({ kind, dates: all }) => [kind, all.length])).toEqual([
      ['recurring', 2],
      ['continuous', 0],
    ]);
  });
});

describe('a notice with a number that the reading does not account for', () => {
  const finding = {
    code: 'unaccounted',
    line: 9,
    column: 1,
    length: 2,
    excerpt: '3.',
    message: text('没有读进去', 'not accounted for'),
  } as const;
  const lost = { ...reading, findings: [finding] };
  const both = [draftItem('1'), second];

  it('stops at what the reading does not account for', () => {
    expect(codes(buildPlan(planDraft(both), lost, roster))).toEqual(['unaccounted lookedAt']);
  });

  it('goes on once somebody has looked at the line', () => {
    expect(codes(buildPlan(planDraft(both, { lookedAt: [9] }), lost, roster))).toEqual([]);
  });
});

describe('a slip in the plan', () => {
  it.each([
    ['an item that the notice lacks', [draftItem('1'), second, draftItem('9')], 'unknown-item items.2.key'],
    ['an item left out', [draftItem('1')], 'item-missing items'],
    ['an item written twice', [draftItem('1'), second, draftItem('1')], 'duplicate-key items.2.key'],
    [
      'a unit that the roster lacks',
      [draftItem('1', { lead: ['区天文局'] }), second],
      'unknown-unit items.0.lead.0',
    ],
    [
      'a unit written twice',
      [draftItem('1', { lead: ['区府办'], support: ['区政府办公室'] }), second],
      'duplicate-unit items.0.support.0',
    ],
    ['a group that leads', [draftItem('1', { lead: ['各街镇'] }), second], 'group-lead items.0.lead.0'],
    [
      'a group inside a group',
      [draftItem('1'), draftItem('2', { groups: { 各有关单位: ['各街镇'] } })],
      'group-in-group items.1.groups.各有关单位.0',
    ],
    [
      'members for a word that the item lacks',
      [draftItem('1', { groups: { 各有关单位: ['区司法局'] } }), second],
      'unused-group items.0.groups.各有关单位',
    ],
  ] as const)('is named with its place: %s', (_, items, code) => {
    expect(codes(build(items))).toEqual([code]);
  });

  it('is named when the whole plan chooses members for a word that no item has', () => {
    expect(codes(build([draftItem('1'), second], { groups: { 各委办: ['区司法局'] } }))).toEqual([
      'unused-group groups.各委办',
    ]);
  });

  it('never is a near match taken for the unit: it is only suggested', () => {
    const built = build([draftItem('1', { lead: ['区数据'] }), second]);
    expect(built.problems[0]?.problem.hint.zh).toContain('区数据局');
    expect(unitsOf(built, 0)).toEqual(['fb each', 'zjj each 各街镇', 'xjz each 各街镇']);
  });
});

describe('an item that the plan adds to its notice（补充事项）', () => {
  const added = draftItem('补1', { supplement: '开展专项检查。年底前完成。', each: ['区司法局'] });

  it('has the text and the units of the plan, and a heading of its own', () => {
    const built = build([draftItem('1'), second, added]);
    expect(codes(built)).toEqual([]);
    expect(built.plan.items[2]).toMatchObject({
      key: '补1',
      section: '补充事项',
      title: '开展专项检查',
      text: '开展专项检查。年底前完成。',
      supplement: true,
    });
    expect(unitsOf(built, 2)).toEqual(['sfj each']);
    expect(built.plan.items[0]).not.toHaveProperty('supplement');
  });

  it('needs a key that the notice does not have', () => {
    const twice = draftItem('1', { supplement: '另一段正文' });
    expect(codes(build([twice, second]))).toEqual(['not-supplement items.0.supplement']);
  });

  it('is what an unknown key is told of', () => {
    const hint = build([draftItem('1'), second, draftItem('9')]).problems[0]?.problem.hint;
    expect([hint?.zh.endsWith('须写正文'), hint?.way]).toEqual([true, 'plan-supplement']);
  });
});

describe('a demonstration of a plan', () => {
  const { plan } = build([draftItem('1'), second]);
  const days = new Map([
    ['1', [3]],
    ['2', [25]],
  ]);

  it('has its dates so many working days from today, and is marked', () => {
    const demo = sure(demoPlan(plan, days, office, civilDate('2025-09-26')));
    // 09-28 works; 10-01 to 10-08 are holidays.
    expect(demo.items.map(({ dates }) => dates)).toEqual([['2025-09-30'], ['2025-11-06']]);
    expect([demo.demo, demo.year]).toEqual([true, 2025]);
  });

  it('belongs to the year of its latest date', () => {
    expect(sure(demoPlan(plan, days, office, civilDate('2025-12-31'))).year).toBe(2026);
  });

  it('is refused where an item has no days', () => {
    expect(codeOf(demoPlan(plan, new Map([['1', [3]]]), office, civilDate('2025-09-26')))).toBe(
      'no-demo-days',
    );
  });
});
