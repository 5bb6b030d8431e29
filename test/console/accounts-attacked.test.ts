import { addressList } from '../../office/access/addresses';
import { hashedPassword } from '../../office/access/factors';
import { inviteTo } from '../../office/access/invite';
import { linkKeysOf, linkToken, type LinkPurpose } from '../../office/access/links';
import { hostNow } from '../../office/access/sessions';
import { provedAccount } from '../../office/access/sign-in';
import { makeConsole } from '../../client/console/app';
import { makeRoster } from '../../domain/roster/roster';
import type { Roster } from '../../domain/roster/types';
import { instant, plusMs } from '../../domain/time';
import { hiddenOf, stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { change, issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

const PASSWORD = 'Correct-horse-9';
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const HOUR = 3_600_000;

let s: Stage;
let password: string;
beforeAll(async () => {
  password = await hashedPassword(PASSWORD);
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
});
afterAll(() => s.close());

/** Gives an account its password, unlocked and enabled. */
let given = 0;
const renew = (account: string) =>
  s.ledger.setCredential(
    { account, password, totp: null, failures: 0, lockedUntil: null, disabledAt: null },
    'passwordSet',
    change(`renew-${(given += 1)}`),
  );

const enter = (ledger: Parameters<typeof provedAccount>[0], word: string) =>
  provedAccount(ledger, { account: 'ddy', password: word, code: '' }, s.now);

describe('guessing a password', () => {
  it('in many tries at once counts every one of them', async () => {
    await renew('ddy');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => enter(s.ledger, `wrong ${n}`)));
    const wrong = answers.filter((answer) => answer === 'wrong').length;
    expect(wrong).toBeGreaterThanOrEqual(5);
    expect((await s.ledger.credential('ddy'))?.failures).toBe(wrong);
    expect(await enter(s.ledger, PASSWORD)).toBe('locked');
  });

  it.each([
    ['locked', { lockedUntil: plusMs(hostNow(), HOUR) }, 'locked'],
    ['disabled', { disabledAt: hostNow() }, 'disabled'],
    ['given another password', { password: 'another' }, 'wrong'],
    ['given a second factor', { totp: TOTP_SECRET }, 'wrong'],
  ])('an account that is %s while the right one is compared is not entered', async (name, to, fault) => {
    await renew('ddy');
    let asked = 0;
    const credential: Stage['ledger']['credential'] = async (account) => {
      const kept = await s.ledger.credential(account);
      asked += 1;
      if (asked === 1) await s.ledger.setCredential({ account, ...to }, 'accountChanged', change(name));
      return kept;
    };
    expect(await enter({ ...s.ledger, credential }, PASSWORD)).toBe(fault);
    await renew('ddy');
    expect(await enter(s.ledger, PASSWORD)).toMatchObject({ id: 'ddy' });
  });
});

describe('a session', () => {
  it('that began while its account was disabled opens nothing, and no command line either', async () => {
    await s.ledger.setCredential(
      { account: 'ddy2', disabledAt: hostNow() },
      'accountDisabled',
      change('off'),
    );
    expect((await (await s.browser('ddy2')).get('/items')).to).toContain('/sign-in');
    await renew('ddy2');
    expect((await (await s.browser('ddy2')).get('/items')).status).toBe(200);
  });

  it('ends for everybody else when the password is changed', async () => {
    await renew('shld');
    const [here, elsewhere] = [await s.browser('shld'), await s.browser('shld')];
    const fresh = { password: `${PASSWORD}-new`, again: `${PASSWORD}-new` };
    expect((await here.fill('/account', '/account/password', fresh)).status).toBe(303);
    expect((await here.get('/items')).status).toBe(200);
    expect((await elsewhere.get('/items')).to).toContain('/sign-in');
  });

  it('opens what the role in the roster opens, at once when that is another', async () => {
    const browser = await s.browser('sj');
    expect((await browser.get('/accounts')).status).toBe(200);
    const { roster } = await s.ledger.office();
    const to = async (accounts: Roster['accounts'], why: string) =>
      s.ledger.setRoster(makeRoster({ ...roster, accounts }), change(why));
    const others = roster.accounts.filter(({ id }) => id !== 'sj');
    const reviewers = roster.accounts.map((one) =>
      one.id === 'sj' ? ({ ...one, role: 'reviewer' } as const) : one,
    );
    await to(reviewers, 'sj reviews');
    expect((await browser.get('/accounts')).status).toBe(403);
    await to(others, 'sj leaves');
    expect((await browser.get('/accounts')).to).toContain('/sign-in');
    await to(roster.accounts, 'sj is back');
  });

  it('of whom a gateway names proves nothing: what is dangerous asks who it is', async () => {
    const gateway = { header: 'X-Remote-User', from: sure(addressList('10.0.0.5')) };
    const answer = await makeConsole({ ...s.ports, gateway }).request(
      'http://duban.test/office/unit',
      { headers: { 'X-Remote-User': 'gly' } },
      { incoming: { socket: { remoteAddress: '10.0.0.5' } } },
    );
    expect(answer.headers.get('Location')).toMatch(/^\/prove\?/);
  });
});

describe('cookies behind a proxy that ends TLS', () => {
  it('go to this host alone, over https alone, to no script and with no form of another site', async () => {
    const { headers } = await makeConsole({ ...s.ports, publicUrl: 'https://duban.test' }).request(
      '/sign-in',
      {
        headers: { 'X-Forwarded-Proto': 'http' },
      },
    );
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-duban=[\w-]{43}; /);
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(headers.get('Strict-Transport-Security')).toContain('max-age=');
  });
});

describe('an invitation', () => {
  const invited = async (account: string): Promise<string> => {
    const path = await inviteTo(s.ledger, account, { purpose: 'password' }, change(`invite-${(given += 1)}`));
    if (path === null) throw new Error('no invitation');
    return path;
  };
  const chosen = { password: PASSWORD, again: PASSWORD };

  it('that two use at once lets one of them in', async () => {
    const path = await invited('ddy');
    const two = [await s.browser(), await s.browser()];
    const forms = await Promise.all(two.map(async (one) => hiddenOf((await one.get(path)).body, path)));
    const answers = await Promise.all(two.map((one, n) => one.post(path, { ...forms[n], ...chosen })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
  });

  it('stands in for the password and not for the second factor', async () => {
    await s.ledger.setCredential({ account: 'ddy2', totp: TOTP_SECRET }, 'secondFactorSet', change('totp'));
    const path = await invited('ddy2');
    const browser = await s.browser();
    expect((await browser.fill(path, path, chosen)).to).toBe('/sign-in');
    expect((await browser.get('/items')).to).toContain('/sign-in');
    expect((await s.ledger.credential('ddy2'))?.totp).toBe(TOTP_SECRET);
  });

  it('of an account that is disabled, or has left the roster, opens nothing', async () => {
    const path = await invited('shld');
    await s.ledger.setCredential({ account: 'shld', disabledAt: hostNow() }, 'accountDisabled', change('sh'));
    expect((await (await s.browser()).get(path)).status).toBe(404);
    await renew('shld');
    expect((await (await s.browser()).get(path)).status).toBe(200);
  });
});

describe('a link', () => {
  const link = async (purpose: LinkPurpose, subject: string) =>
    linkToken({ purpose, subject, madeAt: instant(s.now) }, await linkKeysOf(s.ledger));

  it('that is revoked while its page is open takes no form any more', async () => {
    const path = `/u/${await link('unit', 'sjj')}/items/n1/1/do/report`;
    const browser = await s.browser();
    const hidden = hiddenOf((await browser.get(path)).body, path);
    const before = await s.ledger.history('item/n1/1');
    await s.ledger.endLinks('unit/sjj', change('end sjj'));
    expect((await browser.post(path, { ...hidden, percentage: '10', text: '初稿' })).status).toBe(404);
    expect(await s.ledger.history('item/n1/1')).toEqual(before);
  });

  it("to a unit's calendar stands on its page, and ends with the unit's own", async () => {
    const page = await (await s.browser()).get(`/u/${await link('unit', 'xjz')}`);
    const feed = /\/feed\/[\w.-]+/.exec(page.body)?.[0] ?? '';
    const opens = async () => (await (await s.browser()).get(feed)).status;
    expect(await opens()).toBe(200);
    const coordinator = await s.browser('ddy');
    const { body } = await coordinator.get('/links');
    const form = body.split('<form').find((one) => one.includes('value="unit/xjz"')) ?? '';
    const sent = { ...hiddenOf(`<form${form}`, '/links/end'), subject: 'unit/xjz' };
    const asked = await coordinator.post('/links/end', sent);
    expect(asked.body).toContain('作废 徐泾镇 的链接？');
    expect(await opens()).toBe(200);
    expect((await coordinator.post('/links/end', hiddenOf(asked.body, '/links/end'))).status).toBe(303);
    expect(await opens()).toBe(404);
  });

  it("of every unit ends with the administrator's second yes", async () => {
    const page = `/u/${await link('unit', 'xjz')}`;
    const opens = async () => (await (await s.browser()).get(page)).status;
    const admin = await s.browser('gly');
    const hidden = hiddenOf((await admin.get('/system')).body, '/system/link-key');
    const asked = await admin.post('/system/link-key', { ...hidden, drop: 'yes' });
    expect(asked.body).toContain('作废以前的全部链接？');
    expect(await opens()).toBe(200);
    const done = await admin.post('/system/link-key', hiddenOf(asked.body, '/system/link-key'));
    expect(done.status).toBe(303);
    expect(await opens()).toBe(404);
  });

  it('of a unit that left the roster opens neither its page nor its calendar', async () => {
    const paths = [`/u/${await link('unit', 'xfb')}`, `/feed/${await link('feed', 'xfb')}`];
    const statuses = async () =>
      Promise.all(paths.map(async (path) => (await (await s.browser()).get(path)).status));
    expect(await statuses()).toEqual([200, 200]);
    const { roster } = await s.ledger.office();
    const rest = {
      ...roster,
      units: roster.units.filter(({ id }) => id !== 'xfb'),
      contacts: roster.contacts.filter(({ unit }) => unit !== 'xfb'),
      accounts: roster.accounts.filter(({ unit }) => unit !== 'xfb'),
    };
    await s.ledger.setRoster(makeRoster(rest), change('xfb merges'));
    expect(await statuses()).toEqual([404, 404]);
    await s.ledger.setRoster(roster, change('xfb is back'));
  });

  it("to the leader's page ends with the account of whoever made it", async () => {
    await renew('ddy');
    const path = `/leader/${await link('leader', 'ddy')}`;
    const opens = async () => (await (await s.browser()).get(path)).status;
    expect(await opens()).toBe(200);
    await s.ledger.setCredential({ account: 'ddy', disabledAt: hostNow() }, 'accountDisabled', change('ddy'));
    expect(await opens()).toBe(404);
    expect((await (await s.browser()).get(`/leader/${await link('leader', 'll-sjj')}`)).status).toBe(404);
  });
});
