import { readNotice } from '../../domain/notice/read';
import type { NoticeItem, Vocabulary } from '../../domain/notice/types';

const NOBODY: Vocabulary = { units: [], groups: [] };

function item(bracket: string, vocabulary = NOBODY): NoticeItem {
  const read = readNotice({ text: `2025年工作要点\n1.完善公开机制。${bracket}` }, vocabulary);
  const [only] = read.items;
  if (only === undefined) throw new Error('no item');
  return only;
}

const units = (bracket: string, vocabulary = NOBODY): readonly string[] =>
  item(bracket, vocabulary).units.map(
    ({ name, kind, role, nameplate }) =>
      `${role} ${name}${kind === 'group' ? '*' : ''}${nameplate === undefined ? '' : `/${nameplate}`}`,
  );

describe('who answers for a task', () => {
  it.each([
    ['（区教育局、各街镇）', ['each 区教育局', 'each 各街镇*']],
    ['(区教育局）', ['each 区教育局']],
    ['【区教育局，区财政局】', ['each 区教育局', 'each 区财政局']],
    ['〔责任单位：区教育局；区财政局〕', ['each 区教育局', 'each 区财政局']],
    ['（区教育局牵头，区财政局、区民政局配合）', ['lead 区教育局', 'support 区财政局', 'support 区民政局']],
    ['（区教育局（牵头）、区财政局）', ['lead 区教育局', 'each 区财政局']],
    ['（区教育局牵头，各街镇按职责分工负责）', ['lead 区教育局', 'each 各街镇*']],
    ['（由区教育局会同区财政局、区民政局负责）', ['each 区教育局', 'support 区财政局', 'support 区民政局']],
    ['（区教育局、区财政局分别牵头落实）', ['lead 区教育局', 'lead 区财政局']],
    ['（牵头单位：区教育局；配合单位：区财政局）', ['lead 区教育局', 'support 区财政局']],
    [
      '（区建设管理委(区交通委)、区水务局〔区海洋局〕）',
      ['each 区建设管理委/区交通委', 'each 区水务局/区海洋局'],
    ],
    ['（市发展改革委、各县（市、区）政府）', ['each 市发展改革委', 'each 各县(市、区)政府*']],
    ['（省数据局，各市、县人民政府）', ['each 省数据局', 'each 各市、县人民政府*']],
    ['（责任单位：科技厅、商务厅、教育厅）', ['each 科技厅', 'each 商务厅', 'each 教育厅']],
    ['（区教育局商区财政局、商务局推进）', ['each 区教育局', 'support 区财政局', 'support 商务局']],
    [
      '（县城市运行和政务服务办、县住房和城乡建设局）',
      ['each 县城市运行和政务服务办', 'each 县住房和城乡建设局'],
    ],
    ['（责任单位：县教育局，各区、县（市）政府）', ['each 县教育局', 'each 各区、县(市)政府*']],
    [
      '（县教育局牵头负责，县财政局、县民政局，各乡镇政府配合）',
      ['lead 县教育局', 'support 县财政局', 'support 县民政局', 'support 各乡镇政府*'],
    ],
    ['（县教育局、县财政局，各乡镇政府配合）', ['each 县教育局', 'each 县财政局', 'support 各乡镇政府*']],
    ['（牵头单位：县教育局；支撑单位：县财政局）', ['lead 县教育局', 'support 县财政局']],
    ['（牵头单位：县教育局；协同配合单位：县财政局）', ['lead 县教育局', 'support 县财政局']],
    ['（第一责任单位：县教育局；协作单位：县财政局）', ['lead 县教育局', 'support 县财政局']],
    ['（责任单位：*县教育局、县财政局）', ['each 县教育局', 'each 县财政局']],
    ['（东山、西河市政府，省教育厅）', ['each 东山', 'each 西河市政府', 'each 省教育厅']],
    ['（责任单位：东山市、县经开区、有关区县）', ['each 东山市', 'each 县经开区', 'each 有关区县*']],
    ['（责任单位：县教育局〈含教研室，下同〉、县财政局）', ['each 县教育局', 'each 县财政局']],
    [
      '（责任单位：县教育局、县财政局。以下均需各乡镇政府落实，不再列出）',
      ['each 县教育局', 'each 县财政局'],
    ],
    ['（责任单位：县教育局；第一个逗号前为牵头单位，下同）', ['each 县教育局']],
    ['（司法所、派出所、党建办）', ['each 司法所', 'each 派出所', 'each 党建办']],
    ['（市优化营商环境工作专班、区推进办）', ['each 市优化营商环境工作专班', 'each 区推进办']],
    ['（责任单位：区教育局；责任人：张某）', ['each 区教育局']],
    [
      '（区教育局、区人力资源和社会保障局和区残联）',
      ['each 区教育局', 'each 区人力资源和社会保障局', 'each 区残联'],
    ],
    ['（农业部、商务部等和各省级人民政府负责）', ['each 农业部', 'each 商务部', 'each 各省级人民政府*']],
    ['（省水利厅等部门和各有关市人民政府）', ['each 省水利厅', 'each 各有关市人民政府*']],
    ['（县水利局、县林业局等有关部门和单位）', ['each 县水利局', 'each 县林业局']],
    ['（区水务局等相关区直部门、单位配合）', ['support 区水务局']],
    ['（市水务局等8个部门）', ['each 市水务局']],
    ['（区水务局，各有关部门和单位）', ['each 区水务局', 'each 各有关部门和单位*']],
    ['（省水利厅、省直其他有关部门）', ['each 省水利厅', 'each 省直其他有关部门*']],
    ['（市水务局，各区、县级市）', ['each 市水务局', 'each 各区、县级市*']],
    ['（各县(市)区政府、驻潭有关单位）', ['each 各县(市)区政府*', 'each 驻潭有关单位*']],
    ['（市水务局、青羊区）', ['each 市水务局', 'each 青羊区']],
    ['（区“两清”专班、区水务局）', ['each 区“两清”专班', 'each 区水务局']],
    [
      '（市水务局、林业局按职责分工负责，各区人民政府结合实际落实）',
      ['each 市水务局', 'each 林业局', 'each 各区人民政府*'],
    ],
    ['（海关总署负责）', ['each 海关总署']],
    ['（国铁东山、东山电网、山水协作网负责）', ['each 国铁东山', 'each 东山电网', 'each 山水协作网']],
  ])('%s', (bracket, expected) => {
    expect(units(bracket)).toEqual(expected);
  });

  it.each(['（县水利局等有关部门和单位）', '（县水利局等和各乡镇政府负责）', '（县水利局等部门、单位）'])(
    'is an open list, never a fused name: %s',
    (bracket) => {
      expect(item(bracket).open).toBe(true);
      expect(item(bracket).findings).toEqual(['open-list']);
    },
  );

  it.each(['（此项由专人负责）', '（坚持把责任逐级落实）', '（经费由学校负责）'])(
    'is nobody where a clause ends with a duty: %s',
    (bracket) => {
      expect(units(bracket)).toEqual([]);
    },
  );

  it.each([
    ['区水务局牵头，各街镇配合。', ['lead 区水务局', 'support 各街镇*']],
    ['由区水务局、区建管委牵头，各街镇具体实施。', ['lead 区水务局', 'lead 区建管委', 'each 各街镇*']],
    ['区水务局负责。（完成时限：6月底前）', ['each 区水务局']],
  ])('may be said in a last sentence of its own: %s', (sentence, expected) => {
    expect(units(sentence)).toEqual(expected);
  });

  it.each([
    '各单位要认真组织实施。',
    '区财政局资金负责人不得擅自调整。',
    '压实责任，持续推进。',
    '加强部门配合。',
  ])('is nobody in a sentence about work: %s', (sentence) => {
    expect(units(sentence)).toEqual([]);
  });

  it.each([
    ['区财政局负责落实资金。', ['each 区财政局']],
    ['由办公室负责，更新目录。', ['each 办公室']],
    ['市发改局负责要素保障；市工信局牵头做好培育。', ['each 市发改局', 'lead 市工信局']],
  ])(
    'may be read from running text, with a finding, where nothing else names anyone: %s',
    (text, expected) => {
      const read = item(text);
      expect(read.units.map(({ role, name }) => `${role} ${name}`)).toEqual(expected);
      expect(read.findings).toEqual(['prose-units']);
    },
  );

  it('is named once, with the strongest role, where two labels name the same unit', () => {
    expect(units('（牵头单位：区教育局；责任单位：区教育局、区财政局）')).toEqual([
      'lead 区教育局',
      'each 区财政局',
    ]);
  });

  it('is nobody where a bracket only says something', () => {
    for (const bracket of ['（含民办学校）', '（2025年版）', '（沪府办字〔2025〕5号）', '（以下简称“要点”）'])
      expect(units(bracket)).toEqual([]);
  });
});

describe('a name that the roster lacks', () => {
  const roster: Vocabulary = { units: ['区教育局', '区党群办、区社工部'], groups: ['各街镇'] };

  it('may be any plain word behind a label, always with a finding', () => {
    const read = item('（责任单位：县教育局、东山资本、国网东山供电）');
    expect(read.units.map(({ name }) => name)).toEqual(['县教育局', '东山资本', '国网东山供电']);
    expect(read.findings).toEqual(['unknown-unit']);
  });

  it('is a unit with a finding', () => {
    const read = item('（区教育局、区体育局、各街镇）', roster);
    expect(read.units.map(({ name }) => name)).toEqual(['区教育局', '区体育局', '各街镇']);
    expect(read.findings).toEqual(['unknown-unit']);
  });

  it('is no matter where there is no roster', () => {
    expect(item('（区体育局）').findings).toEqual([]);
  });

  it('is cut by the roster first, even at a comma', () => {
    expect(units('（区党群办、区社工部、区教育局）', roster)).toEqual([
      'each 区党群办、区社工部',
      'each 区教育局',
    ]);
  });
});

describe('doubt about who answers', () => {
  it.each([
    ['（区教育局等）', 'open-list'],
    ['（区教育局等相关部门）', 'open-list'],
    ['（区应急局等安全生产行业主管部门）', 'open-list'],
    ['（各有关单位牵头，区教育局配合）', 'group-lead'],
    ['（区教育局、区财政局、青年企业家）', 'unclear-unit'],
    ['（学校、医院）', 'doubtful-units'],
    ['（责任单位：区教育局，下同）', 'list-note'],
    ['（责任单位：区教育局〔含教研室〕）', 'list-note'],
    ['（区教育局、区财政局', 'bracket-unclosed'],
    ['', 'no-units'],
  ])('%s has the finding %s', (bracket, code) => {
    expect(item(bracket).findings).toContain(code);
  });

  it('never makes a group a lead', () => {
    expect(units('（各有关单位牵头，区教育局配合）')).toEqual(['each 各有关单位*', 'support 区教育局']);
  });
});
