import { join, dirname } from 'node:path';
import type { Command } from '../../domain/item/commands';
import { BROKEN, damageItem } from '../support/broken';
import { stage, type Browser, type Stage } from '../support/console';
import { report, sign } from '../support/commands';
import { moment } from '../support/item';
import { call, envelope, issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
let browser: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(3)), moment('2025-06-30 10:00'));
  });
  browser = await s.browser('ddy');
});
afterEach(() => s.close());

const damage = (how: string): void => {
  damageItem(join(dirname(s.ports.files), 'ledger.db'), 'item/n1/2', how);
};

const PAGES = ['/', '/items?state=all', '/inbox'];
const linksTo = (body: string, key: string): boolean => body.includes(`href="/items/n1/${key}"`);

describe('an item whose stored state', () => {
  it.each(BROKEN)('%s is named as broken, and every other is shown', async (_, how) => {
    damage(how);
    for (const path of PAGES) {
      const { status, body } = await browser.get(path);
      expect([path, status, body.includes('1 个事项的状态已损坏')]).toEqual([path, 200, true]);
      expect(linksTo(body, '2')).toBe(true);
    }
    const { body } = await browser.get('/items?state=all');
    expect([linksTo(body, '1'), linksTo(body, '3')]).toEqual([true, true]);
  });

  it.each(BROKEN)('%s says so on its own page, with what the journal has of it', async (_, how) => {
    damage(how);
    const { status, body } = await browser.get('/items/n1/2');
    expect(status).toBe(200);
    expect(body).toContain('这个事项的状态已损坏');
    expect(body).toContain((await s.ledger.history('item/n1/2'))[0]?.hash);
    expect((await browser.get('/items/n1/1')).body).not.toContain('已损坏');
  });

  it('is broken takes no command, and its form says why', async () => {
    damage(BROKEN[0][1]);
    const { status, body } = await browser.get('/items/n1/2/do/urge');
    expect([status, body.includes('item/n1/2 的状态表与台账不一致')]).toEqual([422, true]);
  });

  it('breaks while the console runs is named once it moves on, and shown again when it is mended', async () => {
    const names = async () => (await browser.get('/')).body.includes('状态已损坏');
    const record = (stream: string, command: Command, key: string) =>
      s.ledger.record(call(stream, { now: s.now, commands: [envelope(key, command, 'll-sjj')] }));
    expect(await names()).toBe(false);
    await record('item/n1/2', sign('sjj'), 'k1');
    const state = JSON.stringify(await s.ledger.item('item/n1/2'));
    damage(BROKEN[0][1]);
    expect(await names()).toBe(true);
    damage(`'${state}'`);
    await record('item/n1/1', report('sjj'), 'k2');
    expect(await names()).toBe(false);
  });
});
