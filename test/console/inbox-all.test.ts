import { ask, handIn, sign } from '../support/commands';
import { hiddenOf, stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems, says } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(4)), moment('2025-06-30 10:00'));
  });
  s.now = moment('2025-07-10 10:00');
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

const say = (key: string, command: Parameters<typeof says>[1], actor = 'll-sjj') =>
  s.ledger.record(
    says(`item/n1/${key}`, command, { key: `${command.type}-${key}`, actor, now: moment('2025-07-02') }),
  );

const begin = async (deed: string, words: Readonly<Record<string, string>> = {}, filter = '') => {
  const path = `/inbox/all/${deed}`;
  const asked = await coordinator.fill(`${path}${filter}`, path, words);
  const begun = () => coordinator.post(path, hiddenOf(asked.body, path));
  return { asked, begun };
};

const urged = async (): Promise<readonly string[]> =>
  (await s.ledger.items({})).flatMap(({ key, urges }) => urges.map(({ unit }) => `${key} ${unit}`)).sort();

describe('acts on all that waits in the inbox', () => {
  it('are offered with their count, of what is shown', async () => {
    const { body } = await coordinator.get('/inbox?kind=unsigned&unit=sfj');
    expect(body).toContain('href="/inbox/all/sign?kind=unsigned&amp;unit=sfj"');
    expect(body).toContain('一并催签收 4 件');
    expect((await coordinator.get('/inbox')).body).toContain('一并催签收 8 件');
    expect((await coordinator.get('/inbox?on=2025-07-09')).body).not.toContain('/inbox/all/');
  });

  it('urge all that have not signed for long: named, previewed, carried out once, with progress', async () => {
    await say('1', sign('sjj'));
    const before = await s.ledger.revision();
    const { asked, begun } = await begin('sign', { words: '请尽快签收' });
    expect(asked.body).toContain('确认一并催签收：7 件？');
    expect(asked.body).toContain('马上发出 2 封');
    expect(await s.ledger.revision()).toBe(before);
    const { to } = await begun();
    expect((await coordinator.get(to ?? '')).body).toContain('已办 7 项');
    expect(await urged()).toEqual(['1 sfj', '2 sfj', '2 sjj', '3 sfj', '3 sjj', '4 sfj', '4 sjj']);
    const after = await s.ledger.revision();
    await begun();
    expect(await s.ledger.revision()).toBe(after);
    // Its letters have not gone: what is urged now is put into them.
    expect((await begin('sign', { words: '再催' })).asked.body).toContain('马上发出 2 封');
  });

  it('keep to the unit of the filter', async () => {
    const { asked, begun } = await begin('sign', { words: '请签收' }, '?unit=sfj');
    expect(asked.body).toContain('确认一并催签收：4 件？');
    await begun();
    expect(await urged()).toEqual(['1 sfj', '2 sfj', '3 sfj', '4 sfj']);
  });

  it('grant what was asked, each to the date that it asked for', async () => {
    for (const [key, date] of [
      ['1', '2025-10-15'],
      ['2', '2025-10-21'],
    ] as const) {
      await say(key, sign('sjj'));
      await say(key, ask('sjj', date));
    }
    const { asked, begun } = await begin('grant');
    expect(asked.body).toContain('2 件？');
    await begun();
    const dates = (await s.ledger.items({})).map(
      ({ assignments }) =>
        assignments.find(({ unit }) => unit === 'sjj')?.rounds[0]?.versions.at(-1)?.due.date,
    );
    expect(dates).toEqual(['2025-10-15', '2025-10-21', '2025-09-30', '2025-09-30']);
  });

  it('are those of the account: a reviewer accepts, and has nothing to urge', async () => {
    for (const key of ['1', '2']) {
      await say(key, sign('sjj'));
      await say(key, handIn('sjj'));
    }
    const reviewer = await s.browser('shld');
    const { body } = await reviewer.get('/inbox');
    expect(body).toContain('一并通过办结 2 件');
    expect(body).not.toContain('/inbox/all/sign');
    expect((await reviewer.get('/inbox/all/sign')).body).toContain('一并催签收：0 件');
    expect((await reviewer.get('/inbox/all/constructor')).status).toBe(404);
  });

  it('ask for the words that are missing', async () => {
    const { asked } = await begin('sign', { words: ' ' });
    expect([asked.status, asked.body]).toEqual([422, expect.stringContaining('请填写催办内容')]);
  });
});

describe('the inbox of one unit', () => {
  it('shows what waits of that unit alone, and the way back to all', async () => {
    const { body } = await coordinator.get('/inbox?unit=sfj');
    expect(body.match(/<h2>/g)).toHaveLength(4);
    expect(body).not.toMatch(/<h2>[^]*?· 区数据局/);
    expect(body).toContain('href="/inbox"');
    expect((await coordinator.get('/inbox?unit=nobody')).body.match(/· 区/g)?.length).toBeGreaterThan(4);
  });
});
