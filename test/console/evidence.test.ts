import { makeVerification, type VerifiedWhole } from '../../client/audit/verification';
import { checkProof } from '../../client/audit/proof';
import { stage, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { moment } from '../support/item';

let s: Stage;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
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

  it('gives a draft as a file to edit', async () => {
    const answer = await (await s.browser('ddy')).get('/papers/bulletin?as=docx');
    expect(answer.status).toBe(200);
    expect(answer.body.slice(0, 2)).toBe('PK');
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
  it('goes on in the background, on a page that can be read again', async () => {
    const browser = await s.browser('sj');
    expect((await browser.get('/audit/verify')).body).toContain('还没有核验过');
    expect((await browser.fill('/audit', '/audit/verify', {})).status).toBe(303);
    const look = async (): Promise<string> => (await browser.get('/audit/verify')).body;
    let said = await look();
    while (said.includes('正在核验')) said = await look();
    expect(said).toMatch(/核验通过[^]*条流，\d+ 个事件/);
  });

  it('says how far it is, is not begun twice, and tells of its end or its failure', async () => {
    const begun: ((events: number) => void)[] = [];
    const ends: { resolve(came: VerifiedWhole): void; reject(error: Error): void }[] = [];
    const verification = makeVerification((progress) => {
      begun.push(progress);
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    });
    expect(verification.state()).toBeNull();
    verification.begin();
    verification.begin();
    begun[0]?.(500);
    expect([begun.length, verification.state()]).toEqual([1, { events: 500, came: null }]);
    ends[0]?.reject(new Error('disk gone'));
    await new Promise(setImmediate);
    expect(verification.state()?.came).toMatchObject({ en: 'verification failed: disk gone' });
    verification.begin();
    const came = { events: 9, streams: 2, pending: 0, findings: [] };
    ends[1]?.resolve(came);
    await new Promise(setImmediate);
    expect(verification.state()).toEqual({ events: 9, came });
  });
});

describe('evidence in the console', () => {
  it('finds events by type, and says when a day is none', async () => {
    const browser = await s.browser('sj');
    expect((await browser.get('/audit/search?type=issued')).body).toContain('item/n1/1');
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
