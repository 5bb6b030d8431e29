import { stage, type Browser, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

const REPORT = '/my/items/n1/1/do/report';

let s: Stage;
let liaison: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
  });
  liaison = await s.browser('ll-sjj');
});
afterEach(() => s.close());

const reports = async (): Promise<number> =>
  (await s.ledger.history('item/n1/1')).filter(({ type }) => type === 'reported').length;

const report = (text: string, more: Readonly<Record<string, string | File>> = {}) =>
  liaison.fill(REPORT, REPORT, { percentage: '40', text, ...more });

describe('a form that is filled in again after the browser’s Back', () => {
  it('is recorded once when it says the same and nothing else happened', async () => {
    const first = await report('已完成初稿');
    const again = await report('已完成初稿');
    expect([first.status, again.status, again.to]).toEqual([303, 303, first.to]);
    expect(await reports()).toBe(1);
  });

  it('is another report when it says something else, or something happened between', async () => {
    await report('已完成初稿');
    await report('已完成二稿');
    await report('已完成初稿');
    expect(await reports()).toBe(3);
  });

  it('is told to the browser, which opens the form and sends nothing again', async () => {
    const path = '/items/n1/1/do/urge';
    const { body } = await (await s.browser('ddy')).fill(path, path, { text: '请加快' });
    expect(body).toContain(`<body data-here="${path}">`);
    expect((await liaison.get('/my')).body).toContain('<body>');
  });
});

describe('a file that is sent along', () => {
  it('and is empty is refused by its name, with the text of the form', async () => {
    const { status, body } = await report('见附件', { files: new File([], '报告.pdf') });
    expect([status, body]).toEqual([422, expect.stringContaining('文件是空的：报告.pdf')]);
    expect(body).toContain('见附件');
    expect(await reports()).toBe(0);
  });

  it('is none where the browser sends the nameless one of an empty field', async () => {
    expect((await report('没有附件', { files: new File([], '') })).status).toBe(303);
    expect(await reports()).toBe(1);
  });

  it('is measured before it is sent: the field says how much it takes', async () => {
    expect((await liaison.get(REPORT)).body).toMatch(/data-most="20971520" data-too-large="合计超过 20 MB/);
  });
});
