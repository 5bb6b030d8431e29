import { makeOidc } from '../../office/access/oidc';
import { hostNow } from '../../office/access/sessions';
import { stage, type Browser, type Stage } from '../support/console';
import { identityProvider, type IdentityProvider } from '../support/identity-provider';
import { change, issuedLedger } from '../support/ledger';

let provider: IdentityProvider;
let s: Stage;
beforeAll(async () => {
  provider = await identityProvider();
  const settings = {
    issuer: provider.issuer,
    clientId: 'duban',
    clientSecret: 'a secret of the client',
    claim: 'preferred_username',
  };
  s = await stage(
    async (ledger) => {
      await issuedLedger(ledger);
    },
    { oidc: makeOidc(settings, 'https://duban.test', provider.reach) },
  );
});
afterAll(async () => {
  await provider.stop();
  await s.close();
});

/** The way to the provider and back; where the console sends the browser then. */
async function through(browser: Browser, as: string, leave = '/oidc/leave?back=%2Fitems'): Promise<URL> {
  const left = await browser.get(leave);
  expect(left.status).toBe(303);
  return provider.signIn(left.to ?? '', as);
}

const back = (browser: Browser, { pathname, search }: URL) => browser.get(pathname + search);

const eventsOf = async () => (await s.ledger.history('office')).map(({ type, body }) => `${type} ${body}`);

describe('a provider of OpenID Connect', () => {
  it('signs in who it vouches for, under a new id, back to where one came from', async () => {
    const browser = await s.browser();
    expect((await browser.get('/sign-in')).body).toContain('/oidc/leave');
    const before = browser.cookies.get('duban');
    const arrived = await back(browser, await through(browser, 'ddy'));
    expect([arrived.status, arrived.to]).toEqual([303, '/items']);
    expect(browser.cookies.get('duban')).not.toBe(before);
    expect((await browser.get('/items')).status).toBe(200);
    expect(await eventsOf()).toContainEqual(
      expect.stringContaining('signedIn {"account":"ddy","means":"oidc"'),
    );
  });

  it('is not believed about somebody who has no account here, or a disabled one', async () => {
    const stranger = await s.browser();
    expect((await back(stranger, await through(stranger, 'stranger'))).to).toBe('/sign-in');
    expect((await stranger.get('/')).to).toContain('/sign-in');
    await s.ledger.setCredential(
      { account: 'ddy2', disabledAt: hostNow() },
      'accountDisabled',
      change('off'),
    );
    const disabled = await s.browser();
    expect((await back(disabled, await through(disabled, 'ddy2'))).to).toBe('/sign-in');
    const unit = await s.browser();
    expect((await back(unit, await through(unit, 'link/sjj'))).to).toBe('/sign-in');
  });

  it('its answer is taken once, and only by the browser that left for it', async () => {
    const browser = await s.browser();
    const answer = await through(browser, 'ddy');
    const thief = await s.browser();
    expect((await back(thief, answer)).to).toBe('/sign-in');
    await through(thief, 'shld');
    expect((await back(thief, answer)).to).toBe('/sign-in');
    expect((await back(browser, answer)).to).toBe('/items');
    expect((await back(browser, answer)).to).toBe('/sign-in');
  });

  it('signs nobody in on a trip that another planted in his browser', async () => {
    const thief = await s.browser();
    const answer = await through(thief, 'shld');
    const victim = await s.browser();
    victim.cookies.set('oidc', thief.cookies.get('oidc') ?? '');
    expect((await back(victim, answer)).to).toBe('/sign-in');
    expect((await victim.get('/items')).to).toContain('/sign-in');
    expect((await back(thief, answer)).to).toBe('/items');
  });

  it('sends nobody to another host afterwards', async () => {
    const browser = await s.browser();
    const answer = await through(browser, 'ddy', `/oidc/leave?back=${encodeURIComponent('//evil.example')}`);
    expect((await back(browser, answer)).to).toBe('/');
  });

  it('asks anew before something dangerous, of whoever has just come in too, and of nobody else', async () => {
    const browser = await s.browser();
    await back(browser, await through(browser, 'gly'));
    const at = '/accounts/ddy';
    // The provider may have asked long ago: coming in by it proves nothing, nor may it be made up for by a code.
    expect((await browser.get('/account/second-factor')).to).toContain('/prove?');
    const refused = await browser.fill(at, `${at}/invite`);
    expect([refused.status, refused.body.includes('/prove')]).toEqual([403, true]);
    expect((await browser.get('/prove')).body).toContain('/oidc/leave?again=yes');
    const leave = `/oidc/leave?again=yes&back=${encodeURIComponent(at)}`;
    expect((await back(browser, await through(browser, 'ddy', leave))).status).toBe(403);
    expect((await back(browser, await through(browser, 'gly', leave))).to).toBe(at);
    expect((await browser.fill(at, `${at}/invite`)).status).toBe(201);
  });
});

describe('a provider that does not answer', () => {
  it('is said so, and passwords go on', async () => {
    const settings = { issuer: 'https://gone.test', clientId: 'x', clientSecret: 'y', claim: 'sub' };
    const oidc = makeOidc(settings, 'https://duban.test', () => Promise.reject(new TypeError('no route')));
    expect(await oidc.leave(false)).toMatchObject({ ok: false, problem: { code: 'sign-in-unreachable' } });
  });
});
