import type { MailFlow } from '../../ledger/mails/flow';
import { look, type Look } from '../../office/health/look';
import { keepWatch, quickLooks, type Watched } from '../../office/health/watch';
import { unlessAway } from '../../client/console/reach';
import type { ActPorts } from '../../client/console/ports';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { ok, refuse, text } from '../../domain/problem';
import { instant } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { moment } from '../support/item';
import { testOffice } from '../support/office';
import { sure } from '../support/sure';

const NOW = '2025-07-01 10:00';
/** A ledger that answers and has nothing to send, but for what is said otherwise. */
const ledgerWith = (flow: Partial<MailFlow> = {}, ahead: number | null = null) => ({
  revision: () => Promise.resolve(1),
  hostAhead: () => Promise.resolve(ahead),
  office: () => Promise.resolve(testOffice()),
  mailFlow: () => Promise.resolve({ waiting: 0, due: null, posted: null, resumed: null, ...flow }),
});

const healthy: Watched = {
  config: { smtpUrl: null },
  now: () => moment(NOW),
  ledger: () => Promise.resolve(ok(ledgerWith())),
  duban: () => Promise.resolve(ok({ mailroomStanding: () => Promise.resolve('answers' as const) })),
};

const badOf = (looks: readonly Look[]): readonly string[] =>
  looks.filter(({ level }) => level === 'bad').map(({ name }) => name);

const gone = refuse('temporal-unreachable', text('断了', 'gone'), text('稍候', 'wait'));

describe('a quick look', () => {
  it.each<[string, Partial<Watched>, readonly string[]]>([
    ['finds all well', {}, []],
    ['sees a ledger that cannot be opened', { ledger: () => Promise.resolve(gone) }, ['ledger']],
    [
      'sees a ledger whose connection is broken',
      {
        ledger: () =>
          Promise.resolve(ok({ ...ledgerWith(), revision: () => Promise.reject(new Error('reset')) })),
      },
      ['ledger'],
    ],
    [
      'sees that its own clock is off',
      { ledger: () => Promise.resolve(ok(ledgerWith({}, -61_000))) },
      ['clock'],
    ],
    ['sees an engine that refuses', { duban: () => Promise.resolve(gone) }, ['engine']],
    [
      'sees a mailroom that does not run',
      { duban: () => Promise.resolve(ok({ mailroomStanding: () => Promise.resolve('missing' as const) })) },
      ['mailroom'],
    ],
    [
      'sees that no worker answers',
      { duban: () => Promise.resolve(ok({ mailroomStanding: () => Promise.resolve('silent' as const) })) },
      ['workers'],
    ],
  ])('%s', async (_name, parts, expected) => {
    expect(badOf(await quickLooks({ ...healthy, ...parts }))).toEqual(expected);
  });
});

describe('mail that stands still', () => {
  const at = (time: string) => moment(`2025-07-01 ${time}`);
  const found = async (flow: Partial<MailFlow>, now = '10:00', parts: Partial<Watched> = {}) =>
    badOf(
      await quickLooks({
        ...healthy,
        now: () => at(now),
        ledger: () => Promise.resolve(ok(ledgerWith(flow))),
        ...parts,
      }),
    );

  it('is seen two minutes after some was due and none has gone since', async () => {
    expect(await found({ due: at('09:00'), posted: at('08:59') })).toEqual(['mail-moves']);
    expect(await found({ due: at('09:58'), posted: at('08:59') })).toEqual([]);
    expect(await found({ due: at('09:57'), posted: null })).toEqual(['mail-moves']);
  });

  it('is none while a wave leaves, just after a pause, at the opening, by night, nor where time jumps', async () => {
    expect(await found({ due: at('09:00'), posted: at('09:59') })).toEqual([]);
    expect(await found({ due: at('09:00'), resumed: at('09:59') })).toEqual([]);
    expect(await found({ due: at('07:00') }, '08:31')).toEqual([]);
    expect(await found({ due: at('07:00') }, '23:00')).toEqual([]);
    expect(await found({ due: at('09:00') }, '10:00', { now: null })).toEqual([]);
  });
});

describe('a watch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each(['ledger', 'engine'])(
    'knows within five seconds that %s hangs, and soon after that it is back',
    async (name) => {
      let release: (refused: typeof gone) => void = () => undefined;
      const hanging = new Promise<typeof gone>((resolve) => (release = resolve));
      const parts: Partial<Watched> =
        name === 'ledger' ? { ledger: () => hanging } : { duban: () => hanging };
      let now: Watched = healthy;
      const watch = keepWatch({
        config: healthy.config,
        now: healthy.now,
        ledger: () => now.ledger(),
        duban: () => now.duban(),
      });
      await jest.advanceTimersByTimeAsync(3_000);
      expect(badOf(watch.looks())).toEqual([]);
      now = { ...healthy, ...parts };
      await jest.advanceTimersByTimeAsync(5_000);
      expect(badOf(watch.looks())).toEqual([name]);
      now = healthy;
      await jest.advanceTimersByTimeAsync(5_000);
      expect(badOf(watch.looks())).toEqual([]);
      release(gone);
      await watch.stop();
    },
  );

  it('ends after what it has asked the engine, also when that takes longer than a look', async () => {
    let release: (refused: typeof gone) => void = () => undefined;
    const late = new Promise<typeof gone>((resolve) => (release = resolve));
    const watch = keepWatch({ ...healthy, duban: () => late });
    const looked = watch.look();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(badOf(await looked)).toEqual(['engine']);
    let stopped = false;
    const stop = watch.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(2_000);
    expect(stopped).toBe(false);
    release(gone);
    await stop;
  });
});

describe('a command of a form', () => {
  const silent = look('workers', 'bad', '工作进程没有应答', 'no worker');
  const nobody = refuse('outcome-unknown', text('没有等到答复', 'no answer'), text('--key k1', '--key k1'));
  let waited: (number | undefined)[];
  const send = async (looks: readonly Look[]) => {
    const duban: Pick<ActPorts, 'command'> = {
      command: ({ within }) => {
        waited.push(within);
        return Promise.resolve(nobody);
      },
    };
    const open = sure(await unlessAway({ looks: () => looks }, () => Promise.resolve(ok(duban))));
    const command = { type: 'acknowledge', unit: 'sjj' } as const;
    return open.command({ stream: 'item/n1/1', command, actor: 'ddy' });
  };
  beforeEach(() => {
    waited = [];
  });

  it('is given up within seconds while no worker answers, with what to do with the form', async () => {
    const answer = await send([silent]);
    expect(answer).toMatchObject({
      problem: { code: 'outcome-unknown', hint: { zh: expect.stringContaining('原样再交一次') as string } },
    });
    expect(waited).toEqual([5_000]);
  });

  it('is waited for as long as elsewhere when all is well', async () => {
    await send([]);
    expect(waited).toEqual([undefined]);
  });
});

describe('pages while something is away', () => {
  let s: Stage;
  let troubles: readonly Look[] = [];
  beforeAll(async () => {
    s = await stage(
      async (ledger) => {
        await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
      },
      { troubles: () => troubles, duban: () => Promise.resolve(gone) },
    );
  });
  afterAll(() => s.close());
  afterEach(() => {
    troubles = [];
  });

  it('say what, to the office; to a unit only that it has to wait', async () => {
    troubles = [
      look('engine', 'bad', '引擎没有应答', 'no engine'),
      look('smtp', 'bad', '邮件服务器 mx.inside:25', 'no mx.inside'),
    ];
    const office = (await (await s.browser('ddy')).get('/items')).body;
    expect(office).toContain('引擎没有应答');
    expect(office).toContain('mx.inside');
    const token = linkToken(
      { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) },
      await linkKeysOf(s.ledger),
    );
    const unit = (await (await s.browser()).get(`/u/${token}`)).body;
    expect(unit).toContain('系统正在恢复');
    expect(unit).not.toMatch(/引擎|mx\.inside/);
  });

  it('do not trouble units with a mail server', async () => {
    troubles = [look('smtp', 'bad', '邮件服务器 mx.inside:25', 'no mx.inside')];
    expect((await (await s.browser('ll-sjj')).get('/my')).body).not.toContain('系统正在恢复');
  });

  it('refuse a command with what to do, keep what was typed, and record nothing', async () => {
    troubles = [look('engine', 'bad', '引擎没有应答', 'no engine')];
    const before = await s.ledger.revision();
    const at = '/my/items/n1/1/do/report';
    const browser = await s.browser('ll-sjj');
    const entered = await s.ledger.revision();
    const refused = await browser.fill(at, at, { percentage: '40', text: '已完成初稿' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('断了');
    expect(refused.body).toContain('已完成初稿');
    expect([entered > before, await s.ledger.revision()]).toEqual([true, entered]);
  });

  it('are not waited for when the ledger is known to be gone, but for health', async () => {
    troubles = [look('ledger', 'bad', '台账没有应答', 'no ledger')];
    const browser = await s.browser('ddy');
    const shown = await browser.get('/items');
    expect([shown.status, shown.body]).toEqual([503, expect.stringContaining('什么也没有改变')]);
    expect((await browser.get('/healthz')).status).toBe(200);
  });
});
