import { linkToken, linkKeysOf } from '../../office/access/links';
import { instant } from '../../domain/time';
import { stage, type Browser, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';
import { moment } from '../support/item';

let s: Stage;
let unit: Browser;
let coordinator: Browser;
let base: string;
beforeAll(async () => {
  s = await stage(async (ledger) => {
    const streams = await issuedLedger(ledger, planItems(3));
    for (const stream of streams)
      await ledger.record({
        stream,
        head: { seq: 0, hash: '' },
        now: moment('2025-06-30 10:00'),
        commands: [],
        wake: false,
      });
  });
  base = await pagesOf('sjj');
  unit = await s.browser();
  coordinator = await s.browser('ddy');
});
afterAll(() => s.close());

const ITEM = '/items/n1/1';
/** Where the pages of a unit begin. */
const pagesOf = async (subject: string) =>
  `/u/${linkToken({ purpose: 'unit', subject, madeAt: instant(s.now) }, await linkKeysOf(s.ledger))}`;
const eventsOf = async () => (await s.ledger.history('item/n1/1')).map(({ type }) => type);
const act = (browser: Browser, at: string, fields: Parameters<Browser['fill']>[2]) =>
  browser.fill(at, at, fields);

/** The form, then the page that confirms. */
async function confirmed(at: string, fields: Parameters<Browser['fill']>[2]) {
  const shown = await act(coordinator, at, fields);
  expect([shown.status, shown.body]).toEqual([200, expect.stringContaining('确认后会发生')]);
  const hidden = Object.fromEntries(
    [...shown.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
  return coordinator.post(at, hidden);
}

describe('an item goes from its letter to its end in the browser', () => {
  it('shows the unit what it has, and a look changes nothing', async () => {
    const before = await s.ledger.revision();
    const list = await unit.get(base);
    expect(list.body).toContain('其中 3 项待签收');
    await unit.get(`${base}${ITEM}`);
    await unit.get(`${base}${ITEM}/do/acknowledge`);
    expect(await s.ledger.revision()).toBe(before);
  });

  it('is signed for with others at once, by the unit and no person', async () => {
    const signed = await unit.fill(base, `${base}/sign`, { item: ['item/n1/1', 'item/n1/2'] });
    expect(signed.status).toBe(303);
    expect((await unit.get(base)).body).toContain('已签收 2 项');
    const event = (await s.ledger.history('item/n1/1')).at(-1);
    expect([event?.type, event?.actor]).toEqual(['acknowledged', 'link/sjj']);
  });

  it('is reported on with a file that is kept by its digest', async () => {
    const file = new File([Buffer.from('%PDF-1.7 report')], '../../etc/进展.pdf');
    const at = `${base}${ITEM}/do/report`;
    const sent = await act(unit, at, { percentage: '60', text: '已完成初稿', files: file });
    expect(sent.status).toBe(303);
    const body = (await s.ledger.history('item/n1/1')).at(-1)?.body ?? '';
    const [, sha256 = ''] = /"sha256":"([0-9a-f]{64})"/.exec(body) ?? [];
    expect(body).toContain('"name":"进展.pdf"');
    const kept = `${ITEM}/files/${sha256}`;
    expect((await coordinator.get(ITEM)).body).toContain(`<a href="${kept}">进展.pdf</a>`);
    const got = await coordinator.get(kept);
    expect([got.status, got.body, got.headers.get('Content-Disposition')]).toEqual([
      200,
      '%PDF-1.7 report',
      expect.stringContaining('attachment'),
    ]);
  });

  it('gives the unit its own file again from its page, and no other unit', async () => {
    const at = `${base}/items/n1/3`;
    const file = new File(['%PDF-1.7 draft'], '初稿.pdf');
    await act(unit, `${at}/do/report`, { percentage: '20', text: '起草', files: file });
    const { body } = await unit.get(at);
    const [, kept = ''] = /<a href="([^"]*\/files\/[0-9a-f]{64})">初稿.pdf<\/a>/.exec(body) ?? [];
    expect(kept.startsWith(`${at}/files/`)).toBe(true);
    const got = await unit.get(kept);
    expect([got.status, got.body]).toEqual([200, '%PDF-1.7 draft']);
    const other = await pagesOf('sfj');
    expect((await unit.get(at.replace(base, other))).status).toBe(200);
    expect((await unit.get(kept.replace(base, other))).status).toBe(404);
  });

  it('comes back with what was typed when something is missing', async () => {
    const at = `${base}${ITEM}/do/requestExtension`;
    const faulty = await act(unit, at, { date: '2025-10-15', reason: '', progress: '已报批', approver: '' });
    expect(faulty.status).toBe(422);
    expect(faulty.body).toContain('有 2 处需要更正');
    expect(faulty.body).toContain('value="2025-10-15"');
    expect(faulty.body).toContain('已报批');
    const early = { date: '2025-07-02', reason: '等文件', progress: '已报批', approver: '王局长' };
    expect((await act(unit, at, early)).body).toMatch(
      /<a href="#date">2025-07-02 太早[^]*id="date-error">2025-07-02 太早/,
    );
  });

  it('is extended when the coordinator grants it, after being told what that does', async () => {
    const asked = await act(unit, `${base}${ITEM}/do/requestExtension`, {
      date: '2025-10-15',
      reason: '上级文件未印发',
      progress: '已报批',
      approver: '王局长',
    });
    expect(asked.status).toBe(303);
    const waiting = (await unit.get(`${base}${ITEM}`)).body;
    expect(waiting).not.toContain('/do/requestExtension');
    expect(waiting).toContain('/do/withdrawExtension');
    const { body } = await coordinator.get('/inbox');
    expect(body).toContain('<strong>2025-10-15</strong>');
    expect(body).toContain('批准领导：王局长');
    const granted = await confirmed(`${ITEM}/do/grant?unit=sjj`.replace('?unit=sjj', ''), {
      unit: 'sjj',
      date: '2025-10-15',
    });
    expect(granted.to).toBe(ITEM);
    expect((await coordinator.get(ITEM)).body).toContain('<del>2025-09-30</del>');
  });

  it('is handed in, returned, handed in again, accepted and closed', async () => {
    const handIn = (text: string) =>
      act(unit, `${base}${ITEM}/do/handIn`, { text, files: new File(['%PDF-1.7 done'], '办结.pdf') });
    expect((await handIn('已完成')).status).toBe(303);
    for (const page of ['/inbox', `${ITEM}/do/accept`])
      expect((await coordinator.get(page)).body).toMatch(
        /<a href="[^"]*\/files\/[0-9a-f]{64}">办结.pdf<\/a>/,
      );
    await confirmed(`${ITEM}/do/return`, { unit: 'sjj', reason: '缺少材料' });
    expect((await handIn('已补材料')).status).toBe(303);
    await confirmed(`${ITEM}/do/accept`, { unit: 'sjj', text: '同意' });
    expect((await coordinator.get(`${ITEM}/do/revokeAcceptance`)).body).toMatch(/<option value="sjj"/);
    await confirmed(`${ITEM}/do/revokeAcceptance`, { unit: 'sjj', reason: '材料有误' });
    await confirmed(`${ITEM}/do/accept`, { unit: 'sjj', text: '同意' });
    await confirmed(`${ITEM}/do/close`, { reason: '全部办结' });
    expect((await s.ledger.item('item/n1/1'))?.status).toBe('closed');
    expect(await eventsOf()).toEqual(expect.arrayContaining(['handInReturned', 'handInAccepted', 'closed']));
  });

  it('gives the same answer to a form that is sent twice, and does nothing twice', async () => {
    const at = `${base}/items/n1/2/do/report`;
    const form = await unit.get(at);
    const hidden = Object.fromEntries(
      [...form.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    const fields = { ...hidden, percentage: '30', text: '起草中' };
    const first = await unit.post(at, fields);
    const seq = (await s.ledger.item('item/n1/2'))?.seq;
    const second = await unit.post(at, fields);
    expect([first.status, second.status]).toEqual([303, 303]);
    expect((await s.ledger.item('item/n1/2'))?.seq).toBe(seq);
  });

  it('is entered for a unit by the coordinator, who says how the unit said it', async () => {
    const done = await act(coordinator, '/items/n1/3/do/acknowledge', { unit: 'sfj', source: 'phone' });
    expect(done.status).toBe(303);
    const event = (await s.ledger.history('item/n1/3')).at(-1);
    expect([event?.actor, event?.body]).toEqual(['ddy', expect.stringContaining('"source":"phone"')]);
  });

  it('says why a rule refuses, in the form', async () => {
    const refused = await act(unit, `${base}${ITEM}/do/report`, { percentage: '10', text: 'x' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('id="errors"');
  });
});
