import { hiddenOf, stage, type Answer, type Browser, type Stage } from '../support/console';
import { handIn, sign } from '../support/commands';
import { moment } from '../support/item';
import { issuedLedger, planItems, says } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(5)), moment('2025-06-30 10:00'));
    for (const key of ['1', '2']) {
      const stream = `item/n1/${key}`;
      await ledger.record(says(stream, sign('sjj'), { key: 'sign', actor: 'll-sjj' }));
      await ledger.record(says(stream, handIn('sjj'), { key: 'in', actor: 'll-sjj' }));
    }
  });
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

const DEEDS = {
  urge: { words: '请加快办理' },
  move: { words: '上级调整', date: '2025-10-15' },
  accept: { words: '同意办结' },
} as const;

const ask = (browser: Browser, deed: keyof typeof DEEDS, filter = '') =>
  browser.fill(`/all-items/${deed}${filter}`, `/all-items/${deed}`, DEEDS[deed]);

const confirm = (browser: Browser, deed: keyof typeof DEEDS, { body }: Answer) =>
  browser.post(`/all-items/${deed}`, hiddenOf(body, `/all-items/${deed}`));

const statusOf = async (key: string) => (await s.ledger.item(`item/n1/${key}`))?.status;

describe('acts on all items that match', () => {
  it('are offered for what was found, acceptance only where something was handed in', async () => {
    const { body } = await coordinator.get('/items?q=1');
    expect(body).toContain('/all-items/accept?q=1');
    expect((await coordinator.get('/items?lamp=late')).body).not.toContain('/all-items/accept');
    const reviewer = await (await s.browser('shld')).get('/items');
    expect(reviewer.body).toContain('/all-items/accept');
    expect(reviewer.body).not.toContain('/all-items/urge');
    expect((await (await s.browser('sj')).get('/items')).body).not.toContain('/all-items/');
  });

  it('name every mail first: unit, masked address, subject and body, and change nothing', async () => {
    const before = await s.ledger.revision();
    const asked = await ask(coordinator, 'accept');
    expect(asked.body).toContain('确认一并通过办结：2 项？');
    expect(asked.body).toContain('马上发出 2 封');
    expect(asked.body).toMatch(/<td class="mono">l\*\*\*@[^<]+<\/td>/);
    expect(asked.body).toMatch(/<summary[^>]*>[^<]*办结[^<]*<\/summary>/);
    expect(asked.body).not.toContain('ll-sjj@');
    expect(await s.ledger.revision()).toBe(before);
  });

  it('accept what was handed in, on a page that can be left, and once', async () => {
    const asked = await ask(coordinator, 'accept');
    const begun = await confirm(coordinator, 'accept', asked);
    expect(begun.to).toMatch(/^\/change-sets\//);
    expect((await coordinator.get(begun.to ?? '')).body).toContain('已办 2 项');
    expect([await statusOf('1'), await statusOf('3')]).toEqual(['toBeClosed', 'issued']);
    const after = await s.ledger.revision();
    await confirm(coordinator, 'accept', asked);
    expect(await s.ledger.revision()).toBe(after);
  });

  it('can be given by a reviewer, who is told what others may do alone', async () => {
    const reviewer = await s.browser('shld');
    const begun = await confirm(reviewer, 'accept', await ask(reviewer, 'accept'));
    expect((await reviewer.get(begun.to ?? '')).body).toContain('已办 2 项');
    expect((await reviewer.get('/all-items/urge')).status).toBe(403);
  });

  it('keep to the unit of the filter', async () => {
    const asked = await ask(coordinator, 'urge', '?unit=sjj');
    expect(asked.body).toContain('同一事项的其他单位不受影响');
    const nothing = await ask(coordinator, 'accept', '?unit=sfj');
    expect(nothing.body).toContain('确认一并通过办结：0 项？');
    expect(nothing.body).not.toContain('name="confirmed"');
  });

  it('move the dates of what may move, and say what is refused and why', async () => {
    const asked = await ask(coordinator, 'move');
    expect(asked.body).toContain('2 项会被拒绝');
    const begun = await confirm(coordinator, 'move', asked);
    expect((await coordinator.get(begun.to ?? '')).body).toContain('被拒绝 2 项');
    const [unit] = (await s.ledger.item('item/n1/3'))?.assignments ?? [];
    expect(unit?.rounds[0]?.versions.at(-1)?.due.date).toBe('2025-10-15');
  });

  it('come back with what was typed when something is missing', async () => {
    const faulty = await coordinator.fill('/all-items/move', '/all-items/move', { words: '另定', date: 'x' });
    expect([faulty.status, faulty.body]).toEqual([422, expect.stringContaining('有 1 处需要更正')]);
    expect(faulty.body).toContain('另定');
  });
});
