import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { makeConsole, routesOf } from '../../client/console/app';
import { listen, type Listening } from '../../client/console/serve';
import type { Route } from '../../client/console/web/route';
import { instant } from '../../domain/time';
import { demonstrating, examplePath, stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';
import { openBrowser } from './browsers';

jest.setTimeout(180_000);

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const KB = 1024;

/** One account of each role that has pages of its own. */
const ACCOUNTS = { coordinator: 'ddy', admin: 'gly', liaison: 'll-sjj', nobody: null } as const;
type Persona = keyof typeof ACCOUNTS;

let s: Stage;
let listening: Listening;
let url: string;
let browser: Browser;
let pages: readonly (readonly [Persona, string])[];
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(12)), moment('2025-06-30 10:00'));
  }, demonstrating);
  s.now = moment('2025-10-14 10:00');
  const keys = await linkKeysOf(s.ledger);
  const token = (purpose: 'unit' | 'feed' | 'leader'): string =>
    linkToken({ purpose, subject: purpose === 'leader' ? 'ddy' : 'sjj', madeAt: instant(s.now) }, keys);
  listening = sure(
    await listen((port) => makeConsole({ ...s.ports, publicUrl: `http://127.0.0.1:${port}` }), {
      host: '127.0.0.1',
      port: 0,
    }),
  );
  url = `http://127.0.0.1:${listening.port}`;
  const shown = routesOf(s.ports)
    .filter(isWhole)
    .map((route) => [personaOf(route), examplePath(route, token)] as const);
  const arePages = await Promise.all(shown.map(isPage));
  pages = shown
    .filter((_, i) => arePages[i])
    .concat([
      ['coordinator', '/items/n1/1/do/cancel'],
      ['coordinator', '/items?lamp=late&page=2'],
      ['nobody', '/nowhere'],
    ]);
  browser = await openBrowser('chromium103');
});
afterAll(async () => {
  await browser.close();
  await listening.close();
  await s.close();
});

/** What a browser is sent to, and not the part of a page that its script asks for. */
const isWhole = ({ method, path }: Route): boolean =>
  method === 'GET' && !/^\/(look|healthz|readyz|lamps|audit\/checkpoint)|body$/.test(path);

/** What a browser shows: no file, no feed. */
async function isPage([persona, path]: readonly [Persona, string]): Promise<boolean> {
  const { cookies } = await s.browser(ACCOUNTS[persona] ?? undefined);
  const { headers, body } = await fetch(url + path, {
    headers: { cookie: `duban=${cookies.get('duban') ?? ''}` },
  });
  await body?.cancel();
  return (headers.get('content-type') ?? '').startsWith('text/html') && !headers.has('content-disposition');
}

function personaOf({ who }: Route): Persona {
  if (who === 'anyone' || who === 'link') return 'nobody';
  if (who === 'signedIn' || who.includes('coordinator')) return 'coordinator';
  return who.includes('admin') ? 'admin' : 'liaison';
}

/** A page per persona, signed in and looking through a theme. */
async function personas(
  theme: string,
): Promise<{ readonly of: (persona: Persona) => Page; close(): Promise<void> }> {
  const opened = new Map<Persona, Page>();
  const contexts: BrowserContext[] = [];
  for (const [persona, account] of Object.entries(ACCOUNTS) as [Persona, string | null][]) {
    const cookies = (await s.browser(account ?? undefined)).cookies;
    const context = await browser.newContext({ viewport: { width: 1180, height: 900 } });
    contexts.push(context);
    await context.addCookies([
      { name: 'duban', value: cookies.get('duban') ?? '', url },
      { name: 'theme', value: theme, url },
    ]);
    opened.set(persona, await context.newPage());
  }
  return {
    of: (persona) => sureOf(opened.get(persona)),
    close: async () => {
      for (const context of contexts) await context.close();
    },
  };
}

const sureOf = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('nothing there');
  return value;
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds wrong with the page that is shown. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], iframes: false })",
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`,
  );
}

describe.each(['standard', 'large', 'contrast'])('in the theme %s', (theme) => {
  it('no page breaks a rule of axe, contrast among them', async () => {
    const found: string[] = [];
    const looking = await personas(theme);
    for (const [persona, path] of pages) {
      const page = looking.of(persona);
      await page.goto(url + path);
      for (const fault of await faultsOf(page)) found.push(`${path} ${fault}`);
    }
    await looking.close();
    expect(found).toEqual([]);
    expect(pages.length).toBeGreaterThan(25);
  });
});

describe('the first view of a page', () => {
  it('weighs at most 40 kB gzipped with all that it loads, and runs no script or style of its own', async () => {
    const heavy: string[] = [];
    const looking = await personas('standard');
    for (const [persona, path] of pages) {
      const page = looking.of(persona);
      const bodies: Promise<Buffer>[] = [];
      const complaints: string[] = [];
      page.removeAllListeners('response');
      page.removeAllListeners('console');
      page.on('response', (response) => bodies.push(response.body().catch(() => Buffer.alloc(0))));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security/.test(message.text()))
          complaints.push(message.text());
      });
      await page.goto(url + path);
      const weight = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
      if (weight > 40 * KB || bodies.length > 8)
        heavy.push(`${path}: ${weight} bytes, ${bodies.length} requests`);
      heavy.push(...complaints);
    }
    await looking.close();
    expect(heavy).toEqual([]);
  });

  it('fits a telephone of 375 px without scrolling sideways', async () => {
    const wide: string[] = [];
    const looking = await personas('standard');
    for (const [persona, path] of pages) {
      const page = looking.of(persona);
      await page.setViewportSize({ width: 375, height: 800 });
      await page.goto(url + path);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 375) wide.push(`${path}: ${width}`);
    }
    await looking.close();
    expect(wide).toEqual([]);
  });
});

describe('the filter of the ledger', () => {
  it('refreshes the results alone, says how many there are, and keeps the focus', async () => {
    const looking = await personas('standard');
    const page = looking.of('coordinator');
    await page.goto(`${url}/items`);
    await page.getByLabel('事项、单位').focus();
    await page.keyboard.insertText('没有这样的事项');
    await page.locator('#status', { hasText: '0 项' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('q');
    expect(new URL(page.url()).searchParams.get('q')).toBe('没有这样的事项');
    await looking.close();
  });
});
