import { tagOf } from '../../office/access/secrets';
import { vocabularyOf } from '../../office/intake/files/learned-file';
import { toDraft } from '../../office/intake/files/plan-file';
import { parseYaml } from '../../office/intake/files/yaml-file';
import { issuedYaml } from '../../office/plan/issued-file';
import { readNotice } from '../../domain/notice/read';
import { buildPlan } from '../../domain/plan/build';
import { areaOf, hiddenOf, stageWithNotice, type Answer, type Browser, type Stage } from '../support/console';
import { testOffice } from '../support/office';
import { draftItem, planDraft } from '../support/plan-draft';
import { PLAN_YAML } from '../support/plan-folder';
import { seedFolder } from '../support/seed';
import { sure } from '../support/sure';

const AT = '/notices/t1/plan/source';
let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stageWithNotice();
  coordinator = await s.browser('ddy');
  await confirm('issue', await next('issue', await checked(PLAN_YAML)));
});
afterEach(() => s.close());

const checked = (plan: string) => coordinator.fill(AT, AT, { plan });

/** Sends the form of a page that leads on to a deed. */
const next = (deed: string, { body }: Answer, fields: Parameters<Browser['post']>[1] = {}) => {
  const path = `/notices/t1/${deed}`;
  return coordinator.post(path, { ...hiddenOf(body, path), plan: areaOf(body, 'plan'), ...fields });
};
const confirm = next;

const asIssued = async () => areaOf((await coordinator.get(AT)).body, 'plan');
const dueOf = async (key: string) =>
  (await s.ledger.item(`item/t1/${key}`))?.assignments[0]?.rounds.at(-1)?.versions.at(-1)?.due.date;

const ADDED = `  - key: 补1
    supplement: 公布办事指南。
    due: 2025-10-31
    lead: [区司法局]
`;

describe('the plan of an issued notice', () => {
  it('is written as it was issued: read again it is the same', () => {
    const { reading, office, planFile } = seedFolder();
    const yaml = issuedYaml(planFile.plan, reading, office.roster);
    const draft = sure(toDraft(sure(parseYaml(yaml, 'plan.yaml'))));
    const { plan, problems } = buildPlan(draft, reading, office.roster);
    expect(problems).toEqual([]);
    expect(plan.digest).toBe(planFile.plan.digest);
  });

  it.each(['区图书馆', '区　图书馆'])(
    'says again what its notice means by a name that the roster does not have: %s',
    (written) => {
      const { roster } = testOffice();
      const text = '2025年工作要点\n\n1.整理档案。（区数据局、区图书馆）\n\n2.接待来访。（区外事局）\n';
      const reading = readNotice({ text }, vocabularyOf(roster));
      const said = planDraft([draftItem('1'), draftItem('2', { each: ['区数据局'] })], {
        names: { [written]: '区司法局', 区外事局: false },
      });
      const { plan } = buildPlan(said, reading, roster);
      const again = sure(toDraft(sure(parseYaml(issuedYaml(plan, reading, roster), 'plan.yaml'))));
      expect(again.names).toEqual({ 区图书馆: '区司法局', 区外事局: false });
      expect(buildPlan(again, reading, roster).plan.digest).toBe(plan.digest);
    },
  );

  it('stands on its page, with nothing left to issue and no difference', async () => {
    const page = await checked(await asIssued());
    expect(page.body).toContain('计划里的事项都已交办');
    expect(page.body).toContain('比对、执行之后才生效');
    expect((await next('diff', page)).body).toContain('计划与现状相同');
  });

  it('is worked on no more once the notice is withdrawn, by the rule that refuses to issue', async () => {
    const by = { now: s.now, actor: 'ddy', requestKey: 'withdraw' };
    sure(await s.ledger.withdraw({ notice: 't1', reason: '印发有误', ...by }));
    const { body } = await coordinator.get('/notices/t1');
    expect(body).toContain('通知 t1 已撤回：印发有误');
    expect(body).not.toContain('href="/notices/t1/plan');
    const english = await s.browser('ddy');
    english.cookies.set('lang', 'en');
    expect((await english.get('/notices/t1')).body).toContain(
      'was withdrawn: 印发有误. import the corrected notice under another id',
    );
    for (const page of ['', '/added', '/check', '/source', '/whole', '/items/1']) {
      const told = await coordinator.get(`/notices/t1/plan${page}`);
      expect([page, told.status, told.body]).toEqual([
        page,
        422,
        expect.stringContaining('另用一个代号导入'),
      ]);
    }
  });

  it('is kept from the coordinator of other notices', async () => {
    const other = await s.browser('ddy3');
    expect((await other.get(AT)).status).toBe(403);
    const path = '/notices/t1/apply';
    const token = tagOf(other.cookies.get('duban') ?? '', `form ${path}`);
    expect((await other.post(path, { _token: token, plan: PLAN_YAML })).status).toBe(403);
  });

  it('of another notice is refused', async () => {
    const { status, body } = await checked(PLAN_YAML.replace('notice: t1', 'notice: t2'));
    expect([status, body]).toEqual([422, expect.stringContaining('这份计划是通知 t2 的，不是 t1')]);
  });
});

describe('items added after the notice', () => {
  it('are offered, shown with their letters, and issued once with a mark', async () => {
    const page = await checked(`${await asIssued()}${ADDED}`);
    expect(page.body).toContain('下一步：补充交办 1 项');
    expect(page.body).toMatch(/交办 1 封，每日提醒 [1-9]/);
    const before = await s.ledger.revision();
    const asked = await next('supplement', page);
    expect(asked.body).toMatch(/会给 1 个单位发补充交办通知：[^]*区司法局[^]*【补充交办】[^]*公布办事指南/);
    expect(await s.ledger.revision()).toBe(before);
    expect((await confirm('supplement', asked)).to).toBe('/notices/t1');
    const after = await s.ledger.revision();
    await confirm('supplement', asked);
    expect(await s.ledger.revision()).toBe(after);
    expect(await s.ledger.item('item/t1/补1')).toMatchObject({ supplement: true, status: 'issued' });
    expect((await coordinator.get('/notices/t1')).body).toMatch(/补1 公布办事指南[^]*补充事项/);
  });

  it('are refused with the field of what is wrong', async () => {
    const { body } = await checked(`${await asIssued()}${ADDED.replace('区司法局', '区司法厅')}`);
    expect(body).not.toContain('下一步：补充交办');
    expect(body).toMatch(/事项 补1 · 牵头：[^]*区司法厅/);
  });
});

describe('an item added by a form', () => {
  const AT_ADDED = '/notices/t1/plan/added';
  const add = (fields: Readonly<Record<string, string>>) => coordinator.fill(AT_ADDED, AT_ADDED, fields);
  const itemForm = `/notices/t1/plan/items/${encodeURIComponent('补1')}`;

  it('gets a free number, its text, then date and units, and is issued with a letter', async () => {
    const shown = (await coordinator.get(AT_ADDED)).body;
    expect(shown).toContain('value="补1"');
    expect((await add({ key: '补1', supplement: '公布办事指南。' })).to).toBe(itemForm);
    const form = (await coordinator.get(itemForm)).body;
    expect(areaOf(form, 'supplement')).toBe('公布办事指南。');
    const typed = { supplement: '公布办事指南和流程图。', dates: '2025-10-31', lead: '区司法局' };
    expect((await coordinator.fill(itemForm, itemForm, typed)).status).toBe(303);
    const asked = await next('supplement', await coordinator.get('/notices/t1/plan/check'));
    await confirm('supplement', asked);
    const issued = await s.ledger.item('item/t1/补1');
    expect(issued).toMatchObject({ supplement: true, text: '公布办事指南和流程图。' });
    expect(await dueOf('补1')).toBe('2025-10-31');
    expect((await coordinator.get(AT_ADDED)).body).toContain('value="补2"');
  });

  it.each([
    ['a number of the notice', { key: '2', supplement: '公布。' }, 'key'],
    ['no number', { key: ' ', supplement: '公布。' }, 'key'],
    ['no text', { key: '补1', supplement: '' }, 'supplement'],
    ['a text that is too long', { key: '补1', supplement: '字'.repeat(5_001) }, 'supplement'],
  ])('is refused at its field with what was typed: %s', async (_name, fields, field) => {
    const { status, body } = await add(fields);
    expect([status, body]).toEqual([422, expect.stringContaining(`id="${field}-error"`)]);
    expect(body).toContain(fields.supplement);
    expect(await s.ledger.planDraft('t1')).toBeNull();
  });

  it('is not said to be kept when the plan that it was added to is gone by then', async () => {
    await add({ key: '补1', supplement: '公布办事指南。' });
    const { body } = await coordinator.get(AT_ADDED);
    await s.ledger.dropPlanDraft('t1');
    const second = { ...hiddenOf(body, AT_ADDED), key: '补2', supplement: '另一项。' };
    const { status, body: told } = await coordinator.post(AT_ADDED, second);
    expect([status, told]).toEqual([409, expect.stringContaining('没有保存')]);
    expect(
      (await coordinator.post(AT_ADDED, { ...hiddenOf(told, AT_ADDED), ...second, seen: '' })).status,
    ).toBe(303);
  });

  it('can be left out again until it is issued', async () => {
    await add({ key: '补1', supplement: '公布办事指南。' });
    expect((await coordinator.fill(itemForm, itemForm, { then: 'drop' })).to).toBe('/notices/t1/plan');
    expect((await coordinator.get(itemForm)).status).toBe(404);
    expect((await s.ledger.planDraft('t1'))?.yaml).not.toContain('补1');
  });
});

describe('an edited plan', () => {
  const edited = async () => (await asIssued()).replace('due: 2025-09-30', 'due: 2025-10-15');

  it('is compared, rehearsed, confirmed, and its changes run by themselves', async () => {
    const list = await next('diff', await checked(await edited()));
    expect(list.body).toMatch(/计划与现状有 1 项不同[^]*2025-09-30 → 2025-10-15/);
    const asked = await next('apply', list, { item: ['1'], reason: '主任会议定' });
    expect(asked.body).toContain('确认改变 1 处？');
    expect(await dueOf('1')).toBe('2025-09-30');
    const done = await confirm('apply', asked);
    expect(done.to).toMatch(/^\/change-sets\/plan-/);
    expect((await coordinator.get(done.to ?? '')).body).toContain('已办 1 项');
    expect(await dueOf('1')).toBe('2025-10-15');
    expect((await s.ledger.history('item/t1/1')).at(-1)?.body).toContain('主任会议定');
  });

  it('changes only the items that are ticked, and one at least', async () => {
    const list = await next('diff', await checked(await edited()));
    const none = await next('apply', list, { reason: '' });
    expect([none.status, none.body]).toEqual([422, expect.stringContaining('请勾选要改变的事项')]);
  });

  it('is shown again when the items changed after it was confirmed', async () => {
    const list = await next('diff', await checked(await edited()));
    const asked = await next('apply', list, { item: ['1'] });
    const to = '/items/t1/1/do/changeDeadline';
    const form = await coordinator.fill(to, to, { date: '2025-11-28', reason: '另定' });
    await coordinator.post(to, hiddenOf(form.body, to));
    expect(await dueOf('1')).toBe('2025-11-28');
    const again = await confirm('apply', asked);
    expect([again.status, again.body]).toEqual([200, expect.stringContaining('其间事项有变动')]);
    expect(await dueOf('1')).toBe('2025-11-28');
  });

  it('does not tick what only moved on since the issue', async () => {
    const to = '/items/t1/4/do/changeDeadline';
    const form = await coordinator.fill(to, to, { date: '2025-08-29', reason: '另定' });
    await coordinator.post(to, hiddenOf(form.body, to));
    const { body } = await next('diff', await checked(await edited()));
    expect(body).toMatch(/id="item-1"[^>]*checked/);
    expect(body).toMatch(/id="item-4"/);
    expect(body).not.toMatch(/id="item-4"[^>]*checked/);
  });

  it('cancels what it leaves out only when asked, with a reason', async () => {
    const without = (await asIssued()).replace(/ {2}- key: "4"[^]*$/, '');
    const list = await next('diff', await checked(without));
    expect(list.body).toContain('计划中已没有');
    const faulty = await next('apply', list, { item: ['4'], cancel: 'missing', reason: '' });
    expect([faulty.status, faulty.body]).toEqual([422, expect.stringContaining('取消事项请写明理由')]);
    const asked = await next('apply', list, { item: ['4'], cancel: 'missing', reason: '并入他项' });
    await confirm('apply', asked);
    expect((await s.ledger.item('item/t1/4'))?.status).toBe('cancelled');
    expect((await next('diff', await checked(without))).body).toContain('计划与现状相同');
  });
});
