import { routesOf } from '../../client/console/app';
import { hereIn } from '../../client/console/web/paths';
import { examplePath, stage, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { moment } from '../support/item';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
  });
});
afterAll(() => s.close());

const hereAt = (method: string, path: string): string =>
  hereIn(routesOf(s.ports))({ req: { method, url: `http://duban.test${path}` } });

describe('where the links of a page lead back to', () => {
  it('is its own address', () => {
    expect(hereAt('GET', '/items?lamp=late')).toBe('/items?lamp=late');
    expect(hereAt('GET', '/nowhere')).toBe('/nowhere');
  });

  it.each([
    ['/items/n1/1/do/report?unit=sjj', '/items/n1/1/do/report?unit=sjj'],
    ['/new-notice/import', '/new-notice'],
    ['/notices/n1/issue', '/notices/n1'],
    ['/u/token/sign', '/u/token'],
    ['/account/password', '/account'],
    ['/nowhere/at/all', '/'],
  ])('for the answer to a form at %s is %s', (form, page) => {
    expect(hereAt('POST', form)).toBe(page);
  });

  it('is a page that opens, for every form', () => {
    const opens = new Set(routesOf(s.ports).flatMap(({ method, path }) => (method === 'GET' ? [path] : [])));
    const forms = routesOf(s.ports).filter(({ method }) => method === 'POST');
    const at = forms.map((route) =>
      hereAt(
        'POST',
        examplePath(route, () => 'token'),
      ),
    );
    const dead = at.filter((path) => ![...opens].some((page) => fits(page, path)));
    expect(dead).toEqual([]);
    expect(forms.length).toBeGreaterThan(30);
  });

  it('holds on a page that refuses a form', async () => {
    const browser = await s.browser('ddy');
    const { body } = await browser.fill('/mails/pause', '/mails/pause', { reason: '' });
    const [, switched = ''] = /href="(\/look\?theme=large[^"]*)"/.exec(body) ?? [];
    const { to } = await browser.get(switched.replace(/&amp;/g, '&'));
    expect((await browser.get(to ?? '')).status).toBe(200);
  });
});

/** Whether a path is one of a pattern. */
const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(path);
