import type { Browser, Page } from 'playwright-core';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { makeConsole } from '../../client/console/app';
import { listen, type Listening } from '../../client/console/serve';
import { instant } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';
import { openBrowser } from './browsers';

jest.setTimeout(180_000);

let s: Stage;
let listening: Listening;
let browser: Browser;
let page: Page;
let leader: string;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(40)), moment('2025-06-30 10:00'));
  });
  s.now = moment('2025-10-14 10:00');
  const made = { purpose: 'leader', subject: 'ddy', madeAt: instant(s.now) } as const;
  leader = `/leader/${linkToken(made, await linkKeysOf(s.ledger))}`;
  listening = sure(
    await listen((port) => makeConsole({ ...s.ports, publicUrl: `http://127.0.0.1:${port}` }), {
      host: '127.0.0.1',
      port: 0,
    }),
  );
  const url = `http://127.0.0.1:${listening.port}`;
  browser = await openBrowser('chromium86');
  const context = await browser.newContext({ baseURL: url });
  const { cookies } = await s.browser('ddy');
  await context.addCookies([{ name: 'duban', value: cookies.get('duban') ?? '', url }]);
  page = await context.newPage();
});
afterAll(async () => {
  await browser.close();
  await listening.close();
  await s.close();
});

/** How many sheets of A4 a page takes on paper. */
async function sheetsOf(path: string): Promise<number> {
  await page.goto(path);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length;
}

describe('on paper, of an office with forty late items', () => {
  it('the ledger takes a few sheets, filtered or not', async () => {
    expect(await sheetsOf('/items')).toBeLessThanOrEqual(4);
    expect(await sheetsOf('/items?lamp=late&unit=sjj&q=nothing')).toBe(1);
  });

  it.each(['/', '/items/n1/1', '/inbox', '/papers', '/units/sjj'])('%s takes a few sheets', async (path) => {
    expect(await sheetsOf(path)).toBeLessThanOrEqual(8);
  });

  it("the leader's page takes one", async () => {
    expect(await sheetsOf(leader)).toBe(1);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(20);
  });
});
