import { linkToken, linkKeysOf } from '../../office/access/links';
import { instant } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

// Where a notice numbers each section anew its items are 二.1, 二.5-2: addresses spell them with percent signs.

const KEYS = ['二.1', '十.1', '二.5-2', '一.1', '3'];
/** The order of the notice: 3 stands in its second section. */
const IN_ORDER = ['一.1', '二.1', '3', '二.5-2', '十.1'];
const sectionOf = (key: string): string => `${key.split('.').length > 1 ? key[0] : '二'}、一节`;
const NOTICE = `2025年测试工作要点

一、平台建设

1.建设统一平台。（区数据局）

2.报送季度材料。（区数据局）

二、日常工作

1.整理档案。（区数据局）

2.公开信息。（区档案局）

2025年6月30日印发
`;

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    const [like] = planItems(1);
    const items = like ? KEYS.map((key) => ({ ...like, key, section: sectionOf(key) })) : [];
    await beginAll(ledger, await issuedLedger(ledger, items), moment('2025-06-30 10:00'));
    const about = { title: '测试', number: '', year: 2025, demo: false, coordinator: 'ddy', deputies: [] };
    const by = { now: moment('2025-06-30 09:30'), actor: 'ddy', requestKey: 'han' };
    sure(await ledger.importNotice({ notice: { id: 'han', ...about }, text: NOTICE, ...by }));
  });
});
afterAll(() => s.close());

const coordinator = () => s.browser('ddy');

describe('an item whose key is not of letters and digits', () => {
  it.each(KEYS)('%s is reported on through the link of a mail, and urged by the coordinator', async (key) => {
    const own = `/items/n1/${encodeURIComponent(key)}`;
    const of = { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) } as const;
    const report = `/u/${linkToken(of, await linkKeysOf(s.ledger))}${own}/do/report`;
    const unit = await s.browser();
    expect((await unit.fill(report, report, { percentage: '10', text: '起草中' })).status).toBe(303);
    const urge = await (await coordinator()).fill(`${own}/do/urge`, `${own}/do/urge`, { text: '请加快' });
    expect([urge.status, urge.body]).toEqual([200, expect.stringContaining('确认后会发生')]);
  });

  it('has a form in the plan that is kept', async () => {
    const browser = await coordinator();
    const plan = (await browser.get('/notices/han/plan')).body;
    const [, form = ''] = /href="([^"]*\/plan\/items\/%[^"]*)"/.exec(plan) ?? [];
    expect(decodeURIComponent(form)).toContain('/items/一.1');
    const kept = await browser.fill(form, form, { when: 'dates', dates: '2025-10-15' });
    expect([kept.status, kept.to]).toEqual([303, '/notices/han/plan']);
  });

  it('is listed where the notice has it, under a number that no other has', async () => {
    for (const page of ['/items?notice=n1&sort=no', '/notices/n1']) {
      const { body } = await (await coordinator()).get(page);
      const links = [...body.matchAll(/<th scope="row">\s*<a href="\/items\/n1\/([^"]*)"/g)];
      expect(links.map(([, key = '']) => decodeURIComponent(key))).toEqual(IN_ORDER);
      for (const key of KEYS) expect(body).toMatch(new RegExp(`>${key}[ <]`));
    }
  });
});

describe('the number of an item', () => {
  const tokenOf = async (purpose: 'unit' | 'feed') =>
    linkToken({ purpose, subject: 'sjj', madeAt: instant(s.now) }, await linkKeysOf(s.ledger));

  it('is the same in mails, calendars, exports and on every page', async () => {
    await s.ledger.composeLetters({ notice: 'n1', batch: 1, now: moment('2025-06-30 10:00') });
    const browser = await coordinator();
    const [, letter = ''] = /href="\/mails\/one\?(key=[^"]*)"/.exec((await browser.get('/mails')).body) ?? [];
    const pages = [
      `/mails/body?${letter}`,
      `/u/${await tokenOf('unit')}`,
      `/feed/${await tokenOf('feed')}`,
      ...['/items.csv', '/units/sjj', '/items'],
    ];
    for (const page of pages) {
      const { status, body } = await browser.get(page);
      const unfolded = body.replaceAll('\r\n ', '');
      expect([page, status, KEYS.filter((key) => !unfolded.includes(key))]).toEqual([page, 200, []]);
    }
  });
});

describe('a ledger of several notices', () => {
  it('says of each item which notice it is of, unless one is chosen', async () => {
    const issued = (await s.ledger.notices()).find(({ id }) => id === 'n1');
    const title = `<span class="small soft">${issued?.title}</span>`;
    const browser = await coordinator();
    expect((await browser.get('/items')).body).toContain(title);
    expect((await browser.get('/items?notice=n1')).body).not.toContain(title);
  });
});

describe('a unit of the notice that the roster does not have', () => {
  it('is named once for the whole plan, where its finding leads', async () => {
    const browser = await coordinator();
    const unknown = '名册里没有“区档案局”';
    const { body } = await browser.get('/notices/han/plan/check');
    expect(body).toMatch(new RegExp(`<a href="/notices/han/plan/whole#name-0">${unknown}`));
    const item = /href="([^"]*\/plan\/items\/[^"]*\.2)"[^]*?(?:<\/tr>)/g;
    const forms = [...(await browser.get('/notices/han/plan')).body.matchAll(item)].map(
      ([, form = '']) => form,
    );
    expect((await browser.get(forms.at(-1) ?? '')).body).toContain('plan/whole#name-0');
    await browser.fill('/notices/han/plan/whole', '/notices/han/plan/whole', {
      year: '2025',
      'name-0': '区司法局',
    });
    expect((await browser.get('/notices/han/plan/check')).body).not.toContain(unknown);
  });
});
