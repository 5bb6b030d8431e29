import { addressList } from '../../office/access/addresses';
import { linkKeysOf, linkToken } from '../../office/access/links';
import type { ConsolePorts } from '../../client/console/ports';
import { instant } from '../../domain/time';
import { givePasswords, stage, type Stage } from '../support/console';
import { issuedLedger } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { moment } from '../support/item';
import { sure } from '../support/sure';

let s: Stage;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger), moment('2025-06-30 10:00'));
  });
});
afterEach(() => s.close());

const OFFER = '还没有督办员能登录';
const DEMONSTRATION = { moveTo: () => undefined, moving: () => null, failed: () => null };

describe('an administrator who came first', () => {
  const systemOf = async (account: string, parts: Partial<ConsolePorts> = {}) =>
    (await (await s.another(parts)(account)).get('/system')).body;

  it('invites a coordinator by one click, until one can sign in', async () => {
    const admin = await s.browser('gly');
    expect((await admin.get('/system')).body).toContain(OFFER);
    const invited = await admin.fill('/system', '/accounts/ddy/invite');
    expect([invited.status, invited.body]).toEqual([201, expect.stringMatching(/\/invited\/[\w-]+/)]);
    await givePasswords(s.ledger, ['ddy2']);
    expect((await admin.get('/system')).body).not.toContain(OFFER);
  });

  it('is the only one who is offered it, and not where others vouch or in a demonstration', async () => {
    expect(await systemOf('gly')).toContain(OFFER);
    for (const account of ['ddy', 'sj']) expect(await systemOf(account)).not.toContain(OFFER);
    const gateway = { header: 'x-user', from: sure(addressList('10.0.0.1')) };
    expect(await systemOf('gly', { gateway })).not.toContain(OFFER);
    // A demonstration ends with the first notice in earnest.
    const ledger = { ...s.ledger, notices: () => Promise.resolve([]) };
    expect(await systemOf('gly', { demonstration: DEMONSTRATION, ledger })).not.toContain(OFFER);
  });
});

describe('a page that a link of a unit opens', () => {
  it('names the unit as who looks, whoever is signed in beside it', async () => {
    const link = { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) } as const;
    const path = `/u/${linkToken(link, await linkKeysOf(s.ledger))}`;
    const browser = await s.browser('ddy');
    for (const page of [path, `${path}/items/n1/1`, `${path}/items/n1/1/do/report`]) {
      const { body } = await browser.get(page);
      expect(body).toContain('区数据局（凭邮件链接）');
      expect(body).not.toMatch(/督办员甲|<nav/);
    }
    expect((await browser.get('/items')).body).toMatch(/督办员甲[^]*<nav/);
  });
});

describe('a page of the office', () => {
  it('names the notice of an item by its title', async () => {
    const { body } = await (await s.browser('ddy')).get('/items/n1/1');
    const title = (await s.ledger.notices()).find(({ id }) => id === 'n1')?.title ?? '';
    expect(body).toContain(`<a href="/notices/n1">${title}</a>`);
  });

  it('has each day beside its field as the office writes it, however the browser is set', async () => {
    const { body } = await (await s.browser('ddy')).get('/items?from=2025-09-01');
    expect(body).toMatch(/<input id="from"[^>]*type="date"[^>]*\/><span class="iso">2025-09-01<\/span>/);
    expect(body).toMatch(/<input id="to"[^>]*type="date"[^>]*\/><span class="iso"><\/span>/);
  });
});
