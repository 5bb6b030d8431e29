import { Secret, TOTP } from 'otpauth';
import { addressList, clientAddress, networkOf } from '../../office/access/addresses';
import { makeAttempts } from '../../office/access/attempts';
import { hashedPassword } from '../../office/access/factors';
import { keptAs, tagOf } from '../../office/access/secrets';
import { hostNow } from '../../office/access/sessions';
import { makeConsole } from '../../client/console/app';
import { instant } from '../../domain/time';
import { givePasswords, hiddenOf, PASSWORD, stage, type Browser, type Stage } from '../support/console';
import { change, issuedLedger } from '../support/ledger';
import { sure } from '../support/sure';

const LONG_AGO = 46 * 60_000;

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await issuedLedger(ledger);
    await givePasswords(ledger, ['ddy', 'gly', 'shld']);
  });
});
afterAll(() => s.close());

const typesOf = async () => (await s.ledger.history('office')).map(({ type }) => type);

const signIn = (browser: Browser, account: string, code = '') =>
  browser.fill('/sign-in', '/sign-in', { account, password: PASSWORD, code });

/** As if the account had proved long ago who it is. */
const longAgo = (browser: Browser) => {
  const id = keptAs(browser.cookies.get('duban') ?? '');
  return s.ledger.proveSession(id, instant(hostNow() - LONG_AGO), change(`long ago ${id}`));
};

describe('something dangerous', () => {
  it('asks again who it is, then goes on; that is an event', async () => {
    const admin = await s.browser('gly');
    await longAgo(admin);
    const at = '/accounts/ddy';
    expect((await admin.fill(at, `${at}/invite`)).status).toBe(403);
    const back = `/prove?back=${encodeURIComponent(at)}`;
    expect((await admin.fill(back, '/prove', { password: 'wrong' })).status).toBe(422);
    const proved = await admin.fill(back, '/prove', { password: PASSWORD });
    expect([proved.status, proved.to]).toEqual([303, at]);
    expect((await admin.fill(at, `${at}/invite`)).status).toBe(201);
    expect(await typesOf()).toContain('provedAgain');
  });

  it('cannot be proved by guessing: it locks as signing in does', async () => {
    await s.ledger.setCredential(
      { account: 'shld', password: await hashedPassword(PASSWORD) },
      'passwordSet',
      change('p2'),
    );
    const browser = await s.browser('shld');
    await longAgo(browser);
    for (let n = 0; n < 5; n += 1) await browser.fill('/prove', '/prove', { password: `wrong ${n}` });
    const right = await browser.fill('/prove', '/prove', { password: PASSWORD });
    expect([right.status, right.body]).toEqual([422, expect.stringContaining('暂时锁定')]);
    await s.ledger.setCredential(
      { account: 'shld', failures: 0, lockedUntil: null },
      'accountUnlocked',
      change('unlock'),
    );
  });
});

describe('a second factor that the policy asks for', () => {
  it('is set up before anything else opens, with the picture, the secret and a code that fits', async () => {
    const { policy } = await s.ledger.office();
    await s.ledger.setPolicy({ ...policy, secondFactor: ['coordinator'] }, change('policy'));
    const browser = await s.browser();
    await signIn(browser, 'ddy');
    expect((await browser.get('/items')).to).toBe('/account/second-factor');
    const shown = await browser.get('/account/second-factor');
    expect(shown.body).toMatch(/<svg[^>]*class="qr"/);
    expect(shown.body).toContain('otpauth://totp/');
    const hidden = hiddenOf(shown.body, '/account/second-factor');
    const secret = hidden['secret'] ?? '';
    const send = (code: string) => browser.post('/account/second-factor', { ...hidden, code });
    expect((await send('000000')).status).toBe(422);
    expect((await browser.get('/items')).to).toBe('/account/second-factor');
    expect((await send(new TOTP({ secret: Secret.fromBase32(secret) }).generate())).status).toBe(303);
    expect((await browser.get('/items')).status).toBe(200);
    expect((await signIn(await s.browser(), 'ddy')).status).toBe(422);
    await s.ledger.setPolicy(policy, change('policy back'));
    await s.ledger.setCredential({ account: 'ddy', totp: null }, 'accountUnlocked', change('totp off'));
  });
});

describe('an administrator', () => {
  it('disables an account: it is out at once and stays out, until it is enabled', async () => {
    const victim = await s.browser('ddy');
    const admin = await s.browser('gly');
    expect((await admin.fill('/accounts/ddy', '/accounts/ddy/disable')).status).toBe(303);
    expect((await victim.get('/items')).to).toContain('/sign-in');
    const told = await signIn(await s.browser(), 'ddy');
    expect([told.status, told.body]).toEqual([422, expect.stringContaining('已停用')]);
    await admin.fill('/accounts/ddy', '/accounts/ddy/enable');
    expect((await signIn(await s.browser(), 'ddy')).status).toBe(303);
    expect(await typesOf()).toEqual(expect.arrayContaining(['accountDisabled', 'accountEnabled']));
  });

  it('does not disable himself, and is no auditor', async () => {
    const admin = await s.browser('gly');
    const { body } = await admin.get('/accounts/gly');
    expect(body).not.toContain('/accounts/gly/disable');
    const _token = tagOf(admin.cookies.get('duban') ?? '', 'form /accounts/gly/disable');
    expect((await admin.post('/accounts/gly/disable', { _token })).status).toBe(404);
    expect((await s.ledger.credential('gly'))?.disabledAt).toBeNull();
    expect((await admin.get('/audit')).status).toBe(403);
  });

  it('makes one invitation by one form, however often it is sent', async () => {
    const admin = await s.browser('gly');
    const hidden = hiddenOf((await admin.get('/accounts/ddy')).body, '/accounts/ddy/invite');
    const first = await admin.post('/accounts/ddy/invite', hidden);
    const second = await admin.post('/accounts/ddy/invite', hidden);
    const linkIn = (html: string) => /\/invited\/[\w-]+/.exec(html)?.[0];
    expect(linkIn(second.body)).toBe(linkIn(first.body));
    expect((await (await s.browser()).get(linkIn(first.body) ?? '')).status).toBe(200);
    const elsewhere = await s.another({})('gly');
    elsewhere.cookies.set('duban', admin.cookies.get('duban') ?? '');
    const third = await elsewhere.post('/accounts/ddy/invite', hidden);
    expect([linkIn(third.body), third.body]).toEqual([undefined, expect.stringContaining('只显示一次')]);
  });

  it('ends sessions and resets a second factor', async () => {
    await s.ledger.setCredential(
      { account: 'ddy', totp: new Secret({ size: 20 }).base32 },
      'secondFactorSet',
      change('t'),
    );
    const victim = await s.browser('ddy');
    const admin = await s.browser('gly');
    await admin.fill('/accounts/ddy', '/accounts/ddy/end');
    expect((await victim.get('/items')).to).toContain('/sign-in');
    await admin.fill('/accounts/ddy', '/accounts/ddy/forget');
    expect((await s.ledger.credential('ddy'))?.totp).toBeNull();
    expect(await typesOf()).toEqual(expect.arrayContaining(['sessionsEnded', 'secondFactorRemoved']));
  });
});

describe('a key of links', () => {
  it('is changed once by one form', async () => {
    const admin = await s.browser('gly');
    const hidden = hiddenOf((await admin.get('/system')).body, '/system/link-key');
    const before = (await s.ledger.linkKeys()).length;
    for (let n = 0; n < 2; n += 1) expect((await admin.post('/system/link-key', hidden)).status).toBe(303);
    expect((await s.ledger.linkKeys()).length).toBe(before + 1);
  });
});

describe('a trusted gateway', () => {
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
  const ask = (address: string, headers: Readonly<Record<string, string>>) =>
    makeConsole({
      ...s.ports,
      gateway: { header: 'X-Remote-User', from: sure(addressList('10.0.0.5, 10.1.0.0/16')) },
    }).request('http://duban.test/items', { headers }, from(address));
  const named = { 'X-Remote-User': 'ddy' };

  it('is believed from its own addresses alone', async () => {
    expect((await ask('10.0.0.5', named)).status).toBe(200);
    expect((await ask('::ffff:10.1.2.3', named)).status).toBe(200);
    for (const address of ['10.0.0.6', '127.0.0.1', '', '::1'])
      expect((await ask(address, named)).headers.get('Location')).toContain('/sign-in');
    const spoofed = { ...named, 'X-Forwarded-For': '10.0.0.5', Forwarded: 'for=10.0.0.5' };
    expect((await ask('192.0.2.9', spoofed)).headers.get('Location')).toContain('/sign-in');
  });

  it('opens nothing for a name without an account, a unit behind a link, or nobody', async () => {
    for (const headers of [{ 'X-Remote-User': 'nobody' }, { 'X-Remote-User': 'link/sjj' }, {}])
      expect((await ask('10.0.0.5', headers)).headers.get('Location')).toContain('/sign-in');
  });

  it('its session is worth nothing past it, and ends when it names another', async () => {
    const entered = await ask('10.0.0.5', named);
    const cookie = (entered.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    expect((await ask('192.0.2.9', { Cookie: cookie })).headers.get('Location')).toContain('/sign-in');
    const again = await ask('10.0.0.5', { ...named, Cookie: cookie });
    expect(again.status).toBe(200);
    const other = await ask('10.0.0.5', { 'X-Remote-User': 'shld', Cookie: cookie });
    expect([other.status, (await other.text()).includes('审核领导')]).toEqual([200, true]);
  });
});

describe('the address that tries are counted by', () => {
  const proxies = sure(addressList('10.0.0.0/8'));

  it('is what the nearest trusted proxy saw, whatever a browser writes', () => {
    expect(clientAddress('192.0.2.1', '203.0.113.9', null)).toBe('192.0.2.1');
    expect(clientAddress('192.0.2.1', '203.0.113.9', proxies)).toBe('192.0.2.1');
    expect(clientAddress('10.0.0.1', '1.2.3.4, 203.0.113.9, 10.0.0.2', proxies)).toBe('203.0.113.9');
    expect(clientAddress('10.0.0.1', 'nonsense', proxies)).toBe('10.0.0.1');
    expect(clientAddress('::ffff:10.0.0.1', undefined, proxies)).toBe('10.0.0.1');
  });

  it.each([
    ['2001:db8:1:2::5', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['192.0.2.1', '192.0.2.1'],
    ['', ''],
  ])('is of %s that of everybody who can have it: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each(['10.0.0.0/40', 'example.org', '10.0.0.5/x'])('cannot be set to %s', (words) => {
    expect(addressList(words)).toMatchObject({ ok: false, problem: { code: 'bad-setting' } });
  });
});

describe('limits', () => {
  it('are one for all consoles, also when they are asked at once', async () => {
    const [one, two] = [makeAttempts(s.ledger), makeAttempts(s.ledger)];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? one : two).signIns.may('a|b')),
    );
    expect(answers.filter(Boolean)).toHaveLength(20);
    expect(await two.signIns.may('a|b')).toBe(false);
    expect(await two.signIns.may('a|c')).toBe(true);
  });

  it('are kept under a digest, however long a name is', async () => {
    const keys: string[] = [];
    const countTry: Stage['ledger']['countTry'] = (one) => {
      keys.push(one.key);
      return s.ledger.countTry(one);
    };
    await makeAttempts({ ...s.ledger, countTry }).signIns.may(`127.0.0.1|${'A'.repeat(16_000)}`);
    expect(keys.map(({ length }) => length < 100)).toEqual([true]);
  });

  it('begin anew when their time is over', async () => {
    const now = hostNow();
    const one = { key: 'k', points: 1, ms: 1_000, afresh: false };
    await s.ledger.countTry({ ...one, now });
    expect((await s.ledger.countTry({ ...one, now: instant(now + 999) })).points).toBe(2);
    expect((await s.ledger.countTry({ ...one, now: instant(now + 1_001) })).points).toBe(1);
  });

  it('stop guessing of links, while a good one goes on', async () => {
    const browser = await s.browser();
    const statuses = new Set<number>();
    for (let n = 0; n < 32; n += 1) statuses.add((await browser.get(`/invited/guess-${n}`)).status);
    expect([...statuses].sort()).toEqual([404, 429]);
  });
});
