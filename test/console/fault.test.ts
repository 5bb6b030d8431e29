import { linkKeysOf, linkToken } from '../../office/access/links';
import { routesOf } from '../../client/console/app';
import type { ConsoleFault } from '../../client/console/web/fault';
import { instant } from '../../domain/time';
import type { Ledger } from '../../ledger/ledger';
import { examplePath, stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

/** What somebody typed, and what the error quotes of it. */
const CANARY = 'canary-typed';

let s: Stage;
let faults: ConsoleFault[] = [];
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
});
beforeEach(() => {
  faults = [];
});
afterAll(() => s.close());

const logFault = (fault: ConsoleFault): void => {
  faults.push(fault);
};

const defect = (): never => {
  throw new TypeError(`no ${CANARY}\n    at ${CANARY}`);
};

/** What is asked of a ledger before it is known which page is wanted. */
const FIRST: readonly PropertyKey[] = ['office', 'session', 'moveSession', 'linkKeys', 'linkEnds'];

/** A ledger in which every other question meets a defect. */
const defective = (ledger: Ledger): Ledger =>
  new Proxy(ledger, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' && !FIRST.includes(name) ? defect : value;
    },
  });

/** A browser in which an account is signed in, at a console whose ledger has a defect. */
const browserOf = (account?: string): Promise<Browser> =>
  s.another({ ledger: defective(s.ledger), logFault })(account);

describe('an unexpected error of a page', () => {
  it('gives a plain page that names its event, and tells the browser nothing else', async () => {
    const { status, body, headers } = await (await browserOf('ddy')).get('/items');
    const [fault] = faults;
    expect([status, faults.length]).toEqual([500, 1]);
    expect(fault?.event).toMatch(/^[0-9a-f]{8}$/);
    expect(body.replace(/\s+/g, ' ')).toContain(`编号 <code>${fault?.event}</code>`);
    expect(body).not.toMatch(/TypeError|canary|\.tsx?\b|node_modules|\bat /);
    expect([headers.get('Cache-Control'), headers.get('X-Frame-Options')]).toEqual(['no-store', 'DENY']);
  });

  it('is logged with its route and where it was thrown, without what was typed or any link', async () => {
    const token = linkToken(
      { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) },
      await linkKeysOf(s.ledger),
    );
    const browser = await browserOf();
    expect((await browser.get(`/u/${token}?q=${CANARY}`)).status).toBe(500);
    expect(faults).toMatchObject([{ method: 'GET', route: '/u/:token', name: 'TypeError' }]);
    expect(faults[0]?.frames[0]).toMatch(/^at .*fault\.test\.ts:\d+/);
    const logged = JSON.stringify(faults);
    for (const secret of [token, CANARY, browser.cookies.get('duban') ?? ''])
      expect(logged).not.toContain(secret);
  });

  it('of one page leaves every other page as it is, and the same page once the cause is gone', async () => {
    const looks = jest.fn().mockImplementationOnce(defect).mockResolvedValue([]);
    const browser = await s.another({ looks, logFault })('gly');
    expect((await browser.get('/system')).status).toBe(500);
    for (const path of ['/units', '/system', '/accounts'])
      expect([path, (await browser.get(path)).status]).toEqual([path, 200]);
  });

  it('of the frame that all pages have is told like any other', async () => {
    const browser = await s.another({ troubles: () => [], clock: defect, logFault })('ddy');
    const { status, body } = await browser.get('/');
    expect([status, faults.length]).toEqual([500, 1]);
    expect(body).not.toContain(CANARY);
  });
});

describe('with a ledger that has a defect every page', () => {
  const routes = () => routesOf(s.ports).filter(({ method }) => method === 'GET');

  it.each(['ddy', 'gly', 'sj', 'll-sjj'])('of %s is answered, and shows nothing of it', async (account) => {
    const keys = await linkKeysOf(s.ledger);
    const browser = await browserOf(account);
    for (const route of routes()) {
      const path = examplePath(route, (purpose) =>
        linkToken({ purpose, subject: purpose === 'leader' ? 'ddy' : 'sjj', madeAt: instant(s.now) }, keys),
      );
      const before = faults.length;
      const { status, body } = await browser.get(path);
      expect([path, body.includes(CANARY), status === 500]).toEqual([path, false, faults.length > before]);
    }
    expect(faults.length).toBeGreaterThan(3);
  });
});
