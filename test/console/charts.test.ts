import { chartsFor } from '../../office/papers/make';
import { readGrids } from '../../office/intake/rosters/grids';
import { chartRows } from '../../papers/chart';
import { accept, ask, cancel, handIn, release, report, revoke, sign } from '../support/commands';
import { stage, type Stage } from '../support/console';
import { moment, planItem } from '../support/item';
import { issuedLedger, says, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

let s: Stage;
let done = 0;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    const now = moment('2025-06-30 10:00');
    const far = { ...planItem({ dates: ['2026-03-20'] }), key: '6' };
    await beginAll(ledger, await issuedLedger(ledger, [...planItems(5), far]), now);
    await ledger.composeLetters({ notice: 'n1', batch: 1, now });
  });
  s.now = moment('2025-07-15 10:00');
});
afterAll(() => s.close());

const say = async (key: string, actor: string, command: Parameters<typeof says>[1], day: string) => {
  const by = { key: `k${(done += 1)}`, actor, now: moment(day) };
  await s.ledger.record(says(`item/n1/${key}`, command, by));
};

/** Every number of the charts that a page shows, in the order of its tables. */
const shown = async (): Promise<string[]> => {
  const { body } = await (await s.browser('ddy')).get('/papers');
  return [...body.matchAll(/<td class="number"[^>]*>([^<]*)<\/td>/g)].map(([, cell = '']) => cell);
};

const counted = async (): Promise<string[]> =>
  Object.values(await chartsFor({ ledger: s.ledger, now: s.now })).flatMap((chart) =>
    chartRows(chart)
      .slice(1)
      .flatMap(([, ...cells]) => cells),
  );

describe('the charts of the papers, counted in memory', () => {
  it('have the numbers of those made from every event, whatever happened since the last look', async () => {
    expect(await shown()).toEqual(await counted());
    const steps = [
      ['1', 'll-sjj', sign('sjj')],
      ['1', 'll-sjj', handIn('sjj')],
      ['1', 'shld', accept('sjj')],
      ['2', 'll-sjj', report('sjj')],
      ['2', 'll-sjj', ask('sjj', '2025-10-21')],
      ['3', 'ddy', cancel],
      ['4', 'ddy', release('sfj')],
      ['1', 'ddy', revoke('sjj')],
      ['5', 'll-sjj', handIn('sjj')],
      ['5', 'shld', accept('sjj')],
    ] as const;
    for (const [key, actor, command] of steps) {
      await say(key, actor, command, '2025-07-14');
      expect(await shown()).toEqual(await counted());
    }
    expect((await counted()).length).toBeGreaterThan(10);
    s.now = moment('2025-10-15 10:00');
    expect(await shown()).toEqual(await counted());
  });
});

describe('the register as a file', () => {
  it('has a line for each unit, and its export is an event', async () => {
    const { status, bytes, headers } = await (await s.browser('sj')).get('/papers/register.xlsx');
    expect([status, headers.get('Content-Disposition')]).toEqual([
      200,
      expect.stringContaining('register.xlsx'),
    ]);
    const [grid] = sure(await readGrids({ name: 'register.xlsx', bytes }));
    const cells = grid?.rows.map(({ cells: of }) => [...of.values()]) ?? [];
    // Six items of two units, of which one was released.
    expect(cells.filter((row) => row.includes('政务公开'))).toHaveLength(11);
    expect(cells.filter((row) => row.includes('区司法局'))).toHaveLength(5);
    expect((await s.ledger.history('office')).at(-1)).toMatchObject({ type: 'exported', actor: 'sj' });
  });
});

describe('the year as a strip of weeks', () => {
  it('says what lies outside it, each a link to the strip of its year', async () => {
    const browser = await s.browser('ddy');
    const { body } = await browser.get('/');
    expect(body).toContain('href="/?year=2026#year"');
    expect(body).toMatch(/2026 年 \d+ 件到期/);
    const next = (await browser.get('/?year=2026')).body;
    expect(next).toContain('<th scope="row">2026-03-16</th>');
    expect(next).toContain('href="/?year=2025#year"');
    expect((await browser.get('/?year=x')).body).toContain('href="/?year=2026#year"');
  });
});
