import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { inBackground } from '../../office/evidence/background';
import type { VerifiedWhole } from '../../office/evidence/verification';
import { checkProof } from '../../office/evidence/proof';
import { makeRoster } from '../../domain/roster/roster';
import { archiveParts } from '../../office/intake/sources/archive';
import { budgetOf, LIMITS } from '../../office/intake/sources/limits';
import { areaOf, stage, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';
import { cancel } from '../support/commands';
import { beginAll, ledgerDuban } from '../support/ledger-duban';
import { moment } from '../support/item';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(11)), moment('2025-06-30 10:00'));
    await ledger.checkpoint({ slot: null, now: moment('2025-06-30 10:05') });
  });
});
afterAll(() => s.close());

describe('papers in the console', () => {
  it.each(['/papers', '/papers/bulletin', '/papers/weekly', '/papers/annual', '/items/n1/1/papers/notice'])(
    'shows %s with the day of which it speaks',
    async (path) => {
      const browser = await s.browser('ddy');
      const answer = await browser.get(path);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatch(/截至2025年/);
    },
  );

  it.each(['bulletin', 'weekly', 'annual'])(
    'frames %s in English for whoever reads that; the paper itself is Chinese, as the office sends it',
    async (name) => {
      const browser = await s.browser('ddy');
      browser.cookies.set('lang', 'en');
      const { body } = await browser.get(`/papers/${name}`);
      for (const words of [
        '<html lang="en"',
        'Download the draft (docx)',
        '(draft, not signed)',
        'As of 2025年',
      ])
        expect(body).toContain(words);
      expect(body).toMatch(/<h1><span lang="zh-CN">[^<]*\p{Script=Han}/u);
      expect(body).toMatch(/<article class="panel" lang="zh-CN">/);
    },
  );

  it('gives a draft as a file to edit', async () => {
    const answer = await (await s.browser('ddy')).get('/papers/bulletin?as=docx');
    expect(answer.status).toBe(200);
    expect(answer.body.slice(0, 2)).toBe('PK');
  });

  it('takes what is edited into the file, and keeps it nowhere', async () => {
    const browser = await s.browser('ddy');
    const path = '/papers/bulletin';
    const edited = { title: '改过的标题', 'section-1': '第一段。\n\n第二段\u000b。', on: '2025-06-30' };
    const before = (await s.ledger.history('office')).length;
    const preview = await browser.fill(path, path, edited);
    expect(preview.status).toBe(200);
    expect(areaOf(preview.body, 'section-1')).toBe('第一段。\n第二段。');
    for (const words of ['改过的标题', '截至2025年6月30日']) expect(preview.body).toContain(words);
    const file = await browser.fill(path, path, { ...edited, as: 'docx' });
    const parts = await archiveParts(file.bytes, 'docx', /^word\/document\.xml$/, budgetOf(LIMITS));
    if (!parts.ok) throw new Error(parts.problem.code);
    const words = (parts.value.get('word/document.xml') ?? '').toString().replace(/<[^>]+>/g, '');
    for (const said of ['代拟稿', '改过的标题', '第一段。第二段。', '数据截至2025年6月30日'])
      expect(words).toContain(said);
    expect(await s.ledger.history('office')).toHaveLength(before);
    expect((await browser.get(path)).body).not.toContain('改过的标题');
  });

  it('draws charts that can be read aloud, with their numbers beside them', async () => {
    const { body } = await (await s.browser('sj')).get('/papers');
    for (const id of ['lamps', 'weeks', 'mails'])
      expect(body).toContain(`aria-labelledby="${id}-title ${id}-desc"`);
    expect(body.match(/<figcaption|<caption>/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it("fills in a unit's report for its own people only", async () => {
    const own = await s.browser('ll-sjj');
    expect((await own.get('/my/items/n1/1')).body).toContain('/my/items/n1/1/report');
    expect((await own.get('/my/items/n1/1/report')).body).toContain('办理情况的报告');
    expect((await (await s.browser('ll-zjj')).get('/my/items/n1/1/report')).status).toBe(404);
  });
});

describe('the past in the console', () => {
  it('shows an item and the ledger as they stood, with nothing to do', async () => {
    const browser = await s.browser('ddy');
    const item = await browser.get('/items/n1/1?on=2025-06-30');
    expect(item.status).toBe(200);
    expect(item.body).not.toContain('/do/');
    expect((await browser.get('/items/n1/1?on=2025-06-01')).status).toBe(404);
    expect((await browser.get('/items?on=2025-06-01')).body).not.toContain('/items/n1/1');
  });

  it('shows units, notices and the inbox as they stood, with nothing to do', async () => {
    const browser = await s.browser('ddy');
    for (const path of ['/units/sjj', '/notices/n1', '/inbox', '/notices']) {
      const then = await browser.get(`${path}?on=2025-06-30`);
      expect([path, then.status]).toEqual([path, 200]);
      expect(then.body).toContain('截至 2025-06-30');
    }
    expect((await browser.get('/units/sjj?on=2025-06-30')).body).toContain('/items/n1/1');
    expect((await browser.get('/units/sjj?on=2025-06-01')).body).not.toContain('/items/n1/1');
    expect((await browser.get('/notices/n1?on=2025-06-01')).status).toBe(404);
    expect((await browser.get('/notices/n1?on=2025-06-30')).body).not.toContain('/plan');
    expect((await browser.get('/inbox?on=2099-01-01')).status).toBe(422);
  });

  it.each(['2099-01-01', 'yesterday'])('says that %s cannot be looked at', async (on) => {
    expect((await (await s.browser('ddy')).get(`/items?on=${on}`)).status).toBe(422);
  });
});

describe('verifying in the console', () => {
  it('lists streams as people count, and shows the checkpoint as it stands in mails', async () => {
    const { body } = await (await s.browser('sj')).get('/audit');
    const named = [...body.matchAll(/audit\?stream=item%2Fn1%2F(\d+)"/g)].map(([, no]) => Number(no));
    expect(named).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const note = (await s.ledger.lastCheckpoint())?.note ?? '';
    expect(note).toContain('\n');
    expect(body.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&')).toContain(note);
    expect(body).not.toContain('&quot;root&quot;');
  });

  it('goes on in the background, on a page that can be read again', async () => {
    const browser = await s.browser('sj');
    expect((await browser.get('/audit/verify')).body).toContain('还没有核验过');
    expect((await browser.fill('/audit', '/audit/verify', {})).status).toBe(303);
    const look = async (): Promise<string> => (await browser.get('/audit/verify')).body;
    let said = await look();
    while (said.includes('正在核验')) said = await look();
    expect(said).toMatch(/核验通过[^]*条流，\d+ 个事件/);
  });

  it('is one for all consoles of a home: another shows how far it is, does not begin it twice, and tells its end', async () => {
    const ends: ((came: VerifiedWhole) => void)[] = [];
    const works = join(s.ports.works, 'two');
    const verifyApart = () => new Promise<VerifiedWhole>((resolve) => ends.push(resolve));
    const [one, two] = await Promise.all([1, 2].map(() => s.another({ works, verifyApart })('sj')));
    if (!one || !two) throw new Error('two consoles');
    await one.fill('/audit', '/audit/verify', {});
    expect((await two.get('/audit/verify')).body).toContain('正在核验');
    await two.fill('/audit', '/audit/verify', {});
    expect(ends).toHaveLength(1);
    ends[0]?.({ events: 7, streams: 3, pending: 0, findings: [] });
    await new Promise(setImmediate);
    expect((await two.get('/audit/verify')).body).toMatch(/核验通过[^]*3 条流，7 个事件/);
  });
});

describe('a work in the background', () => {
  const kind = {
    ...{ name: { zh: '核验', en: 'verification' }, file: 'work' },
    ...{ about: z.null(), came: z.string() },
  };
  const folder = () => join(s.ports.works, randomUUID());
  let end: { resolve(came: string): void; reject(error: Error): void; tell(done: number): void };
  const work = (tell: (done: number) => void) =>
    new Promise<string>((resolve, reject) => (end = { resolve, reject, tell }));

  it('says how far it is, is not begun twice, and tells of its end or its failure', async () => {
    const verification = inBackground(folder(), kind);
    expect(verification.state()).toBeNull();
    expect([verification.begin(null, work), verification.begin(null, work)]).toEqual([true, false]);
    expect(verification.state()).toMatchObject({ done: 0, came: null, failed: null });
    end.reject(new Error('disk gone'));
    await new Promise(setImmediate);
    expect(verification.state()?.failed).toMatchObject({ en: 'verification failed: disk gone' });
    expect(verification.begin(null, work)).toBe(true);
    end.tell(9);
    end.resolve('held');
    await new Promise(setImmediate);
    expect(verification.state()).toMatchObject({ done: 9, came: 'held', failed: null });
  });

  it('whose console has died counts as failed after half a minute, is begun again, and no late word of it counts', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    try {
      const at = folder();
      inBackground(at, kind).begin(null, work);
      const dead = end;
      jest.setSystemTime(Date.now() + 31_000);
      const other = inBackground(at, kind);
      expect(other.state()?.failed).toMatchObject({ zh: expect.stringContaining('请再做一次') as string });
      expect(other.begin(null, work)).toBe(true);
      dead.resolve('late');
      await new Promise(setImmediate);
      expect(other.state()).toMatchObject({ came: null, failed: null });
      end.resolve('held');
      await new Promise(setImmediate);
      expect(other.state()?.came).toBe('held');
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('archiving in the console', () => {
  const wanted = { year: '2025', fonds: 'X043', retention: '30年' };

  it('asks for fonds and retention, and makes nothing up', async () => {
    const browser = await s.browser('sj');
    const asked = await browser.fill('/audit/archive', '/audit/archive', { year: '2025', fonds: '../x' });
    expect(asked.status).toBe(422);
    for (const field of ['fonds', 'retention']) expect(asked.body).toContain(`href="#${field}"`);
    expect(asked.body).not.toContain('href="#year"');
    expect((await browser.get('/audit/archive.zip')).status).toBe(404);
  });

  it('goes on in the background, shows the four properties and gives one file', async () => {
    const browser = await s.browser('sj');
    const archived = async (fields: typeof wanted): Promise<string> => {
      expect((await browser.fill('/audit/archive', '/audit/archive', fields)).to).toBe('/audit/archive');
      const look = async (): Promise<string> => (await browser.get('/audit/archive')).body;
      let said = await look();
      while (said.includes('正在归档')) {
        // Looking alone never lets files be written.
        await new Promise(setImmediate);
        said = await look();
      }
      return said;
    };
    const stream = 'item/n1/1';
    const duban = ledgerDuban(s.ledger, () => s.now);
    expect(await duban.command({ stream, command: cancel, actor: 'ddy' })).toMatchObject({ ok: true });
    expect(await archived({ ...wanted, year: '2024' })).toContain('2024 年度没有已销号的事项');
    const said = await archived(wanted);
    expect(said).toContain('归档 1 件');
    expect(said).toMatch(/每条事件的证明成立[^]*通过[^]*没有病毒[^]*待人工/);
    expect(said).not.toContain('不通过');
    const answer = await browser.get('/audit/archive.zip');
    expect(answer.body.slice(0, 2)).toBe('PK');
    expect(answer.headers.get('Content-Disposition')).toContain('archive-X043-2025.zip');
    expect((await s.ledger.history('office')).at(-1)).toMatchObject({ type: 'exported', actor: 'sj' });
  });

  it('says so in English', async () => {
    const browser = await s.browser('ddy');
    browser.cookies.set('lang', 'en');
    const { body } = await browser.get('/audit/archive');
    for (const words of ['1 items archived', 'authenticity', 'for people', '30 years'])
      expect(body).toContain(words);
  });
});

describe('evidence in the console', () => {
  it('finds events by type, and says when a day is none', async () => {
    const browser = await s.browser('sj');
    const { body } = await browser.get('/audit/search?type=issued');
    expect(body).toContain('item/n1/1');
    expect(body).toContain('<option value="deadlineChanged">调整期限</option>');
    expect((await browser.get('/audit/search?type=issued&unit=nobody')).body).not.toContain('item/n1/1');
    expect((await browser.get('/audit/search?from=someday')).status).toBe(422);
  });

  it('gives an event and its proof, which hold, and checks them; a changed one does not hold', async () => {
    const browser = await s.browser('sj');
    const at = '?stream=item/n1/1&seq=1';
    const event = (await browser.get(`/audit/event${at}`)).body;
    const proof = (await browser.get(`/audit/event.tlog-proof${at}`)).body;
    const vkey = (await s.ledger.logKey()) ?? '';
    expect(checkProof({ entry: Buffer.from(event), proof, vkey }).ok).toBe(true);
    const checked = async (shown: string) =>
      (await browser.fill('/audit/check', '/audit/check', { event: shown, proof, vkey: '' })).body;
    expect(await checked(event)).toContain('证明成立');
    expect(await checked(event.replace('"seq":1', '"seq":2'))).toContain('被改动过');
    expect((await browser.get('/audit/event?stream=item/n1/1&seq=99')).status).toBe(404);
  });

  it('exports every event, a line each, and the checkpoint', async () => {
    const browser = await s.browser('sj');
    const lines = (await browser.get('/audit/events.jsonl')).body.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ index: 0 });
    expect((await browser.get('/audit/log.zip')).body.slice(0, 2)).toBe('PK');
    expect((await browser.get('/audit/checkpoint')).body).toContain('— duban');
    expect((await browser.get('/audit/evidence')).body).toContain((await s.ledger.logKey()) ?? 'none');
  });
});

describe('a past day in the console', () => {
  it('calls a unit as it was called then', async () => {
    const { roster } = await s.ledger.office();
    const old = roster.units.find(({ id }) => id === 'sjj')?.name ?? '';
    const units = roster.units.map((one) => (one.id === 'sjj' ? { ...one, name: '区数据和政务局' } : one));
    const change = { actor: 'gly', now: moment('2025-07-02 10:00'), requestKey: 'renamed' };
    await s.ledger.setRoster(makeRoster({ ...roster, units }), change);
    s.now = moment('2025-07-03 10:00');
    const browser = await s.browser('ddy');
    for (const [path, said] of [
      ['/units/sjj', '区数据和政务局'],
      ['/units/sjj?on=2025-07-02', '区数据和政务局'],
      ['/units/sjj?on=2025-07-01', old],
      ['/items/n1/1?on=2025-07-01', old],
    ] as const) {
      const { body } = await browser.get(path);
      expect(body).toContain(said);
      if (said === old) expect(body).not.toContain('区数据和政务局');
    }
  });
});
