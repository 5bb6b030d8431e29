import type { Browser, Page } from 'playwright-core';
import { lookAs, mainText } from './acts';
import { openBrowser } from './browsers';
import { mouse, type Hand } from './hand';
import { startOffice, until, type RunningOffice } from './office';

// A year of working days, each with its mails, on cores that others use as well.
jest.setTimeout(1_800_000);

/** Moves of the clock begin workers anew for minutes: npm test leaves them out, DUBAN_BROWSER=all makes them. */
const inAll = process.env['DUBAN_BROWSER'] === 'all' ? describe : describe.skip;

let office: RunningOffice;
let browser: Browser;
let page: Page;
let hand: Hand;
beforeAll(async () => {
  office = await startOffice('2025-06-30 08:58');
  browser = await openBrowser('chromium103');
  page = await office.enter(browser);
  hand = mouse(page);
});
afterAll(async () => {
  await browser.close();
  await office.close();
});

/** Presses a button of the clock and waits until the page is back from where it was pressed. */
async function moves(name: string): Promise<void> {
  await hand.press(name);
  await until(() => (page.url().includes('/demo/moving') ? undefined : true));
}

const clock = (): Promise<string> => page.locator('.clock').innerText();
const banners = (): Promise<number> => page.getByRole('alert').count();

inAll("the demonstration's clock", () => {
  it('goes to the next slot, by a day, by a week, and to the next date', async () => {
    await page.goto(`${office.url}/mails`);
    await lookAs(hand, '督办员');
    await page.goto(`${office.url}/items`);
    await moves('下一时点');
    expect(await clock()).toContain('2025-06-30 09:00');
    expect(page.url()).toBe(`${office.url}/items`);
    await moves('一天');
    expect(await clock()).toContain('2025-07-01 09:0');
    await moves('到下一件事');
    expect(await clock()).toContain('2025-07-04 09:00');
    await moves('一周');
    expect(await clock()).toContain('2025-07-11 09:0');
  });

  it('shows the same moment to a liaison and an auditor', async () => {
    await lookAs(hand, '夏阳街道联络员');
    expect(await mainText(hand)).toContain('逾期');
    await lookAs(hand, '审计员');
    expect(await page.getByRole('link', { name: '审计', exact: true }).count()).toBe(1);
  });

  it('lives through a year: every slot is composed, what is late stays, and the ledger verifies', async () => {
    await moves('一年');
    expect(await clock()).toContain('2026-07-11 09:0');
    expect(await banners()).toBe(0);
    expect(office.mails.taken.length).toBeGreaterThan(2000);
    await page.goto(`${office.url}/mails`);
    const states = await page.getByRole('list', { name: '按状态' }).innerText();
    const count = (state: string): number => Number(new RegExp(`${state} (\\d+)`).exec(states)?.[1]);
    // None waits, none was missed or lost on the way, and the server took as many as the ledger says were sent.
    for (const state of ['待发', '发送中', '退信', '不明', '错过'])
      expect([state, count(state)]).toEqual([state, 0]);
    expect(office.mails.taken).toHaveLength(count('已发出'));
    await page.goto(`${office.url}/audit`);
    await hand.press('核验台账');
    await until(async () => (await mainText(hand)).includes('核验通过') || undefined);
  });
});
