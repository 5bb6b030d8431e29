import { HOUR_MS } from '../../domain/measures';
import { stage, type Browser, type Stage } from '../support/console';
import { issuedLedger, planItems } from '../support/ledger';

let s: Stage;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await issuedLedger(ledger, planItems(1));
  });
  coordinator = await s.browser('ddy');
});
afterEach(() => s.close());

describe('a console whose clock is off that of the database server', () => {
  it.each([
    ['/mails/pause', { reason: '检修' }],
    ['/units/sjj/contacts', { role: 'liaison', name: '王五', address: 'wang@sjj.example' }],
  ])('writes nothing by any form: %s', async (path, fields) => {
    const before = (await s.ledger.office()).roster.contacts;
    jest.spyOn(s.ledger, 'hostAhead').mockResolvedValue(HOUR_MS);
    const { status, body } = await coordinator.fill(path, path, fields);
    expect([status, body]).toEqual([422, expect.stringContaining('本机的钟与服务器相差 3600 秒')]);
    expect(await s.ledger.paused()).toBeNull();
    expect((await s.ledger.office()).roster.contacts).toEqual(before);
  });

  it('within a minute of it writes', async () => {
    jest.spyOn(s.ledger, 'hostAhead').mockResolvedValue(2_000);
    await coordinator.fill('/mails/pause', '/mails/pause', { reason: '检修' });
    expect(await s.ledger.paused()).not.toBeNull();
  });
});
