import fc from 'fast-check';
import { beginSession } from '../../office/access/sessions';
import type * as Another from '../../client/console/app';
import { makeItemCache } from '../../client/console/items/cache';
import type { Command } from '../../domain/item/commands';
import { civilDate, instant, plusMs } from '../../domain/time';
import { accept, ask, cancel, changeDate, grant, handIn, report, sign, urge } from '../support/commands';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { change, issuedLedger, planItems } from '../support/ledger';
import { beginAll, ledgerDuban } from '../support/ledger-duban';

const ITEMS = 24;
const LATER = civilDate('2025-10-21');
const PAGES = [
  '/',
  '/inbox',
  '/items?state=all',
  '/items?sort=due&order=down',
  '/items?sort=no',
  '/items?sort=status',
  '/papers',
  '/changes?from=2025-07-01',
];

const COMMANDS: readonly (readonly [string, Command])[] = [
  ['ll-sjj', sign('sjj')],
  ['ll-sfj', sign('sfj')],
  ['ll-sjj', report('sjj')],
  ['ll-sjj', ask('sjj', LATER)],
  ['ddy', grant('sjj', LATER)],
  ['ll-sjj', handIn('sjj')],
  ['shld', accept('sjj')],
  ['ddy', changeDate(LATER)],
  ['ddy', urge(['sjj'])],
  ['ddy', cancel],
];

const deeds = fc.array(
  fc.record({
    item: fc.integer({ min: 1, max: ITEMS }),
    deed: fc.constantFrom(...COMMANDS),
    ms: fc.nat(5_000),
  }),
  { minLength: 60, maxLength: 60 },
);

let s: Stage;
let cookie: string;
/** The console's code a second time, which remembers nothing of what the first has seen. */
let makeAnew: typeof Another.makeConsole;
beforeAll(async () => {
  s = await stage(async (on) => {
    await beginAll(on, await issuedLedger(on, planItems(ITEMS)), moment('2025-06-30 10:00'));
  });
  s.now = moment('2025-09-29 10:00');
  const session = { account: 'ddy', shownAs: 'ddy', means: 'password' as const, now: s.now };
  cookie = `duban=${await beginSession(s.ledger, session)}`;
});
afterAll(() => s.close());

beforeAll(() => {
  jest.isolateModules(() => {
    makeAnew = jest.requireActual<typeof Another>('../../client/console/app').makeConsole;
  });
});

/** What a page says, line by line, without the keys of its forms. */
const linesOf = (html: string): readonly string[] =>
  html
    .replaceAll(/name="_key" value="[^"]*"/g, '')
    .replaceAll('><', '>\n<')
    .split('\n');

const pagesOf = (app: Stage['app']) =>
  Promise.all(
    PAGES.map(async (path) => {
      const answer = await app.request(`http://duban.test${path}`, { headers: { Cookie: cookie } });
      expect(answer.status).toBe(200);
      return linesOf(await answer.text());
    }),
  );

describe('a console that goes on while commands are recorded', () => {
  it('shows what one shows that has just been started, after whatever commands', async () => {
    const [chosen] = fc.sample(deeds, { seed: 17, numRuns: 1 });
    let [taken, at] = [0, s.now];
    for (const [n, { item, deed, ms }] of (chosen ?? []).entries()) {
      const [actor, command] = deed;
      // Clocks of workers differ: some record a little before what was recorded last.
      at = instant(plusMs(at, ms - 1_000));
      const by = { stream: `item/n1/${item}`, actor, key: `k${n}`, command };
      if ((await ledgerDuban(s.ledger, () => at).command(by)).ok) taken += 1;
      if (n % 10 === 5) await s.ledger.setPaused(n % 20 === 5, '停', change(`pause${n}`));
      if (n % 4 === 0) expect(await pagesOf(s.app)).toEqual(await pagesOf(makeAnew(s.ports)));
    }
    expect(taken).toBeGreaterThan(20);
  });
});

describe('items kept in memory', () => {
  it('are those of the ledger although somebody recorded by a clock that is hours behind', async () => {
    const cache = makeItemCache(s.ledger);
    await cache.items();
    const early = ledgerDuban(s.ledger, () => moment('2025-07-01 10:00'));
    await early.command({ stream: 'item/n1/24', actor: 'ddy', key: 'early', command: urge(['sfj'], true) });
    const byStream = new Map((await s.ledger.items({})).map((item) => [item.stream, item]));
    for (const item of await cache.items()) expect(item).toEqual(byStream.get(item.stream));
  });
});
