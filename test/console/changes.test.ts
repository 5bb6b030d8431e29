import { changesBetween } from '../../office/lists/changes';
import { DIFF } from '../../domain/item/diff';
import { civilDate } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll, ledgerDuban } from '../support/ledger-duban';
import { sure } from '../support/sure';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(11)), moment('2025-06-30 10:00'));
    const duban = ledgerDuban(ledger, () => moment('2025-07-02 10:00'));
    const command = { type: 'acknowledge', unit: 'sjj' } as const;
    sure(await duban.command({ stream: 'item/n1/1', command, actor: 'll-sjj', key: 'signs' }));
  });
  s.now = moment('2025-07-03 10:00');
});
afterAll(() => s.close());

const cells = (html: string): string[] =>
  [...html.matchAll(/<td class="tight">([^<]*)<\/td><th scope="row"><a href="([^"]*)"/g)].map(
    ([, kind, href]) => `${kind} ${href}`,
  );

describe('what changed, in the console', () => {
  it('is linked from the overview', async () => {
    expect((await (await s.browser('ddy')).get('/')).body).toContain('href="/changes"');
  });

  it('is what the command finds since a week ago when no day is said', async () => {
    const { body } = await (await s.browser('shld')).get('/changes');
    const lines = await changesBetween(s.ledger, { from: civilDate('2025-06-26'), now: s.now });
    expect(lines.map(({ kind, stream }) => `${kind} ${stream}`)).toEqual([
      ...planItems(11).map(({ key }) => `new item/n1/${key}`),
      'signed item/n1/1',
    ]);
    expect(cells(body)).toEqual(
      lines.map(({ kind, stream }) => `${DIFF[kind].zh} /items/${stream.slice('item/'.length)}`),
    );
    expect(body).toContain('value="2025-06-26"');
  });

  it('is bounded by both days and by the notice', async () => {
    const browser = await s.browser('sj');
    expect(cells((await browser.get('/changes?from=2025-07-02')).body)).toEqual(['签收 /items/n1/1']);
    expect((await browser.get('/changes?from=2025-07-01&to=2025-07-01')).body).toContain('没有变化');
    expect((await browser.get('/changes?notice=other')).body).toContain('没有变化');
    expect((await browser.get('/changes?from=someday')).status).toBe(422);
  });
});
