import { DEMO_ENDS } from '../../office/acts/demo-ends';
import type { ConsolePorts } from '../../client/console/ports';
import { HOUR_MS } from '../../domain/measures';
import type { NoticeInfo } from '../../domain/digest/types';
import { plusMs } from '../../domain/time';
import { tagOf } from '../../office/access/secrets';
import { hostNow } from '../../office/access/sessions';
import { areaOf, hiddenOf, stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { setOffice } from '../support/ledger';
import { NOTICE_TEXT } from '../support/plan-folder';
import { sure } from '../support/sure';

const DEMO: NoticeInfo = {
  ...{ id: 'seed', title: '演示', number: '', year: 2025, demo: true, coordinator: 'ddy', deputies: [] },
};
const IMPORT = '/new-notice/import';

let s: Stage;
let coordinator: Browser;
const begin = async (notice: NoticeInfo, parts: Partial<ConsolePorts> = {}): Promise<void> => {
  s = await stage(async (ledger) => {
    await setOffice(ledger);
    const by = { now: moment('2025-06-30 09:30'), actor: 'duban', requestKey: 'demo' };
    sure(await ledger.importNotice({ notice, text: NOTICE_TEXT, ...by }));
  }, parts);
  coordinator = await s.browser('ddy');
};
afterEach(() => s.close());

/** Reads the notice and sends what the form of its page brings. */
async function imported(): Promise<Awaited<ReturnType<Browser['post']>>> {
  const read = await coordinator.fill('/new-notice', '/new-notice', { text: NOTICE_TEXT });
  expect(read.body.includes(DEMO_ENDS.zh)).toBe((await s.ledger.notices()).every(({ demo }) => demo));
  return coordinator.post(IMPORT, {
    ...hiddenOf(read.body, IMPORT),
    text: areaOf(read.body, 'text'),
    id: 'real',
  });
}

const ids = async () => (await s.ledger.notices()).map(({ id }) => id).sort();

describe('a notice that is none, imported into a demonstration', () => {
  it('ends it only when that is confirmed, and says before and after how to come back', async () => {
    await begin(DEMO);
    const asked = await imported();
    expect(asked.body).toContain('仍要导入？');
    expect(asked.body).toContain('DUBAN_HOME=var/演示 npm start');
    expect(await ids()).toEqual(['seed']);
    const text = areaOf(asked.body, 'text');
    const done = await coordinator.post(IMPORT, { ...hiddenOf(asked.body, IMPORT), text });
    expect(done.to).toBe('/notices/real/plan');
    expect(await ids()).toEqual(['real', 'seed']);
    const { body } = await coordinator.get(done.to ?? '');
    expect(body).toContain('不再是演示');
    expect(body).toContain('DUBAN_HOME=var/演示 npm start');
  });

  it('is imported without a word where there is no demonstration to end', async () => {
    await begin({ ...DEMO, demo: false });
    expect((await imported()).to).toBe('/notices/real/plan');
  });
});

const CLOCK = '这里的时钟是';
const DEMONSTRATION = { moveTo: () => undefined, moving: () => null, failed: () => null };

describe('the clock that a demonstration left', () => {
  const page = async (parts: Partial<ConsolePorts>): Promise<string> => {
    await begin({ ...DEMO, demo: false }, parts);
    return (await coordinator.get('/items')).body;
  };

  it('is told on every page with the day that it says, by how much it is off, and where to work in earnest', async () => {
    const body = await page({ production: false, clock: () => plusMs(hostNow(), 144 * HOUR_MS) });
    expect(body).toContain(CLOCK);
    expect(body).toContain('快 6 天');
    expect(body).toContain('DUBAN_HOME=var/机关');
    const nobody = (await (await s.browser()).get('/sign-in')).body;
    expect([nobody.includes(CLOCK), nobody.includes('DUBAN_HOME')]).toEqual([true, false]);
  });

  it.each<readonly [string, Partial<ConsolePorts>]>([
    ['that is right', { production: false, clock: hostNow }],
    ['of a demonstration, whose bar tells it', { production: false, demonstration: DEMONSTRATION }],
    ['in production, where none is moved', {}],
  ])('%s is told of by nothing', async (_, parts) => {
    expect(await page(parts)).not.toContain(CLOCK);
  });
});

describe('who looks as another in a demonstration', () => {
  const lookAs = async (account: string, as: string) => {
    const browser = await s.browser(account);
    const token = tagOf(browser.cookies.get('duban') ?? '', 'form /demo/as');
    const { status } = await browser.post('/demo/as', { _token: token, account: as, back: '/' });
    return [status, (await browser.get('/accounts')).status];
  };

  it('is the first administrator and nobody else', async () => {
    await begin(DEMO, { demonstration: DEMONSTRATION });
    expect(await lookAs('gly', 'sj')).toEqual([303, 200]);
    expect(await lookAs('gly', 'ddy')).toEqual([303, 403]);
    expect(await lookAs('ll-sjj', 'gly')).toEqual([404, 403]);
    expect(await lookAs('ddy', 'gly')).toEqual([404, 403]);
  });

  it('does so no more once there is a notice in earnest, in a console that still runs; nor is the clock moved', async () => {
    const moved: unknown[] = [];
    await begin(
      { ...DEMO, demo: false },
      { demonstration: { ...DEMONSTRATION, moveTo: (to) => moved.push(to) } },
    );
    expect(await lookAs('gly', 'ddy')).toEqual([404, 200]);
    const browser = await s.browser('gly');
    const token = tagOf(browser.cookies.get('duban') ?? '', 'form /demo/clock');
    expect((await browser.post('/demo/clock', { _token: token, to: 'year', back: '/' })).status).toBe(404);
    expect(moved).toEqual([]);
  });
});
