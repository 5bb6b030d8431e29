import { linkKeysOf, linkToken } from '../../office/access/links';
import type { AnsweredRequest } from '../../client/console/ports';
import { instant } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { setOffice } from '../support/ledger';

let s: Stage;
let answered: AnsweredRequest[] = [];
beforeAll(async () => {
  s = await stage(setOffice, { answered: (request) => answered.push(request) });
});
beforeEach(() => {
  answered = [];
});
afterAll(() => s.close());

describe('the access log', () => {
  it('has each request by the pattern of its route and who was signed in', async () => {
    await (await s.browser('ddy')).get('/items?q=typed');
    expect(answered).toMatchObject([{ method: 'GET', route: '/items', status: 200, account: 'ddy' }]);
    expect(JSON.stringify(answered)).not.toContain('typed');
  });

  it('has nothing of a link, which lets in whoever has it', async () => {
    const made = { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) } as const;
    const token = linkToken(made, await linkKeysOf(s.ledger));
    await (await s.browser()).get(`/u/${token}`);
    expect(answered).toMatchObject([{ route: '/u/:token', account: null }]);
    expect(JSON.stringify(answered)).not.toContain(token);
  });

  it('has a page that is not there without its address, and what asks whether the console is well', async () => {
    const browser = await s.browser();
    await browser.get('/secret-address');
    await browser.get('/healthz');
    expect(answered.map(({ status }) => status)).toEqual([404, 200]);
    expect(answered[1]?.route).toBe('/healthz');
    expect(JSON.stringify(answered)).not.toContain('secret-address');
  });
});
