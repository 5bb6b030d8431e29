import { areaOf, formIn, hiddenOf, stageWithNotice, type Browser, type Stage } from '../support/console';
import { PLAN_YAML } from '../support/plan-folder';

const AT = '/notices/t1/plan';
let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stageWithNotice();
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

const source = (browser: Browser, plan: string) => browser.fill(`${AT}/source`, `${AT}/source`, { plan });
const kept = async () => (await s.ledger.planDraft('t1'))?.yaml ?? '';

/** What the form of an item has, as a browser would send it. */
async function formOf(browser: Browser, key: string) {
  const path = `${AT}/items/${key}`;
  return formIn((await browser.get(path)).body, path);
}

const keep = async (browser: Browser, key: string, fields: Parameters<Browser['post']>[1]) =>
  browser.post(`${AT}/items/${key}`, { ...(await formOf(browser, key)), ...fields });

describe('the plan as forms', () => {
  it('is a table with what is to be mended at each item, and a look keeps nothing', async () => {
    const { body } = await coordinator.get(AT);
    expect(body).toMatch(/href="\/notices\/t1\/plan\/items\/1"/);
    expect(body).toContain('■ 要改');
    expect(await s.ledger.planDraft('t1')).toBeNull();
  });

  it('tells what is found at the field of an item that it is about', async () => {
    const { status, body } = await coordinator.get(`${AT}/items/1`);
    expect(status).toBe(200);
    expect(body).toMatch(/id="dates-error"/);
    expect(body).toMatch(/<a href="#dates">/);
  });

  it('writes the fields of an item into plan.yaml and leaves the others as they were written', async () => {
    await source(coordinator, PLAN_YAML);
    const before = await kept();
    const done = await keep(coordinator, '1', {
      dates: '2025-10-15',
      lead: '区司法局',
      roll: 'next',
      reworkDays: '5',
    });
    expect(done.to).toBe(AT);
    const after = await kept();
    expect(after).toContain('due: 2025-10-15');
    expect(after).toMatch(/roll: next\n\s+reworkDays: 5/);
    const rest = (yaml: string) => yaml.slice(yaml.indexOf('title: 季度材料'));
    expect(rest(after)).toBe(rest(before));
    expect((await coordinator.get(`${AT}/items/1`)).body).toContain('2025-10-15');
  });

  it('without a change keeps the text letter by letter', async () => {
    await source(coordinator, PLAN_YAML);
    const before = await kept();
    for (const key of ['1', '4']) await keep(coordinator, key, {});
    expect(await kept()).toBe(before);
  });

  it('comes back with what was typed when a field cannot be read, and keeps nothing', async () => {
    await source(coordinator, PLAN_YAML);
    const before = await kept();
    const faulty = await keep(coordinator, '1', { dates: '九月底', reworkDays: 'x' });
    expect([faulty.status, faulty.body]).toEqual([422, expect.stringContaining('有 2 处需要更正')]);
    expect(faulty.body).toContain('九月底');
    expect(await kept()).toBe(before);
  });

  it('shows who answers for an item by the notice and the plan together', async () => {
    await source(coordinator, PLAN_YAML);
    const { body } = await coordinator.get(`${AT}/items/1`);
    expect(body).toMatch(/现在负责：区数据局<span[^>]*> 配合 1</);
  });

  it('shows the rungs of an item on their days', async () => {
    await source(coordinator, PLAN_YAML);
    expect((await coordinator.get(`${AT}/items/1`)).body).toMatch(/<li>2025-\d\d-\d\d [^<]+<\/li>/);
  });
});

/** Plans with something to say of each kind: of items, units, groups, names, years and people. */
const FAULTY: readonly (readonly [string, (yaml: string) => string])[] = [
  [
    'dates, units and days off',
    (yaml) => yaml.replace('2025-07-31', '2025-08-31').replace('区司法局]', '无此局]'),
  ],
  ['a date in the past', (yaml) => yaml.replace('2025-07-31', '2025-06-02')],
  ['a title twice', (yaml) => yaml.replace('title: 整理档案', 'title: 统一平台')],
  [
    'no date and nobody who answers',
    (yaml) => yaml.replace('    due: 2025-09-30\n    lead: [区数据局]\n', '    due:\n'),
  ],
  [
    'two groups that nobody knows',
    (yaml) => yaml.replace('    lead: [区数据局]', '    each: [各甲单位, 各乙单位]'),
  ],
  ['a date of a unit that is not there', (yaml) => `${yaml}    dueOf: {区财政局: 2025-09-01}\n`],
  ['an item twice, another left out', (yaml) => yaml.replace("key: '2'", "key: '1'")],
  ['an item that the notice does not have', (yaml) => yaml.replace("key: '2'", "key: '9'")],
  ['a supplement of an item of the notice', (yaml) => `${yaml}    supplement: 另加一项\n`],
  ['an open list', (yaml) => `${yaml}    each:\n`],
  [
    'a coordinator and a deputy that are none',
    (yaml) => yaml.replace('ddy\n', 'nobody\n').replace('[ddy2]', '[nobody]'),
  ],
  [
    'a group, a name and a line for nothing',
    (yaml) => `groups: {无此组: [区数据局]}\nnames: {无此名: 区数据局}\n${yaml}`,
  ],
];

describe('what is found in a plan', () => {
  it.each(FAULTY)('leads to the field at which it is mended: %s', async (_name, spoil) => {
    await source(coordinator, spoil(PLAN_YAML));
    const { body } = await coordinator.get(`${AT}/check`);
    const found = [...body.matchAll(/<li class="(?:error)?">[■▲][^<]*<a href="([^"#]*)#([^"]*)">/g)];
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBe([...body.matchAll(/<li class="(?:error)?">[■▲]/g)].length);
    for (const [, path = '', field = ''] of found) {
      const there = await coordinator.get(path);
      expect([path, field, there.status]).toEqual([path, field, 200]);
      expect(there.body).toContain(`id="${field}"`);
    }
  });
});

/** Fields of plan.yaml by their names. */
const FILE_WORDS =
  /\b(?:key|title|supplement|due|dates|continuous|lead|each|support|groups|dueOf|names|lookedAt|year)\b|第 \d+ 行/;

describe('what is found in a plan, in words', () => {
  const findings = (body: string) =>
    [...body.matchAll(/<li class="(?:error)?">[■▲] ([^<]*)：<a href="[^"]*">([^<]*)</g)].map(
      ([, place = '', words = '']) => ({ place, words }),
    );

  it.each(FAULTY)('speaks of the form and not of the file: %s', async (_name, spoil) => {
    await source(coordinator, spoil(PLAN_YAML));
    const found = findings((await coordinator.get(`${AT}/check`)).body);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ words }) => FILE_WORDS.test(words))).toEqual([]);
  });

  it('names the field of the form', async () => {
    await source(
      coordinator,
      PLAN_YAML.replace('    due: 2025-07-31\n', '').replace('[区司法局]', '[无此局]'),
    );
    const places = findings((await coordinator.get(`${AT}/check`)).body).map(({ place }) => place);
    expect(places).toEqual(expect.arrayContaining(['事项 1 · 配合', '事项 4 · 日期']));
  });
});

describe('two coordinators on one plan', () => {
  it('do not overwrite the same item: the second is told, keeps what was typed, and decides', async () => {
    await source(coordinator, PLAN_YAML);
    const other = await s.browser('ddy2');
    const theirs = await formOf(other, '1');
    await keep(coordinator, '1', { dates: '2025-10-15' });
    const late = await other.post(`${AT}/items/1`, { ...theirs, dates: '2025-11-28' });
    expect([late.status, late.body]).toEqual([409, expect.stringContaining('没有覆盖')]);
    expect(late.body).toContain('2025-11-28');
    expect(await kept()).toContain('due: 2025-10-15');
    const again = hiddenOf(late.body, `${AT}/items/1`);
    expect((await other.post(`${AT}/items/1`, { ...theirs, ...again, dates: '2025-11-28' })).status).toBe(
      303,
    );
    expect(await kept()).toContain('due: 2025-11-28');
  });

  it('do not get into the way of each other on different items', async () => {
    await source(coordinator, PLAN_YAML);
    const other = await s.browser('ddy2');
    const theirs = await formOf(other, '4');
    await keep(coordinator, '1', { dates: '2025-10-15' });
    expect((await other.post(`${AT}/items/4`, { ...theirs, dates: '2025-11-28' })).status).toBe(303);
    expect(await kept()).toMatch(/2025-10-15[^]*2025-11-28/);
  });

  it('do not overwrite the text either', async () => {
    await source(coordinator, PLAN_YAML);
    const path = `${AT}/source`;
    const page = await coordinator.get(path);
    await keep(coordinator, '1', { dates: '2025-10-15' });
    const late = await coordinator.post(path, { ...hiddenOf(page.body, path), plan: PLAN_YAML });
    expect([late.status, late.body]).toEqual([409, expect.stringContaining('督办员甲')]);
    expect(await kept()).toContain('2025-10-15');
  });
});

describe('what is left of an item that was saved', () => {
  it('is counted as it is listed: what is to be mended apart from what is to be looked at', async () => {
    await source(coordinator, PLAN_YAML);
    await keep(coordinator, '1', { dates: '2025-06-02', each: '无此局' });
    const { body } = await coordinator.get(AT);
    const [, banner = ''] = /id="banner">([^]*?)<\/div>/.exec(body) ?? [];
    expect(banner).toContain('要改 2');
    expect((await coordinator.get(`${AT}/check`)).body).toContain('改好 ■ 的几处');
  });
});

describe('the way to the issue', () => {
  it('goes from the forms by the check and its forecast to letters by name, and forgets the draft', async () => {
    await source(coordinator, PLAN_YAML);
    const check = await coordinator.get(`${AT}/check`);
    expect(check.body).toContain('如果谁都不动，会发这些邮件');
    const to = '/notices/t1/issue';
    const plan = areaOf(check.body, 'plan');
    const asked = await coordinator.post(to, { ...hiddenOf(check.body, to), plan });
    expect(asked.body).toMatch(/<td class="mono">\w\*\*\*@/);
    await coordinator.post(to, { ...hiddenOf(asked.body, to), plan: areaOf(asked.body, 'plan') });
    expect((await s.ledger.items({ notice: 't1' })).length).toBeGreaterThan(0);
    expect(await s.ledger.planDraft('t1')).toBeNull();
  });

  it('says once for the whole plan what a group is', async () => {
    await source(coordinator, PLAN_YAML);
    const path = `${AT}/whole`;
    const page = await coordinator.get(path);
    expect(page.status).toBe(200);
    const done = await coordinator.fill(path, path, { title: '新标题', year: '2025' });
    expect(done.to).toBe(AT);
    expect(await kept()).toContain('title: 新标题');
  });

  it('gives all items without a date one, and leaves those that have theirs', async () => {
    const path = `${AT}/whole`;
    await keep(coordinator, '1', { dates: '2025-10-15' });
    expect((await coordinator.get(path)).body).toContain('没有期限的 3 项都定为');
    const wrong = await coordinator.fill(path, path, { year: '2025', undated: 'some day' });
    expect([wrong.status, wrong.body]).toEqual([422, expect.stringContaining('href="#undated"')]);
    await coordinator.fill(path, path, { year: '2025', undated: '2025-11-28' });
    expect((await kept()).match(/due: \S+/g)).toEqual([
      'due: 2025-10-15',
      ...['due: 2025-11-28', 'due: 2025-11-28', 'due: 2025-11-28'],
    ]);
    expect((await coordinator.get(path)).body).not.toContain('name="undated"');
  });
});
