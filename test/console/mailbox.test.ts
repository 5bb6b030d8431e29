import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linksIn } from '../../client/console/pages/mailbox';
import { stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';
import { postToSandbox } from '../support/sandbox';

const folder = mkdtempSync(join(tmpdir(), 'duban-sandbox-'));
const now = moment('2025-06-30 10:00');
let keys: readonly string[] = [];
let s: Stage;
let browser: Browser;
beforeAll(async () => {
  s = await stage(
    async (ledger) => {
      await beginAll(ledger, await issuedLedger(ledger, planItems(2)), now);
      await ledger.composeLetters({ notice: 'n1', batch: 1, now });
    },
    { production: false, mailbox: folder },
  );
  keys = await postToSandbox(s, folder, now);
  browser = await s.browser('ddy');
});
afterAll(async () => {
  await s.close();
  rmSync(folder, { recursive: true, force: true });
});

const one = (key = keys[0] ?? ''): string => `key=${encodeURIComponent(key)}`;

describe('the sandbox mailbox', () => {
  it('lists the mails that were written, and is linked from the mails', async () => {
    expect(keys.length).toBeGreaterThan(1);
    const { body } = await browser.get('/mailbox');
    for (const key of keys) expect(body).toContain(`/mailbox/one?${one(key).replace(/&/g, '&amp;')}`);
    expect((await browser.get('/mails')).body).toContain('href="/mailbox"');
  });

  it('shows a mail as it was written, in a frame that runs nothing', async () => {
    const page = await browser.get(`/mailbox/one?${one()}`);
    expect(page.body).toContain(`src="/mailbox/body?${one()}"`);
    expect(page.body).toContain('&lt;liaison1@sfj.qingpu.example&gt;');
    const framed = await browser.get(`/mailbox/body?${one()}`);
    expect(framed.headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*; sandbox$/);
    expect(framed.body).toContain('<table');
  });

  it('leads a newcomer on by the signed link of the mail, which opens the page of the unit', async () => {
    const { body } = await browser.get(`/mailbox/one?${one()}`);
    const [, link = ''] = /class="button" href="(\/u\/[^"]+)"/.exec(body) ?? [];
    const unit = await (await s.browser()).get(link);
    expect(unit.status).toBe(200);
    expect(unit.body).toContain('/items/n1/1');
  });

  it('gives the calendar of a letter and the whole mail as files', async () => {
    const file = await browser.get(`/mailbox/file?${one()}&n=1`);
    expect(file.body).toContain('BEGIN:VCALENDAR');
    expect(file.headers.get('Content-Disposition')).toMatch(/^attachment; /);
    const whole = await browser.get(`/mailbox/file?${one()}`);
    expect(whole.body).toContain('Message-ID: ');
    expect((await browser.get(`/mailbox/file?${one()}&n=99`)).status).toBe(404);
  });

  it.each(['../ledger.db', '/etc/passwd', '', 'none'])('opens nothing for the key %j', async (key) => {
    for (const path of ['one', 'body', 'file'])
      expect((await browser.get(`/mailbox/${path}?${one(key)}`)).status).toBe(404);
  });

  it('is not there in production', async () => {
    const production = await stage((ledger) => beginIn(ledger), { production: true, mailbox: folder });
    const inside = await production.browser('ddy');
    for (const path of [
      '/mailbox',
      `/mailbox/one?${one()}`,
      `/mailbox/body?${one()}`,
      `/mailbox/file?${one()}`,
    ])
      expect((await inside.get(path)).status).toBe(404);
    expect((await inside.get('/mails')).body).not.toContain('/mailbox');
    await production.close();
  });
});

const beginIn = async (ledger: Stage['ledger']): Promise<void> => {
  await beginAll(ledger, await issuedLedger(ledger, planItems(1)), now);
};

describe('links of a mail', () => {
  it('are those into this console alone', () => {
    const text =
      '办理：https://duban.example/u/abc.def?x=1。另见 https://evil.example/u/abc 和 javascript:alert(1)';
    expect(linksIn(text, 'https://duban.example')).toEqual(['/u/abc.def?x=1']);
  });
});
