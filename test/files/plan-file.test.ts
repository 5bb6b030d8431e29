import { toDraft, toPlan } from '../../office/intake/files/plan-file';
import { vocabularyOf } from '../../office/intake/files/learned-file';
import { parseYaml } from '../../office/intake/files/yaml-file';
import { readNotice } from '../../domain/notice/read';
import type { Result } from '../../domain/problem';
import { testOffice } from '../support/office';
import { NOTICE_TEXT, PLAN_YAML } from '../support/plan-folder';
import { sure } from '../support/sure';

const office = testOffice();
const reading = readNotice({ text: NOTICE_TEXT }, vocabularyOf(office.roster));

const read = (source: string) => toPlan(sure(parseYaml(source, 'plan.yaml')), office, reading);

function refusal(result: Result<unknown>): { readonly code: string; readonly said: string } {
  if (result.ok) throw new Error('was read');
  return { code: result.problem.code, said: result.problem.message.zh };
}

describe('plan.yaml', () => {
  it('takes text, section and units from the notice, and dates and roles from the file', () => {
    const { plan } = sure(read(PLAN_YAML));
    const [first] = plan.items;
    expect(first).toMatchObject({
      key: '1',
      section: '一、平台建设',
      text: '建设统一平台。',
      dates: ['2025-09-30'],
    });
    expect(first?.units.map(({ unit, role }) => [unit, role])).toEqual([
      ['sjj', 'lead'],
      ['sfj', 'support'],
    ]);
    expect(plan.items.map(({ kind }) => kind)).toEqual(['dated', 'recurring', 'continuous', 'dated']);
  });

  it('is the same plan for the same file, by its digest', () => {
    expect(sure(read(PLAN_YAML)).plan.digest).toBe(sure(read(PLAN_YAML)).plan.digest);
    expect(sure(read(PLAN_YAML.replace('2025-07-31', '2025-08-01'))).plan.digest).not.toBe(
      sure(read(PLAN_YAML)).plan.digest,
    );
  });

  it.each([
    [
      'a key that is not in the notice',
      PLAN_YAML.replace("key: '4'", "key: '9'"),
      'bad-plan',
      '第 16 行 items[3].key',
    ],
    [
      'an item that is left out',
      PLAN_YAML.slice(0, PLAN_YAML.indexOf("  - key: '4'")),
      'bad-plan',
      '缺第 4 项',
    ],
    [
      'due and dates together',
      PLAN_YAML.replace('due: 2025-07-31', 'due: 2025-07-31\n    dates: [2025-07-31, 2025-08-31]'),
      'bad-file',
      '只能写一个',
    ],
    [
      'a date that does not exist',
      PLAN_YAML.replace('2025-07-31', '2025-02-30'),
      'bad-file',
      '“2025-02-30”不是一个存在的日期',
    ],
    [
      'a group that nobody has',
      `${PLAN_YAML}groups: { 各街镇: [朱家角镇] }\n`,
      'bad-plan',
      '没有事项写“各街镇”',
    ],
  ])('is refused for %s', (_name, source, code, said) => {
    const found = refusal(read(source));
    expect(found.code).toBe(code);
    expect(found.said).toContain(said);
  });

  it('reads numbers as keys, and days of a demonstration one or many', () => {
    const source =
      'notice: a\ncoordinator: b\nitems:\n  - { key: 7, demo: 5 }\n  - { key: 8.2, demo: [1, 2] }\n';
    const draft = sure(toDraft(sure(parseYaml(source.replace('8.2', '"8.2"'), 'plan.yaml'))));
    expect(draft.items.map(({ key, demo }) => [key, demo])).toEqual([
      ['7', [5]],
      ['8.2', [1, 2]],
    ]);
  });
});
