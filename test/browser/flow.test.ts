import type { Browser, Page } from 'playwright-core';
import { decide, importNotice, issue, lookAs, mainText } from './acts';
import { hasNewest, openBrowser, type BrowserName } from './browsers';
import { keyboard, mouse, type Hand } from './hand';
import { startOffice, until, type RunningOffice } from './office';

// The engine, its workers and a browser share two cores with another suite.
jest.setTimeout(180_000);

interface Way {
  readonly browser: BrowserName;
  readonly how: string;
  readonly script: boolean;
  readonly hand: (page: Page) => Hand;
}

const WAYS: readonly Way[] = [
  { browser: 'chromium86', how: 'without script', script: false, hand: mouse },
  { browser: 'chromium103', how: 'by keyboard alone', script: true, hand: keyboard },
  ...(hasNewest ? [{ browser: 'newest', how: 'with a mouse', script: true, hand: mouse } as const] : []),
];

if (!hasNewest)
  it.skip('no current Chromium here (apt-get install chromium): the main flow in it', () => undefined);

const REPORT = { name: '进展.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 report') };
const LIAISON = 'lly@sfj.qingpu.example';
const UNIT = '区司法局';

describe.each(WAYS)(
  'a notice from its text to its end, in $browser $how',
  ({ browser: name, script, hand: handOf }) => {
    const id = `qp-${name}`;
    // Its own office: the first notice that is issued in earnest ends the demonstration and with it the change of persona.
    let office: RunningOffice;
    let browser: Browser;
    let hand: Hand;
    let link = '';
    beforeAll(async () => {
      office = await startOffice('2025-06-30 10:00');
      browser = await openBrowser(name);
      hand = handOf(await office.enter(browser, script));
    });
    afterAll(async () => {
      await browser.close();
      await office.close();
    });

    const item = (key: string): string => `${office.url}/items/${id}/${key}`;
    /** A notice that is being issued looks again by itself, also while a slow machine opens another page: then once more. */
    const open = async (path: string): Promise<void> => {
      const { href } = new URL(path, office.url);
      await hand.page.goto(href).catch((fault: unknown) => {
        if (!String(fault).includes('interrupted by another navigation')) throw fault;
        return hand.page.goto(href);
      });
    };
    const banner = (): Promise<string> => hand.page.getByRole('alert').innerText();

    it('is pasted, read, planned and issued', async () => {
      await open('/');
      await lookAs(hand, '督办员');
      await importNotice(hand, id);
      const before = office.mails.taken.length;
      await issue(hand, id);
      expect(await banner()).toContain('已交办 25 项');
      const letter = await office.mailTo(LIAISON, '交办', before);
      link = /http\S+\/u\/\S+/.exec(letter)?.[0] ?? '';
      expect(link).toContain(office.url);
    });

    it('is signed for through the link of its mail', async () => {
      await open(link);
      await hand.press('签收选中的事项');
      expect(await banner()).toMatch(/已签收 \d+ 项/);
    });

    it('is reported on with a file, and more time is asked for', async () => {
      await open(`${link}/items/${id}/2`);
      await hand.press('报告进展');
      await hand.write('完成比例', '60');
      await hand.write('进展', '已完成初稿');
      await hand.attach('佐证文件', REPORT);
      await hand.press('报告进展');
      expect(await banner()).toContain('已记录：报告进展');
      await hand.press('申请延期');
      await hand.write('日期', '2025-09-15');
      await hand.write('理由', '上级文件未印发');
      await hand.write('进展', '已报批');
      await hand.write('批准领导', '王局长');
      await hand.press('申请延期');
      expect(await banner()).toContain('已记录：申请延期');
    });

    it('is extended by the coordinator', async () => {
      await decide(hand, item('2'), '同意延期', { unit: UNIT, words: { 日期: '2025-09-15' } });
      expect(await banner()).toContain('已记录：同意延期');
      expect(await hand.page.locator('del').first().innerText()).toBe('2025-08-31');
    });

    it('is handed in, returned, handed in again, accepted and closed', async () => {
      const handIn = async (words: string): Promise<void> => {
        await open(`${link}/items/${id}/2`);
        await hand.press('报办结');
        await hand.write('办结说明', words);
        await hand.press('报办结');
        expect(await banner()).toContain('已记录：报办结');
      };
      await handIn('已完成');
      await decide(hand, item('2'), '退回办结', { unit: UNIT, words: { 理由: '缺少材料' } });
      await handIn('已补材料');
      await decide(hand, item('2'), '办结通过', { unit: UNIT, words: { 审核意见: '同意' } });
      await decide(hand, item('2'), '销号', { words: { 理由: '全部办结' } });
      expect(await banner()).toContain('已记录：销号');
      expect(await mainText(hand)).toContain('按期（退回1次）');
    });

    it('loses an item that is cancelled', async () => {
      await decide(hand, item('3'), '取消事项', { words: { 理由: '上级另有安排' } });
      expect(await banner()).toContain('已记录：取消事项');
    });

    it('is urged about in all that match a filter, while sending is paused', async () => {
      await open(`/mails`);
      await hand.press('暂停一切发信…');
      await hand.write('理由', '核对名单');
      await hand.press('暂停一切发信');
      expect(await banner()).toContain('发信已暂停');
      await open(`/items?notice=${id}&q=${encodeURIComponent('公文公开属性')}`);
      await hand.press('一并催办…');
      await hand.write('催办内容', '请加快办理');
      await hand.press('下一步：看会发生什么');
      await hand.press('一并催办 1 项');
      await until(async () => (await mainText(hand)).includes('已经办完') || undefined);
      expect(await mainText(hand)).toContain('已办 1 项');
    });

    it('sends what waited when sending goes on', async () => {
      const before = office.mails.taken.length;
      await open(`/mails`);
      await hand.press('恢复发信…');
      await hand.write('理由', '已核对');
      await hand.press('恢复发信');
      expect(await banner()).toContain('发信已恢复');
      expect(await office.mailTo('lly@fb.qingpu.example', '催办', before)).toContain('请加快办理');
    });

    it('stands in a ledger that verifies', async () => {
      await open(`/audit`);
      await hand.press('核验台账');
      await until(async () => (await mainText(hand)).includes('核验通过') || undefined);
    });
  },
);
