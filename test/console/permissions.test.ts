import { linkToken, linkKeysOf, type LinkPurpose } from '../../client/access/links';
import { tagOf } from '../../client/access/secrets';
import { routesOf } from '../../client/console/app';
import type { Route } from '../../client/console/web/route';
import { commandTable } from '../../domain/item/commands';
import { instant } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { moment } from '../support/item';

/** One account of each role; `nobody` is not signed in. ll-zjj is a liaison of a unit that has no part in the items. */
const PERSONAS = {
  nobody: null,
  coordinator: 'ddy',
  reviewer: 'shld',
  auditor: 'sj',
  admin: 'gly',
  liaison: 'll-sjj',
  foreign: 'll-zjj',
  unitLeader: 'ld-sjj',
} as const;

type Persona = keyof typeof PERSONAS;

const ALL: readonly Persona[] = [
  'nobody',
  'coordinator',
  'reviewer',
  'auditor',
  'admin',
  'liaison',
  'foreign',
  'unitLeader',
];

const roleOf = (persona: Persona): string => (persona === 'foreign' ? 'liaison' : persona);

let s: Stage;
let token: (purpose: LinkPurpose) => string;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
  const key = await linkKeysOf(s.ledger);
  token = (purpose) =>
    linkToken({ purpose, subject: purpose === 'leader' ? 'ddy' : 'sjj', madeAt: instant(s.now) }, key);
});
afterAll(() => s.close());

/** A path that leads somewhere for each parameter of a route. */
function pathOf({ path }: Route): string {
  const purpose: LinkPurpose = path.startsWith('/feed')
    ? 'feed'
    : path.startsWith('/leader')
      ? 'leader'
      : 'unit';
  return path
    .replace(':token', path.startsWith('/invited') ? 'none' : token(purpose))
    .replace(':notice', 'n1')
    .replace(':key', '1')
    .replace(':type', 'report')
    .replace(':unit', 'sjj')
    .replace(':sha256', 'a'.repeat(64))
    .replace(':deed', path.startsWith('/accounts') ? 'end' : 'urge')
    .replace(':digest', 'x')
    .replace(':name', 'style.css')
    .replace(':account', 'ddy')
    .replace(/:(\w+)/, 'x');
}

/** What a persona must get at a route that is not for it. */
const allowed = ({ who }: Route, persona: Persona): boolean =>
  who === 'anyone' ||
  who === 'link' ||
  (persona !== 'nobody' && (who === 'signedIn' || who.some((role) => role === roleOf(persona))));

describe('every route of the console', () => {
  it('is closed to all roles but its own, with nothing of it told', async () => {
    const wrong: string[] = [];
    let looked = 0;
    for (const route of routesOf(s.ports)) {
      for (const persona of ALL) {
        if (allowed(route, persona)) continue;
        looked += 1;
        const browser = await s.browser(PERSONAS[persona] ?? undefined);
        const at = pathOf(route);
        const right = tagOf(browser.cookies.get('duban') ?? '', `form ${at}`);
        const answer =
          route.method === 'GET' ? await browser.get(at) : await browser.post(at, { _token: right });
        const away =
          answer.status === 403 || answer.status === 404 || (answer.to ?? '').startsWith('/sign-in?');
        if (!away || answer.body.includes('数字化'))
          wrong.push(`${persona} ${route.method} ${at}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(looked).toBeGreaterThan(60);
  });

  it('opens to its own: no page is a dead end for whom it is made', async () => {
    const wrong: string[] = [];
    for (const route of routesOf(s.ports)) {
      if (route.method === 'POST' || /:(sha256|type|key|token|digest|deed|account)/.test(route.path))
        continue;
      for (const persona of ALL) {
        if (!allowed(route, persona)) continue;
        const answer = await (await s.browser(PERSONAS[persona] ?? undefined)).get(pathOf(route));
        const known = [200, 303, 404].includes(answer.status);
        if (!known) wrong.push(`${persona} ${pathOf(route)}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('of a unit shows a liaison of another unit nothing of it', async () => {
    const browser = await s.browser('ll-zjj');
    expect((await browser.get('/my/items/n1/1')).status).toBe(404);
    expect((await browser.get('/items/n1/1')).status).toBe(403);
    expect((await browser.get('/my')).body).not.toContain('/items/n1/1');
  });
});

describe('every command', () => {
  it.each(Object.keys(commandTable))('%s has its form for those alone who may give it', async (type) => {
    const statusOf = async (persona: Persona) =>
      (await (await s.browser(PERSONAS[persona] ?? undefined)).get(`/items/n1/1/do/${type}`)).status;
    const { by } = Object.entries(commandTable).find(([name]) => name === type)?.[1] ?? { by: null };
    expect(await statusOf('coordinator')).toBe(200);
    expect(await statusOf('reviewer')).toBe(by === 'reviewer' ? 200 : 403);
    expect(await statusOf('auditor')).toBe(403);
    expect(await statusOf('liaison')).toBe(403);
    const unitForm = (await (await s.browser('ll-sjj')).get(`/my/items/n1/1/do/${type}`)).status;
    expect(unitForm).toBe(by === 'unit' ? 200 : 404);
    const leader = (await (await s.browser('ld-sjj')).get(`/my/items/n1/1/do/${type}`)).status;
    expect(leader).toBe(by === 'unit' ? 403 : 404);
  });
});
