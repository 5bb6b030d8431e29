import { makeMailroomLocals } from '../../activities/mailroomLocals';
import { handIn, sign } from '../support/commands';
import { stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems, says } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    const now = moment('2025-06-30 10:00');
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), now);
    await ledger.composeLetters({ notice: 'n1', batch: 1, now });
  });
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

const pause = (fields: Readonly<Record<string, string>>) =>
  coordinator.fill('/mails/pause', '/mails/pause', { reason: '系统检修', ...fields });

describe('a pause of all sending', () => {
  it('stands on every page of a coordinator with its end and what waits, and on no page of others', async () => {
    expect((await pause({ until: '2025-07-01T14:00' })).to).toBe('/mails');
    const said = '自 2025-07-01 10:00 起暂停发信，到 2025-07-01 14:00 自动恢复：系统检修';
    for (const path of ['/', '/inbox', '/items', '/calendar', '/papers']) {
      const { body } = await coordinator.get(path);
      expect(body).toContain(said);
      expect(body).toContain('2 封在等');
    }
    expect((await (await s.browser('shld')).get('/inbox')).body).not.toContain('暂停发信');
  });

  it('ends by itself when the mailroom looks at its time or later, once, and is journaled', async () => {
    await pause({ until: '2025-07-01T14:00' });
    const room = makeMailroomLocals(s.ledger);
    await room.agenda({ now: moment('2025-07-01 13:59') });
    expect(await s.ledger.paused()).not.toBeNull();
    for (const time of ['14:00', '14:01']) await room.agenda({ now: moment(`2025-07-01 ${time}`) });
    expect(await s.ledger.paused()).toBeNull();
    const types = (await s.ledger.history('mailroom')).map(({ type }) => type);
    expect(types.filter((type) => type === 'sendingResumed')).toHaveLength(1);
    expect((await coordinator.get('/')).body).not.toContain('封在等');
  });

  it('without an end waits for somebody', async () => {
    await pause({ until: '' });
    const room = makeMailroomLocals(s.ledger);
    expect((await room.agenda({ now: moment('2025-07-04 10:00') })).sweepAt).toBeNull();
    expect((await s.ledger.paused())?.until).toBeNull();
  });

  it.each(['2025-07-01T09:59', '2025-07-01', 'tomorrow', '2025-07-01T25:00'])(
    'is refused at its field for the end %s, with what was typed',
    async (until) => {
      const refused = await pause({ until });
      expect([refused.status, refused.body]).toEqual([422, expect.stringContaining('不是以后的时刻')]);
      expect(refused.body).toContain('系统检修');
      expect(await s.ledger.paused()).toBeNull();
    },
  );
});

describe('what an act would send', () => {
  const urge = (at: string) => coordinator.fill(at, at, { text: '请加快', words: '请加快' });
  const ways = ['/items/n1/1/do/urge', '/all-items/urge'];

  it.each(ways)('goes out when sending is resumed, while it is paused: %s', async (at) => {
    expect((await urge(at)).body).toContain('在发信时间内马上发出');
    await pause({ until: '' });
    const { body } = await urge(at);
    expect(body).toContain('发信已暂停，恢复后发出');
    expect(body).not.toContain('马上发出');
  });

  it('is told so to a reviewer too, who cannot resume', async () => {
    for (const [type, command] of [['sign', sign('sjj')] as const, ['in', handIn('sjj')] as const])
      await s.ledger.record(says('item/n1/1', command, { key: type, actor: 'll-sjj' }));
    await pause({ until: '' });
    const reviewer = await s.browser('shld');
    const at = '/items/n1/1/do/accept';
    const { body } = await reviewer.fill(`${at}?unit=sjj`, at, { unit: 'sjj', text: '同意' });
    expect(body).toContain('发信已暂停，恢复后发出');
  });
});

describe('the list of mails', () => {
  it('is of one unit when it is asked for, as is its link to why', async () => {
    const names = (body: string) => [...body.matchAll(/<td>(区[^<]*)<\/td>/g)].map(([, name]) => name);
    expect(names((await coordinator.get('/mails')).body).sort()).toEqual(['区司法局', '区数据局']);
    const { body } = await coordinator.get('/mails?unit=sfj');
    expect(names(body)).toEqual(['区司法局']);
    expect(body).toContain('href="/units/sfj/why');
    expect(names((await coordinator.get('/mails?unit=sfj&state=sent')).body)).toEqual([]);
  });
});
