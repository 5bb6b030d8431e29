import { linkToken, linkKeysOf } from '../../office/access/links';
import { fromJson, type Json } from '../../ledger/database/stored';
import { refuse, text } from '../../domain/problem';
import { instant } from '../../domain/time';
import { stage, type Browser, type Fields, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { sure } from '../support/sure';

let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(2)), moment('2025-06-30 10:00'));
  });
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

const KEY = 'key-of-the-call-1';
const URGE = '/items/n1/1/do/urge';
const CALL = {
  ...{ units: 'sjj', text: '请抓紧', 'phone-who': '张三', 'phone-answer': '本周五报' },
  ...{ confirmed: 'yes', _key: KEY },
};

const call = (fields: Fields = {}, browser = coordinator, at = URGE) =>
  browser.fill(at, at, { ...CALL, ...fields });

const refOf = (body: Json<{ readonly ref: string }>): string => fromJson(body).ref;

/** What the journal of the office says of names, without their digests. */
const namesNoted = async () =>
  (await s.ledger.history('office'))
    .filter(({ type }) => type.startsWith('person'))
    .map(({ type, actor, body }) => [type, actor, refOf(body)]);

const KEPT = ['personKept', 'ddy', `phone-${KEY}`];

describe('the name of whoever was called', () => {
  it('is kept under the key of the command, by whoever recorded it', async () => {
    expect((await call()).status).toBe(303);
    expect(await namesNoted()).toEqual([KEPT]);
    expect((await s.ledger.history('item/n1/1')).at(-1)?.body).toContain(`"whoRef":"phone-${KEY}"`);
  });

  it('is not written over by another form under the key of the first', async () => {
    await call();
    await call({ 'phone-who': '李四' });
    await call({ 'phone-who': '王五' }, await s.browser('ddy'), '/items/n1/2/do/urge');
    expect(await namesNoted()).toEqual([KEPT]);
  });

  it('is taken from no form of a unit, which records no calls', async () => {
    await call();
    const of = { purpose: 'unit', subject: 'sjj', madeAt: instant(s.now) } as const;
    const at = `/u/${linkToken(of, await linkKeysOf(s.ledger))}/items/n1/1/do`;
    const unit = await s.browser();
    const report = { percentage: '10', text: '已起草', 'phone-who': '李四' };
    const reported = (_key: string) => unit.fill(`${at}/report`, `${at}/report`, { ...report, _key });
    expect((await reported(KEY)).status).toBe(422);
    expect((await reported('another-key-2')).status).toBe(303);
    expect((await reported('K'.repeat(10_000))).status).toBe(303);
    await unit.fill(`${at}/withdrawHandIn`, `${at}/withdrawHandIn`, {
      'phone-who': '李四',
      _key: 'refused-3',
    });
    expect(await namesNoted()).toEqual([KEPT]);
  });

  it('is erased when the call is refused, and taken again when that is mended', async () => {
    expect((await call({ units: 'zjj' })).status).toBe(422);
    expect(await namesNoted()).toEqual([KEPT, ['personErased', 'ddy', `phone-${KEY}`]]);
    expect((await call()).status).toBe(303);
    expect((await namesNoted()).at(-1)).toEqual(KEPT);
  });

  it('stays when nobody knows whether the call is recorded', async () => {
    const unknown = refuse('outcome-unknown', text('不明', 'unknown'), text('再来', 'again'));
    const duban = sure(await s.ports.duban());
    const at = s.another({
      duban: () =>
        Promise.resolve({ ok: true, value: { ...duban, command: () => Promise.resolve(unknown) } }),
    });
    await call({}, await at('ddy'));
    expect(await namesNoted()).toEqual([KEPT]);
  });

  it('under a key that is none stands under one that is made, and that is short', async () => {
    expect((await call({ _key: 'K'.repeat(10_000) })).status).toBe(303);
    const [[, , ref] = []] = await namesNoted();
    expect(ref).toMatch(/^phone-[0-9a-f-]{36}$/);
  });
});
