import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { importNotice, lookAs, planFor } from './acts';
import { hasNewest, openBrowser } from './browsers';
import { mouse, type Hand } from './hand';
import { startOffice, until, type RunningOffice } from './office';

// npm run screens: docs/console anew, from a demonstration that lives for some weeks. A person looks at each picture.

const OUT = resolve(__dirname, '../../docs/console');
const DESK = { width: 1180, height: 820 };
const TELEPHONE = { width: 375, height: 760 };

const LIAISON = 'lly@sfj.qingpu.example';
const REPORT = { name: '进展.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 report') };

/** A picture: its name, where it is taken, and on what else than a desk. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly as?: string;
  readonly telephone?: true;
  readonly paper?: true;
}

const SHOTS: readonly Shot[] = [
  { name: 'guide', path: '/guide' },
  { name: 'overview', path: '/', telephone: true, paper: true },
  { name: 'inbox', path: '/inbox', telephone: true },
  { name: 'ledger', path: '/items?state=all', telephone: true, paper: true },
  { name: 'accept-all', path: '/all-items/accept' },
  { name: 'item', path: '/items/qp-2025-13/2', telephone: true, paper: true },
  { name: 'why', path: '/items/qp-2025-13/2/why' },
  { name: 'notice', path: '/notices/qp-2025-13' },
  { name: 'plan', path: '/notices/new-year/plan', telephone: true },
  { name: 'plan-item', path: '/notices/new-year/plan/items/2', telephone: true },
  { name: 'plan-check', path: '/notices/new-year/plan/check' },
  { name: 'mails', path: '/mails' },
  { name: 'upcoming', path: '/mails/upcoming' },
  { name: 'units', path: '/units' },
  { name: 'calendar', path: '/calendar' },
  { name: 'papers', path: '/papers' },
  { name: 'changes', path: '/changes' },
  { name: 'audit', path: '/audit' },
  { name: 'evidence', path: '/audit/evidence' },
  { name: 'system', path: '/system' },
  { name: 'accounts', path: '/accounts', as: '管理员' },
];

/** Waits until a move of the clock is over. */
async function moved(hand: Hand, name: string): Promise<void> {
  await hand.press(name);
  await until(() => (hand.page.url().includes('/demo/moving') ? undefined : true));
}

/** Some weeks of an office: a unit signs, reports, asks for more time and hands in; others are late. */
async function live(office: RunningOffice, hand: Hand): Promise<string> {
  const { page, press, write, attach } = hand;
  const letter = await office.mailTo(LIAISON, '交办', 0);
  const link = /http\S+\/u\/\S+/.exec(letter)?.[0] ?? '';
  const item = `${link}/items/qp-2025-13/2`;
  await page.goto(link);
  await press('签收选中的事项');
  await page.goto(`${item}/do/report`);
  await write('完成比例', '60');
  await write('进展', '已完成初稿，正在征求意见');
  await attach('佐证文件', REPORT);
  await press('报告进展');
  await page.goto(`${office.url}/`);
  await moved(hand, '一周');
  await moved(hand, '到下一件事');
  await page.goto(`${item}/do/handIn`);
  await write('办结说明', '审核意见已全部落实，材料见附件');
  await press('报办结');
  return link;
}

/** A second notice, imported and planned as far as the sample plan goes. */
async function plan(office: RunningOffice, hand: Hand): Promise<void> {
  await lookAs(hand, '督办员');
  await importNotice(hand, 'new-year');
  await hand.press('原文 plan.yaml');
  await hand.write('plan.yaml', planFor('new-year'));
  await hand.press('保存并检查');
  await hand.page.goto(`${office.url}/notices/new-year/plan`);
}

/** Opens a page; again while a machine that is busy with other things has it say that something does not answer. */
async function openCalm(page: Page, path: string): Promise<void> {
  await until(async () => {
    await page.goto(path);
    return (await page.getByText('没有应答').count()) > 0 ? undefined : true;
  });
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: resolve(OUT, `${name}.png`) });
}

async function take(page: Page, { name, telephone, paper }: Shot): Promise<void> {
  await page.setViewportSize(DESK);
  await shoot(page, name);
  if (telephone) {
    await page.setViewportSize(TELEPHONE);
    await shoot(page, `${name}-375`);
  }
  if (paper) writeFileSync(resolve(OUT, `${name}.pdf`), await page.pdf({ preferCSSPageSize: true }));
  await page.setViewportSize(DESK);
}

async function main(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const office = await startOffice('2025-06-30 08:58');
  const browser = await openBrowser(hasNewest ? 'newest' : 'chromium103');
  const entered = await office.enter(browser);
  // Dates as an office sees them.
  const context = await browser.newContext({ locale: 'zh-CN', viewport: DESK });
  await context.addCookies(await entered.context().cookies());
  const page = await context.newPage();
  await page.goto(office.url);
  const hand = mouse(page);
  const link = await live(office, hand);
  // A unit has the link of its mail, and no account.
  const guest = await (await browser.newContext({ locale: 'zh-CN', viewport: DESK })).newPage();
  await openCalm(guest, link);
  await take(guest, { name: 'unit', path: link, telephone: true });
  await openCalm(guest, `${link}/items/qp-2025-13/2`);
  await take(guest, { name: 'unit-item', path: link, telephone: true });
  await page.goto(office.url);
  await plan(office, hand);
  for (const shot of SHOTS) {
    await page.goto(office.url);
    await lookAs(hand, shot.as ?? '督办员');
    await openCalm(page, office.url + shot.path);
    await take(page, shot);
  }
  await page.goto(office.url);
  await lookAs(hand, '督办员');
  for (const theme of ['contrast', 'large']) {
    await openCalm(page, `${office.url}/look?theme=${theme}&back=/`);
    await shoot(page, `overview-${theme}`);
  }
  await browser.close();
  await office.close();
}

void main();
