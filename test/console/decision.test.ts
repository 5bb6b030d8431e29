import { hiddenOf, stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { call, issuedLedger, planItems, streamOf } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

const WAKES = ['2025-09-29', '2025-09-30', '2025-10-09', '2025-10-11', '2025-10-14'];

let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
    for (const day of WAKES)
      await ledger.record(call(streamOf('1'), { wake: true, now: moment(`${day} 08:55`) }));
  });
  s.now = moment('2025-10-14 10:00');
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

/** Where the two buttons of the first approval lead. */
async function buttons(): Promise<readonly string[]> {
  const { body } = await coordinator.get('/inbox?kind=approval&unit=sjj');
  return [...body.matchAll(/href="([^"]*\/do\/taskDone[^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
}

const AT = '/items/n1/1/do/taskDone';

/** Goes through one of them to its end; the page of the form, the page that confirms, and what the item has recorded. */
async function decided(button: string | undefined) {
  const form = await coordinator.get(button ?? '');
  const asked = await coordinator.fill(button ?? '', AT, { result: '已请示' });
  expect(asked.status).toBe(200);
  expect((await coordinator.post(AT, hiddenOf(asked.body, AT))).to).toBe('/inbox');
  return { form: form.body, asked: asked.body, done: (await s.ledger.history('item/n1/1')).at(-1)?.body };
}

describe('a decision about putting a matter to the chief', () => {
  it('is two named buttons, each with its unit, its question and its preview', async () => {
    const [send, hold, ...more] = await buttons();
    expect(more).toEqual([]);
    const { form, asked, done } = await decided(send);
    expect(form).toContain('提请主要负责人：1 ');
    expect(form).toMatch(/区数据局 · 是否提请主要负责人/);
    expect(form).not.toMatch(/办结待办|type="checkbox"|电话记录/);
    expect(asked).toContain('确认提请主要负责人？');
    expect(asked).toContain('写入 1 行');
    expect(done).toContain('"send":true');
    expect((await coordinator.get(hold ?? '')).body).toContain('不提请主要负责人');
  });

  it('not to put it mails nothing, and says so before', async () => {
    const [, hold] = await buttons();
    const { asked, done } = await decided(hold);
    expect(asked).toContain('确认不提请主要负责人？');
    expect(asked).toContain('不会产生邮件。');
    expect(done).toContain('"send":false');
  });

  it('is not taken without a word about which', async () => {
    const [send = ''] = await buttons();
    expect((await coordinator.get(send.replace('&send=yes', ''))).status).toBe(404);
  });
});
