import { clockText } from '../../domain/time';
import type { Browser } from 'playwright-core';
import { firstMoment } from '../../worker/demonstration';
import { moment } from '../support/item';
import { testOffice } from '../support/office';
import { mainText } from './acts';
import { openBrowser } from './browsers';
import { mouse, type Hand } from './hand';
import { startOffice, until, type RunningOffice } from './office';

// The engine, its workers, a browser and a move of the clock share two cores with another suite.
jest.setTimeout(600_000);

/** Seconds that a person takes to find and press something on a page that is new to him. */
const SECONDS_A_STEP = 20;

let office: RunningOffice;
let browser: Browser;
let hand: Hand;
/** What a person did: opened an address, pressed something, filled a field. */
let steps = 0;
beforeAll(async () => {
  const sunday = moment('2025-06-29 03:00');
  office = await startOffice(clockText(firstMoment(testOffice(), sunday), 'Asia/Shanghai'));
  browser = await openBrowser('chromium103');
  const plain = mouse(await office.enter(browser));
  const counted =
    <A extends readonly unknown[]>(act: (...args: A) => Promise<void>) =>
    (...args: A): Promise<void> => {
      steps += 1;
      return act(...args);
    };
  hand = {
    ...plain,
    press: counted(plain.press),
    write: counted(plain.write),
    choose: counted(plain.choose),
  };
  // The address that the terminal prints, and the button behind it.
  steps = 2;
});
afterAll(async () => {
  await browser.close();
  await office.close();
});

const GUIDE = '演示·十分钟走一遍';
const line = (n: number) => hand.page.locator('.steps > li').nth(n - 1);
const isTicked = async (n: number): Promise<boolean> =>
  (await line(n).getAttribute('class'))?.includes('done') === true;

/** Follows the line of a step, as it is worded. */
const follow = async (n: number): Promise<void> =>
  hand.press((await line(n).locator('a, button').innerText()).trim());

const ticksUpTo = async (n: number): Promise<void> => {
  await hand.press(GUIDE);
  expect(await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(isTicked))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((one) => one <= n),
  );
};

const banner = (): Promise<string> => hand.page.getByRole('alert').innerText();

describe('a newcomer, at three in the night on a Sunday', () => {
  it('finds a letter that has left, follows its link and signs, within three minutes', async () => {
    await until(async () => {
      await hand.page.goto(`${office.url}/guide`);
      return (
        (await line(1).locator('a').getAttribute('href'))?.startsWith('/mails/one') === true || undefined
      );
    });
    await follow(1);
    await hand.press('打开邮件里的链接（演示）');
    await hand.press('签收选中的事项');
    expect(await banner()).toMatch(/已签收 \d+ 项/);
    expect(steps * SECONDS_A_STEP).toBeLessThan(180);
    await ticksUpTo(2);
  });

  it('reports', async () => {
    await follow(3);
    await hand.write('完成比例', '40');
    await hand.write('进展', '已完成初稿');
    await hand.press('报告进展');
    await ticksUpTo(3);
  });

  it('lets it become late, and is urged', async () => {
    await follow(4);
    await until(() => (hand.page.url().endsWith('/guide') ? true : undefined));
    await ticksUpTo(4);
  });

  it('asks for an extension and hands in', async () => {
    const [today = ''] = (await hand.page.locator('.clock').innerText()).split(' ');
    await follow(5);
    await hand.write('日期', `${Number(today.slice(0, 4))}-12-25`);
    await hand.write('理由', '上级文件未印发');
    await hand.write('进展', '已报批');
    await hand.write('批准领导', '王局长');
    await hand.press('申请延期');
    await ticksUpTo(5);
    await follow(6);
    await hand.write('办结说明', '已完成');
    await hand.press('报办结');
    await ticksUpTo(6);
  });

  it('accepts as the coordinator, and verifies the ledger', async () => {
    await follow(7);
    await hand.write('审核意见', '同意办结');
    await hand.press('下一步：看会发生什么');
    await hand.press('确认办结通过');
    expect(await banner()).toContain('已记录：办结通过');
    await ticksUpTo(7);
    await follow(8);
    await hand.press('核验台账');
    await until(async () => (await mainText(hand)).includes('核验通过') || undefined);
    await ticksUpTo(8);
    expect(await mainText(hand)).toContain('八步都走过了');
  });
});
