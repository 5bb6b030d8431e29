import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { needsConfirming, takesFiles } from '../../client/console/acts/offered';
import { commandTable, type CommandType } from '../../domain/item/commands';
import { linkKeysOf, linkToken } from '../../office/access/links';
import { instant } from '../../domain/time';
import { stage, type Stage } from '../support/console';
import { moment } from '../support/item';
import { issuedLedger, planItems } from '../support/ledger';
import { beginAll } from '../support/ledger-duban';

let s: Stage;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
  });
});
afterEach(() => s.close());

const itemOf = async (unit: string): Promise<string> =>
  `/u/${linkToken({ purpose: 'unit', subject: unit, madeAt: instant(s.now) }, await linkKeysOf(s.ledger))}/items/n1/1`;

const digestOf = (words: string): string => createHash('sha256').update(words).digest('hex');

const report = { percentage: '30', text: '初稿' };

const lastEvent = async () => (await s.ledger.history('item/n1/1')).at(-1);

describe('a file that lies at the console already', () => {
  const bat = '@echo off\r\nstart calc.exe\r\n';

  it('does not come into a report under another name by its digest', async () => {
    const at = `${await itemOf('sjj')}/do/report`;
    const browser = await s.browser();
    const direct = await browser.fill(at, at, { ...report, files: new File([bat], '报告.bat') });
    expect([direct.status, direct.body.includes('不能收这个文件：报告.bat')]).toEqual([422, true]);
    // It lies there from the first post, whose form is refused for another reason.
    await browser.fill(at, at, { ...report, percentage: '', files: new File([bat], '材料.txt') });
    const kept = ['报告.bat', '进展.html', '材料.txt'].map((name) => `${digestOf(bat)} ${name}`);
    expect((await browser.fill(at, at, { ...report, kept })).status).toBe(303);
    expect(JSON.parse((await lastEvent())?.body ?? '')).toMatchObject({ unit: 'sjj', files: [] });
  });

  it("of another unit does not become one's own by its digest", async () => {
    const secret = '别的单位的材料';
    const theirs = await itemOf('sfj');
    const sent = { ...report, files: new File([secret], '材料.txt') };
    expect((await (await s.browser()).fill(`${theirs}/do/report`, `${theirs}/do/report`, sent)).status).toBe(
      303,
    );
    const mine = await itemOf('sjj');
    const browser = await s.browser();
    const [at, file] = [`${mine}/do/report`, `/files/${digestOf(secret)}`];
    await browser.fill(at, at, { ...report, kept: `${digestOf(secret)} 材料.txt` });
    expect((await browser.get(`${theirs}${file}`)).body).toBe(secret);
    expect((await browser.get(`${mine}${file}`)).status).toBe(404);
  });

  it('does not become the letterhead by its digest', async () => {
    const at = `${await itemOf('sjj')}/do/report`;
    await (await s.browser()).fill(at, at, { ...report, files: new File([bat], '材料.txt') });
    const page = '/papers/letterhead';
    await (await s.browser('ddy')).fill(page, page, { kept: `${digestOf(bat)} 模板.docx` });
    expect(await s.ledger.letterheadInUse()).toBeNull();
  });
});

it('an act without files keeps none that come with it', async () => {
  const at = `${await itemOf('sjj')}/do/acknowledge`;
  expect((await (await s.browser()).fill(at, at, { files: new File(['x'], '材料.txt') })).status).toBe(303);
  expect(() => readdirSync(s.ports.files)).toThrow('ENOENT');
});

it('no act that brings files asks first: the page that asks could not bring them again', () => {
  const types = Object.keys(commandTable) as CommandType[];
  expect(types.filter(takesFiles).length).toBeGreaterThan(0);
  expect(types.filter((type) => takesFiles(type) && needsConfirming(type, null))).toEqual([]);
});
