import { linkToken, linkKeysOf, type LinkPurpose } from '../../office/access/links';
import { tagOf } from '../../office/access/secrets';
import { isAllowed } from '../../client/console/files/kinds';
import { routesOf } from '../../client/console/app';
import { instant, plusMs, type Instant } from '../../domain/time';
import { stage, type Browser, type Stage } from '../support/console';
import { change, issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { moment, planItem } from '../support/item';

const SCRIPT = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
const DAY = 86_400_000;

let s: Stage;
let coordinator: Browser;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    const items = planItems(2, { ...planItem(), title: `标题${SCRIPT}`, text: `正文${SCRIPT}` });
    await beginAll(ledger, await issuedLedger(ledger, items), moment('2025-06-30 10:00'));
  });
  coordinator = await s.browser('ddy');
});
afterAll(() => s.close());

const link = async (subject: string, purpose: LinkPurpose = 'unit', madeAt: Instant = instant(s.now)) =>
  linkToken({ purpose, subject, madeAt }, await linkKeysOf(s.ledger));

describe('words that would be a script', () => {
  it('stand as words on every page that shows an item', async () => {
    const unit = `/u/${await link('sjj')}`;
    for (const path of [
      '/',
      '/items',
      '/items/n1/1',
      '/inbox',
      unit,
      `${unit}/items/n1/1`,
      '/mails',
      '/audit?stream=item/n1/1',
    ]) {
      const { body, status } = await coordinator.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(body).not.toMatch(/<script>alert|<img src=x/);
    }
  });

  it('typed into a form come back as words', async () => {
    const at = '/items/n1/1/do/cancel';
    const shown = await coordinator.fill(at, at, { reason: SCRIPT });
    expect(shown.status).toBe(200);
    expect(shown.body).not.toMatch(/<script>alert|<img src=x/);
    const searched = await coordinator.get(`/items?q=${encodeURIComponent(SCRIPT)}`);
    expect(searched.body).not.toMatch(/<script>alert|<img src=x/);
  });

  it('in a notice stand as words in its reading', async () => {
    const read = await coordinator.fill('/new-notice', '/new-notice', {
      text: `关于${SCRIPT}的通知\n1. 做好工作${SCRIPT}。（责任单位：区数据局）`,
    });
    expect(read.status).toBe(200);
    expect(read.body).not.toMatch(/<script>alert|<img src=x/);
  });
});

describe('a link', () => {
  const opens = async (token: string) => (await (await s.browser()).get(`/u/${token}`)).status;

  it('opens its unit and nothing when it is forged, cut, swapped, expired or for something else', async () => {
    const good = await link('sjj');
    expect(await opens(good)).toBe(200);
    const parts = good.split('.');
    const forged = [
      good.slice(0, -1),
      `${good}x`,
      [parts[0], Buffer.from('sfj').toString('base64url'), ...parts.slice(2)].join('.'),
      await link('sjj', 'feed'),
      await link('sjj', 'leader'),
      await link('sjj', 'unit', plusMs(s.now, -46 * DAY)),
      await link('nobody'),
    ];
    for (const token of forged) expect(await opens(token)).toBe(404);
  });

  it('of one unit does not act for another', async () => {
    const token = await link('xjz');
    const browser = await s.browser();
    expect((await browser.get(`/u/${token}/items/n1/1`)).status).toBe(404);
    const at = `/u/${await link('sjj')}/items/n1/1/do/report`;
    const shown = await browser.get(at);
    const key = /name="_key" value="([^"]*)/.exec(shown.body)?.[1] ?? '';
    const token_ = tagOf(browser.cookies.get('duban') ?? '', `form ${at}`);
    const swapped = await browser.post(at, {
      _token: token_,
      _key: key,
      unit: 'sfj',
      percentage: '10',
      text: 'x',
    });
    expect(swapped.status).toBe(404);
  });

  it('ends when its unit is ended, while a new one opens; all end when the key is dropped', async () => {
    const before = await link('sfj');
    await s.ledger.endLinks('unit/sfj', change('end'));
    expect(await opens(before)).toBe(404);
    const fresh = await link('sfj');
    expect(await opens(fresh)).toBe(200);
    await s.ledger.rotateLinkKey('another key', true, change('rotate'));
    expect(await opens(fresh)).toBe(404);
    expect(await opens(await link('sfj'))).toBe(200);
  });

  it('that a scanner opens changes nothing, whatever it follows', async () => {
    const before = await s.ledger.revision();
    const base = `/u/${await link('sjj')}`;
    const browser = await s.browser();
    for (const path of [
      base,
      `${base}/items/n1/1`,
      ...['acknowledge', 'report', 'handIn'].map((type) => `${base}/items/n1/1/do/${type}`),
    ])
      expect((await browser.get(path)).status).toBe(200);
    expect((await browser.get(`${base}/sign`)).status).toBe(404);
    expect(await s.ledger.revision()).toBe(before);
  });
});

describe('a file', () => {
  it('is taken for what it is, not for what it is called', () => {
    const html = Buffer.from('<html><script>alert(1)</script></html>');
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    expect(isAllowed('a.png', html)).toBe(false);
    expect(isAllowed('a.png', png)).toBe(true);
    expect(isAllowed('a.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), html]))).toBe(false);
    expect(isAllowed('a.html', html)).toBe(false);
    expect(isAllowed('a.svg', Buffer.from('<svg onload="alert(1)"/>'))).toBe(false);
    expect(isAllowed('a.txt', Buffer.from('plain <script>'))).toBe(false);
    expect(isAllowed('a.exe', Buffer.from('MZ'))).toBe(false);
  });

  it('that is refused leaves what was typed, and nothing in the journal', async () => {
    const at = `/u/${await link('sjj')}/items/n1/2/do/report`;
    const browser = await s.browser();
    const before = await s.ledger.revision();
    const file = new File([Buffer.from('<html></html>')], '报告.pdf');
    const answer = await browser.fill(at, at, { percentage: '10', text: '初稿', files: file });
    expect([answer.status, answer.body.includes('初稿')]).toEqual([422, true]);
    expect(await s.ledger.revision()).toBe(before);
  });

  it('is only found by its digest where an item names it: no path leads out', async () => {
    for (const name of ['..%2f..%2fetc%2fpasswd', 'a'.repeat(64), '%00'])
      expect((await coordinator.get(`/items/n1/1/files/${name}`)).status).toBe(404);
    expect((await coordinator.get('/assets/x/..%2f..%2fpackage.json')).status).toBe(404);
  });
});

describe('what is sent that no form sends', () => {
  it('a body that is too large is not read', async () => {
    const answer = await coordinator.post('/mails/pause', { reason: 'x'.repeat(1_200_000) });
    expect(answer.status).toBe(413);
  });

  it('filters and sort keys are compared and never run', async () => {
    for (const query of [
      '?sort=due;drop table items',
      "?unit=' or 1=1 --",
      '?lamp=__proto__',
      '?state=constructor',
      '?page=-1',
      '?page=1e99',
    ])
      expect((await coordinator.get(`/items${query}`)).status).toBe(200);
    expect((await coordinator.get('/mails?state=__proto__')).status).toBe(200);
  });

  it('fields that a command does not have are not part of it', async () => {
    const at = '/items/n1/2/do/acknowledge';
    const done = await coordinator.fill(at, at, {
      unit: 'sjj',
      source: 'mail',
      type: 'cancel',
      reason: 'x',
      actor: 'gly',
      key: 'k',
    });
    expect(done.status).toBe(303);
    const [last] = (await s.ledger.history('item/n1/2')).slice(-1);
    expect([last?.type, last?.actor]).toEqual(['acknowledged', 'ddy']);
  });

  it('headers do not say who somebody is', async () => {
    const answer = await s.app.request('http://duban.test/', {
      headers: {
        'X-Forwarded-User': 'gly',
        'X-Remote-User': 'gly',
        'X-Forwarded-For': '127.0.0.1',
        Authorization: 'Bearer gly',
      },
    });
    expect(answer.headers.get('Location')).toContain('/sign-in');
  });
});

describe('in production', () => {
  const paths = (demonstration: boolean) =>
    routesOf({
      ...s.ports,
      demonstration: demonstration
        ? { moveTo: () => undefined, moving: () => null, failed: () => null }
        : null,
    }).map(({ path }) => path);

  it('nothing of the demonstration is there: no clock, no switch, no guided path', async () => {
    const only = paths(true).filter((path) => !paths(false).includes(path));
    expect(only.sort()).toEqual(['/demo/as', '/demo/clock', '/demo/moving', '/guide']);
    const { body } = await coordinator.get('/');
    expect(body).not.toContain('/demo/');
    for (const path of only) expect((await coordinator.get(path)).status).toBe(404);
  });
});
