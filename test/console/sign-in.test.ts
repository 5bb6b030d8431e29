import { TOTP, Secret } from 'otpauth';
import { hashedPassword } from '../../office/access/factors';
import { firstLink, inviteTo } from '../../office/access/invite';
import { givePasswords, PASSWORD, stage, type Stage } from '../support/console';
import { change, issuedLedger } from '../support/ledger';
import { moment } from '../support/item';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await issuedLedger(ledger);
    await givePasswords(ledger, ['ddy', 'ddy2', 'sj']);
  });
});
afterAll(() => s.close());

const eventsOf = async () => (await s.ledger.history('office')).map(({ type }) => type);

describe('signing in', () => {
  it('sends who is not signed in to the form, and back afterwards', async () => {
    const browser = await s.browser();
    const asked = await browser.get('/?x=1');
    expect(asked.to).toBe('/sign-in?back=%2F%3Fx%3D1');
    const entered = await browser.fill('/sign-in?back=%2Fitems', '/sign-in', {
      account: 'ddy',
      password: PASSWORD,
    });
    expect([entered.status, entered.to]).toEqual([303, '/items']);
    expect((await browser.get('/')).status).toBe(200);
    expect(await eventsOf()).toContain('signedIn');
  });

  it('gives the browser a new id, so that one planted before is worth nothing', async () => {
    const browser = await s.browser();
    const planted = browser.cookies.get('duban') ?? '';
    await browser.fill('/sign-in', '/sign-in', { account: 'ddy', password: PASSWORD });
    expect(browser.cookies.get('duban')).not.toBe(planted);
    const thief = await s.browser();
    thief.cookies.set('duban', planted);
    expect((await thief.get('/')).status).toBe(303);
  });

  it('says the same of a wrong password and of an account that is not there', async () => {
    const browser = await s.browser();
    const wrong = await browser.fill('/sign-in', '/sign-in', { account: 'ddy', password: 'x' });
    const nobody = await browser.fill('/sign-in', '/sign-in', { account: 'nobody', password: 'x' });
    const told = (body: string) => /errors-title.*?<\/ul>/.exec(body)?.[0];
    expect(wrong.status).toBe(422);
    expect(told(wrong.body)).toBe(told(nobody.body));
    expect(wrong.body).toContain('<title>错误：');
  });

  it('locks an account after five failures, also for the right password, and journals it', async () => {
    const browser = await s.browser();
    for (let n = 0; n < 5; n += 1)
      await browser.fill('/sign-in', '/sign-in', { account: 'ddy2', password: `wrong ${n}` });
    const right = await browser.fill('/sign-in', '/sign-in', { account: 'ddy2', password: PASSWORD });
    expect(right.body).toContain('暂时锁定');
    expect(await eventsOf()).toEqual(expect.arrayContaining(['signInRefused', 'accountLocked']));
  });

  it('stops guessing from one address', async () => {
    const browser = await s.browser();
    const tries = [];
    for (let n = 0; n < 21; n += 1)
      tries.push((await browser.fill('/sign-in', '/sign-in', { account: 'sj', password: 'x' })).status);
    expect(tries.at(-1)).toBe(429);
  });

  it('asks for the code of a second factor and takes each only once', async () => {
    const secret = new Secret({ size: 20 }).base32;
    await s.ledger.setCredential(
      { account: 'shld', password: await hashedPassword(PASSWORD), totp: secret },
      'secondFactorSet',
      change('totp'),
    );
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const enter = async (given: string) =>
      (
        await (
          await s.browser()
        ).fill('/sign-in', '/sign-in', { account: 'shld', password: PASSWORD, code: given })
      ).status;
    expect(await enter('')).toBe(422);
    expect(await enter(code)).toBe(303);
    expect(await enter(code)).toBe(422);
  });
});

describe('the link that a console prints for the first administrator', () => {
  it('opens though another console printed one later; the first that is used ends them all', async () => {
    const printed = async () => (await firstLink(s.ledger, false, s.now)) ?? '';
    const [one, two] = [await printed(), await printed()];
    const browser = await s.browser();
    expect([(await browser.get(one)).status, (await browser.get(two)).status]).toEqual([200, 200]);
    expect((await s.ledger.check()).findings).toEqual([]);
    const chosen = await browser.fill(one, one, { password: PASSWORD, again: PASSWORD });
    expect([chosen.status, (await (await s.browser()).get(two)).status]).toEqual([303, 404]);
    expect(await firstLink(s.ledger, false, s.now)).toBeNull();
    expect((await s.ledger.check()).findings).toEqual([]);
  });
});

describe('an invitation', () => {
  it('is used once, by a POST only, to choose a password', async () => {
    const path = await inviteTo(s.ledger, 'gly', { purpose: 'password' }, change('invite-gly'));
    const browser = await s.browser();
    if (path === null) throw new Error('no invitation');
    await browser.get(path);
    const weak = await browser.fill(path, path, { password: 'gly-gly-gly', again: 'gly-gly-gly' });
    expect(weak.status).toBe(422);
    const chosen = await browser.fill(path, path, { password: PASSWORD, again: PASSWORD });
    expect(chosen.status).toBe(303);
    expect((await (await s.browser()).get(path)).status).toBe(404);
  });
});

describe('a session', () => {
  it('ends on signing out', async () => {
    const browser = await s.browser('ddy');
    const before = browser.cookies.get('duban') ?? '';
    await browser.fill('/', '/sign-out');
    const again = await s.browser();
    again.cookies.set('duban', before);
    expect((await again.get('/')).status).toBe(303);
  });

  it('does not depend on the office clock, which a demonstration moves', async () => {
    const browser = await s.browser('ddy');
    s.now = moment('2026-03-02 10:00');
    expect((await browser.get('/')).status).toBe(200);
    s.now = moment('2025-07-01 10:00');
  });
});

describe('a form', () => {
  const signOut = { _token: 'x', _key: 'y' };

  it('without its token, from another origin, or with the token of another form does nothing', async () => {
    const browser = await s.browser('ddy');
    expect((await browser.post('/sign-out', signOut)).status).toBe(403);
    const page = await browser.get('/');
    const token = /name="_token" value="([^"]*)"/.exec(page.body)?.[1] ?? '';
    const elsewhere = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    expect((await browser.post('/sign-out', { _token: token }, elsewhere)).status).toBe(403);
    expect((await browser.post('/sign-in', { _token: token })).status).toBe(403);
    expect((await browser.get('/')).status).toBe(200);
  });
});

describe('headers', () => {
  it('let nothing run that is not from here, keep nothing, and tell nobody where one was', async () => {
    const { headers } = await (await s.browser()).get('/sign-in');
    const csp = headers.get('Content-Security-Policy') ?? '';
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toContain('unsafe');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
  });

  it('sends a look back only to a path of this console', async () => {
    const browser = await s.browser();
    for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await browser.get(`/look?theme=large&back=${encodeURIComponent(back)}`)).to).toBe('/');
  });
});
