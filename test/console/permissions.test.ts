import { linkToken, linkKeysOf, type LinkPurpose } from '../../office/access/links';
import { routesOf } from '../../client/console/app';
import type { Route } from '../../client/console/web/route';
import { keptAs, tagOf } from '../../office/access/secrets';
import { hostNow } from '../../office/access/sessions';
import { commandTable } from '../../domain/item/commands';
import { ok } from '../../domain/problem';
import type { StreamId } from '../../domain/journal/types';
import { instant } from '../../domain/time';
import { examplePath, stage, type Answer, type Browser, type Stage } from '../support/console';
import { change, issuedLedger, planItems } from '../support/ledger';
import { ROUTE_TABLE } from './route-table';
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

const pathOf = (route: Route): string => examplePath(route, token);

/** The row of a route. */
const rowOf = ({ method, path }: Route): string => ROUTE_TABLE[`${method} ${path}`] ?? 'nobody';

/** Whether a row opens to a persona; links open to whoever has one. */
function allowed(row: string, persona: Persona): boolean {
  const words = row.split(' ');
  if (words.includes('anyone') || words.includes('link')) return true;
  return persona !== 'nobody' && (words.includes('signedIn') || words.includes(roleOf(persona)));
}

/** Every route that there can be: also those of a provider, of the sandbox mailbox and of the demonstration. */
const everyRoute = (): readonly Route[] => {
  const oidc = { leave: () => Promise.reject(new Error()), arrive: () => Promise.reject(new Error()) };
  const demonstration = { moveTo: () => Promise.resolve(ok(null)), moving: () => null, failed: () => null };
  return routesOf({ ...s.ports, oidc, demonstration, production: false, mailbox: s.ports.files });
};

const known = new Map<Persona, Browser>();

async function browserOf(persona: Persona): Promise<Browser> {
  let browser = known.get(persona);
  if (!browser) known.set(persona, (browser = await s.browser(PERSONAS[persona] ?? undefined)));
  return browser;
}

/** What a browser gets at a route: a page, or what a form with the right token would. */
async function answerAt(browser: Browser, route: Route, at = pathOf(route)): Promise<Answer> {
  if (route.method === 'GET') return browser.get(at);
  return browser.post(at, { _token: tagOf(browser.cookies.get('duban') ?? '', `form ${at}`) });
}

describe('every route of the console', () => {
  it('has a row in the table, which says who may open it and whether it asks again who that is', () => {
    const rows = everyRoute().map(({ method, path, who, dangerous }) => [
      `${method} ${path}`,
      `${typeof who === 'string' ? who : who.join(' ')}${dangerous === true ? ' !' : ''}`,
    ]);
    expect(Object.fromEntries(rows)).toEqual(ROUTE_TABLE);
  });

  it('is shadowed by none: a notice may be called as any word of a path', () => {
    const gets = everyRoute().map(({ method, path }) => [method, path.split('/')] as const);
    const isPlace = (word: string | undefined): boolean => word?.startsWith(':') === true;
    const shadowed = gets.flatMap(([method, a]) =>
      gets
        .filter(([other, b]) => other === method && a.length === b.length)
        .filter(([, b]) => a.every((word, n) => word === b[n] || isPlace(b[n])))
        .filter(([, b]) => a.some((word, n) => word !== b[n] && !isPlace(word)))
        .map(([, b]) => `${method} ${a.join('/')} ${b.join('/')}`),
    );
    expect(shadowed).toEqual([]);
  });

  it('is closed to all roles but its own, with nothing of it told and nothing changed', async () => {
    const wrong: string[] = [];
    let looked = 0;
    for (const persona of ALL) await browserOf(persona);
    for (const route of routesOf(s.ports))
      for (const persona of ALL) {
        if (allowed(rowOf(route), persona)) continue;
        looked += 1;
        const { status, to, body } = await answerAt(await browserOf(persona), route);
        const away = status === 403 || status === 404 || (to ?? '').startsWith('/sign-in?');
        if (!away || body.includes('数字化'))
          wrong.push(`${persona} ${route.method} ${route.path}: ${status}`);
      }
    expect(wrong).toEqual([]);
    expect(looked).toBeGreaterThan(250);
    const types = new Set((await s.ledger.history('office')).map(({ type }) => type));
    expect(types).toContain('accessRefused');
    expect((await s.ledger.item('item/n1/1'))?.seq).toBe(1);
  });

  it('opens to its own: no page is a dead end for whom it is made', async () => {
    const wrong: string[] = [];
    for (const route of routesOf(s.ports)) {
      if (route.method === 'POST' || /:(sha256|type|key|token|digest|deed|account|task)/.test(route.path))
        continue;
      for (const persona of ALL) {
        if (!allowed(rowOf(route), persona)) continue;
        const { status } = await (await browserOf(persona)).get(pathOf(route));
        if (![200, 303, 404, 422].includes(status)) wrong.push(`${persona} ${pathOf(route)}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('that is only opened changes nothing, whoever opens it, but that an export has its checkpoint and is noted, and who was refused', async () => {
    const LOGS: readonly StreamId[] = ['office', 'mailroom'];
    const noted = async () => (await Promise.all(LOGS.map((log) => s.ledger.history(log)))).flat();
    const known = new Set((await noted()).map(({ hash }) => hash));
    const standing = async () => [
      (await s.ledger.streams()).filter(({ stream }) => !LOGS.includes(stream)),
      await s.ledger.planDraft('n1'),
      await s.ledger.paused(),
    ];
    const before = await standing();
    let opened = 0;
    for (const route of routesOf(s.ports).filter(({ method }) => method === 'GET'))
      for (const persona of ALL.filter((one) => allowed(rowOf(route), one))) {
        await (await browserOf(persona)).get(pathOf(route));
        opened += 1;
      }
    expect(opened).toBeGreaterThan(200);
    expect(await standing()).toEqual(before);
    const types = (await noted()).filter(({ hash }) => !known.has(hash)).map(({ type }) => type);
    const allowedTypes = ['accessRefused', 'checkpoint', 'exported', 'signedIn'];
    expect(types.filter((type) => !allowedTypes.includes(type))).toEqual([]);
  });

  it('that asks again does so of everybody who proved it long ago', async () => {
    const wrong: string[] = [];
    for (const route of routesOf(s.ports).filter(({ dangerous }) => dangerous))
      for (const persona of ALL) {
        if (persona === 'nobody' || !allowed(rowOf(route), persona)) continue;
        const browser = await s.browser(PERSONAS[persona]);
        const id = keptAs(browser.cookies.get('duban') ?? '');
        await s.ledger.proveSession(id, instant(hostNow() - 46 * 60_000), change(`long ago ${id}`));
        const { status, to, body } = await answerAt(browser, route);
        const asked = route.method === 'GET' ? (to ?? '').startsWith('/prove?') : status === 403;
        if (!asked || body.includes('数字化'))
          wrong.push(`${persona} ${route.method} ${route.path}: ${status}`);
      }
    expect(wrong).toEqual([]);
  });

  it('of a unit shows a liaison of another unit nothing of it', async () => {
    const browser = await browserOf('foreign');
    for (const path of ['/my/items/n1/1', '/my/items/n1/1/report', '/my/items/n1/1/do/report'])
      expect((await browser.get(path)).status).toBe(404);
    expect((await browser.get('/items/n1/1')).status).toBe(403);
    expect((await browser.get('/my')).body).not.toContain('/items/n1/1');
  });
});

describe('every route behind a link', () => {
  const DAY = 86_400_000;
  const made = async (purpose: LinkPurpose, subject: string, ago = 0) =>
    linkToken({ purpose, subject, madeAt: instant(s.now - ago) }, await linkKeysOf(s.ledger));

  /** Links that open nothing, for a route that asks for one of a purpose. */
  let ends = 0;
  async function badLinks(purpose: LinkPurpose): Promise<Readonly<Record<string, string>>> {
    const subject = purpose === 'leader' ? 'ddy' : 'sjj';
    const revoked = await made(purpose, 'sfj');
    await s.ledger.endLinks(`${purpose}/sfj`, change(`end-${(ends += 1)}`));
    const good = await made(purpose, subject);
    return {
      forged: `${good.slice(0, -2)}${good.endsWith('AA') ? 'BB' : 'AA'}`,
      expired: await made(purpose, subject, 401 * DAY),
      revoked,
      'for something else': await made(purpose === 'unit' ? 'feed' : 'unit', subject),
      empty: 'x',
    };
  }

  const purposeAt = (path: string): LinkPurpose =>
    path.startsWith('/feed') ? 'feed' : path.startsWith('/leader') ? 'leader' : 'unit';

  it('is closed to forged, expired, revoked and swapped links, with nothing told and nothing changed', async () => {
    const routes = routesOf(s.ports).filter((route) => rowOf(route) === 'link');
    const wrong: string[] = [];
    for (const route of routes) {
      const links = await badLinks(purposeAt(route.path));
      const before = await s.ledger.revision();
      for (const [name, token] of Object.entries(links)) {
        const at = pathOf({ ...route, path: route.path.replace(':token', token) });
        const { status, body } = await answerAt(await s.browser(), route, at);
        // Too many wrong ones from one address are told nothing either.
        const closed = status === 404 || status === 429;
        if (!closed || body.includes('数字化')) wrong.push(`${name} ${route.path}: ${status}`);
      }
      expect(await s.ledger.revision()).toBe(before);
    }
    expect(wrong).toEqual([]);
    expect(routes.length).toBeGreaterThanOrEqual(7);
  });

  it("of another unit shows nothing of this one's items and does nothing to them", async () => {
    const foreign = await made('unit', 'zjj');
    const before = await s.ledger.revision();
    for (const route of routesOf(s.ports).filter(({ path }) => path.startsWith('/u/:token/items'))) {
      const at = pathOf({ ...route, path: route.path.replace(':token', foreign) });
      expect((await answerAt(await s.browser(), route, at)).status).toBe(404);
    }
    expect((await (await s.browser()).get(`/u/${foreign}`)).body).not.toContain('/items/n1/1');
    expect(await s.ledger.revision()).toBe(before);
  });
});

describe('those who may act', () => {
  it.each<[Persona, string, Readonly<Record<string, string>>, string]>([
    ['liaison', '/my/items/n1/1/do/acknowledge', {}, 'acknowledged'],
    ['liaison', '/my/items/n1/1/do/report', { percentage: '30', text: '起草' }, 'reported'],
    ['coordinator', '/items/n1/2/do/acknowledge', { unit: 'sjj', source: 'phone' }, 'acknowledged'],
  ])('%s does at %s', async (persona, at, fields, type) => {
    const browser = await browserOf(persona);
    expect((await browser.fill(at, at, fields)).status).toBe(303);
    const [, item = ''] = /items\/(n1\/\d)/.exec(at) ?? [];
    expect((await s.ledger.history(`item/${item}`)).at(-1)).toMatchObject({ type, actor: PERSONAS[persona] });
  });
});

describe('every command', () => {
  it.each(Object.keys(commandTable))('%s has its form for those alone who may give it', async (type) => {
    const statusOf = async (persona: Persona) =>
      (await (await browserOf(persona)).get(`/items/n1/1/do/${type}`)).status;
    const { by } = Object.entries(commandTable).find(([name]) => name === type)?.[1] ?? { by: null };
    expect(await statusOf('coordinator')).toBe(200);
    expect(await statusOf('reviewer')).toBe(by === 'reviewer' ? 200 : 403);
    expect(await statusOf('auditor')).toBe(403);
    expect(await statusOf('liaison')).toBe(403);
    const unitForm = (await (await browserOf('liaison')).get(`/my/items/n1/1/do/${type}`)).status;
    expect(unitForm).toBe(by === 'unit' ? 200 : 404);
    const leader = (await (await browserOf('unitLeader')).get(`/my/items/n1/1/do/${type}`)).status;
    expect(leader).toBe(by === 'unit' ? 403 : 404);
  });
});
