import { toCalendar } from '../../office/intake/files/calendar-file';
import { calendarYaml, policyYaml, rosterYaml } from '../../office/intake/files/office-write';
import { toPolicy } from '../../office/intake/files/policy-file';
import { toRoster } from '../../office/intake/files/roster-file';
import { parseYaml } from '../../office/intake/files/yaml-file';
import { rosterDiff } from '../../office/intake/rosters/diff';
import { rosterWorkbook } from '../../office/intake/rosters/write';
import { digestOf } from '../../domain/journal/canonical';
import { areaOf, hiddenOf, stage, type Answer, type Browser, type Stage } from '../support/console';
import { beginAll } from '../support/ledger-duban';
import { moment } from '../support/item';
import { makeRoster } from '../../domain/roster/roster';
import { change, issuedLedger, planItems } from '../support/ledger';
import { testOffice, testRoster } from '../support/office';
import { sure } from '../support/sure';

let s: Stage;
let admin: Browser;
let coordinator: Browser;
beforeEach(async () => {
  s = await stage(async (ledger) => {
    await beginAll(ledger, await issuedLedger(ledger, planItems(1)), moment('2025-06-30 10:00'));
  });
  [admin, coordinator] = [await s.browser('gly'), await s.browser('ddy')];
});
afterEach(() => s.close());

const sent = (path: string, text: string) => admin.fill(path, path, { text });

/** Sends the form of the page that confirms. */
const confirm = (path: string, { body }: Answer) =>
  admin.post(path, { ...hiddenOf(body, path), text: areaOf(body, 'text') });

describe('reference data written as its files', () => {
  const { roster, calendar, policy } = testOffice();

  it('is read back as it was', () => {
    const file = (source: string) => sure(parseYaml(source, 'x.yaml'));
    expect(rosterDiff(roster, sure(toRoster(file(rosterYaml(roster)))))).toEqual([]);
    expect(sure(toCalendar(file(calendarYaml(calendar)), calendar.zone)).digest).toBe(calendar.digest);
    expect(digestOf(sure(toPolicy(file(policyYaml(policy)))))).toBe(digestOf(policy));
  });
});

describe('an administrator changes the roster', () => {
  const path = '/office/roster';

  it('by the text in force, after seeing row by row what it changes', async () => {
    const text = areaOf((await admin.get(path)).body, 'text').replace(
      'supervisor1@sjj.qingpu.example',
      'neu@sjj.qingpu.example',
    );
    const before = await s.ledger.revision();
    const asked = await sent(path, text);
    expect([asked.status, asked.body]).toEqual([200, expect.stringContaining('改变 1 处？')]);
    expect(asked.body).toContain('supervisor1@sjj.qingpu.example”→“neu@sjj.qingpu.example');
    expect(await s.ledger.revision()).toBe(before);
    const done = await confirm(path, asked);
    expect(done.to).toBe('/units');
    const { contacts } = (await s.ledger.office()).roster;
    expect(contacts.find(({ id }) => id === 'sjj-supervisor-1')?.address).toBe('neu@sjj.qingpu.example');
    expect((await s.ledger.history('office')).at(-1)).toMatchObject({ type: 'rosterSet', actor: 'gly' });
    expect((await admin.get('/units')).body).toContain('已更换名册：改变 1 处');
  });

  it('but not so that nobody is left who could change it again', async () => {
    const before = await s.ledger.revision();
    const { accounts, ...roster } = testRoster();
    const without = rosterYaml(
      makeRoster({ ...roster, accounts: accounts.filter(({ role }) => role !== 'admin') }),
    );
    const { status, body } = await sent(path, without);
    expect(status).toBe(422);
    expect(body).toContain('名册里没有可以登录的管理员了');
    expect(await s.ledger.revision()).toBe(before);
  });

  it('nor so that all administrators left are disabled', async () => {
    const { accounts, ...roster } = testRoster();
    const [gly] = accounts.filter(({ id }) => id === 'gly');
    if (!gly) throw new Error('no gly');
    const both = makeRoster({ ...roster, accounts: [...accounts, { ...gly, id: 'gly2' }] });
    await confirm(path, await sent(path, rosterYaml(both)));
    await s.ledger.setCredential(
      { account: 'gly2', disabledAt: s.now },
      'accountDisabled',
      change('disable'),
    );
    const handed = makeRoster({ ...both, accounts: both.accounts.filter(({ id }) => id !== 'gly') });
    expect((await sent(path, rosterYaml(handed))).body).toContain('名册里没有可以登录的管理员了');
    await s.ledger.setCredential({ account: 'gly2', disabledAt: null }, 'accountEnabled', change('enable'));
    expect((await sent(path, rosterYaml(handed))).body).toContain('改变 1 处？');
  });

  it('is told line and key of what is wrong, and nothing is written', async () => {
    const before = await s.ledger.revision();
    const wrong = rosterYaml(testRoster()).replace('channel: manual', 'channel: pigeon');
    const line = wrong.split('\n').findIndex((one) => one.includes('pigeon')) + 1;
    const { status, body } = await sent(path, wrong);
    expect(status).toBe(422);
    expect(body).toContain(`roster.yaml 第 ${line} 行 units[7].channel`);
    expect(body).toContain('可用的值：mail、manual');
    expect(areaOf(body, 'text')).toContain('pigeon');
    expect(await s.ledger.revision()).toBe(before);
  });

  it('may not take out a unit that still has something to do', async () => {
    const roster = testRoster();
    const without = testRoster({
      units: roster.units.filter(({ id }) => id !== 'sjj'),
      contacts: roster.contacts.filter(({ unit }) => unit !== 'sjj'),
      accounts: roster.accounts.filter(({ unit }) => unit !== 'sjj'),
    });
    const { status, body } = await sent(path, rosterYaml(without));
    expect([status, body]).toEqual([422, expect.stringContaining('区数据局 还在 item/n1/1 中')]);
  });

  it('by a workbook, of which only the tables given count', async () => {
    const roster = testRoster();
    const file = new File(
      [
        new Uint8Array(
          await rosterWorkbook({
            ...roster,
            units: roster.units.map((unit) => (unit.id === 'dag' ? { ...unit, name: '区档案局' } : unit)),
          }),
        ),
      ],
      '名册.xlsx',
    );
    const asked = await admin.fill(path, path, { file });
    expect(asked.body).toContain('区档案馆”→“区档案局');
    await confirm(path, asked);
    expect((await s.ledger.office()).roster.units.map(({ name }) => name)).toContain('区档案局');
  });

  it('sees it anew when somebody changed it in the meantime', async () => {
    const asked = await sent(path, rosterYaml(testRoster()).replace('name: sjj chief 1', 'name: 赵局长'));
    const entry = { role: 'liaison', name: '钱', address: 'qian@xjz.qingpu.example', until: '' };
    await coordinator.fill('/units/xjz/contacts', '/units/xjz/contacts', entry);
    const again = await confirm(path, asked);
    expect([again.status, again.body]).toEqual([200, expect.stringContaining('其间有人改过')]);
    expect(again.body).toContain('- 联系人 xjz-liaison-2');
    await confirm(path, again);
    const names = (await s.ledger.office()).roster.contacts.map(({ name }) => name);
    expect([names.includes('赵局长'), names.includes('钱')]).toEqual([true, false]);
  });

  it('that is the same changes nothing, sent twice too', async () => {
    const same = await sent(path, rosterYaml(testRoster()));
    expect(same.to).toBe('/units');
    const asked = await sent(path, rosterYaml(testRoster()).replace('name: sjj chief 1', 'name: 赵局长'));
    await confirm(path, asked);
    const after = await s.ledger.revision();
    expect((await confirm(path, asked)).to).toBe('/units');
    expect(await s.ledger.revision()).toBe(after);
  });
});

describe('an administrator changes calendar and policy', () => {
  it('declares a year; the other years stay', async () => {
    const years = async () => (await s.ledger.office()).calendar.tables.map(({ year }) => year);
    const before = await years();
    const asked = await sent(
      '/office/calendar',
      '"2027":\n  source: 国办发明电〔2026〕1号\n  work: []\n  off:\n    元旦: [2027-01-01]\n',
    );
    expect(asked.body).toContain('日历 2027 年');
    expect(asked.body).toContain('改为上班：2027-10-01（周五）');
    expect((await confirm('/office/calendar', asked)).to).toBe('/calendar?year=2027');
    expect(await years()).toEqual([...before, 2027]);
  });

  it('is told which day of a calendar is wrong', async () => {
    const { status, body } = await sent(
      '/office/calendar',
      '"2027":\n  source: x\n  work:\n    - 2027-01-04\n  off: {}\n',
    );
    expect(status).toBe(422);
    expect(body).toContain('calendar.yaml 第 4 行 2027.work[0]');
  });

  it('reads the policy in words', async () => {
    const { body } = await admin.get('/policy');
    expect(body).toMatch(/期限落在休息日<\/dt><dd>不顺延/);
    expect(body).toMatch(/提请主要负责人<\/dt><dd>督办员批准后发/);
  });

  it('changes the policy key by key', async () => {
    const text = areaOf((await admin.get('/office/policy')).body, 'text');
    const asked = await sent('/office/policy', text.replace('reworkDays: 3', 'reworkDays: 4'));
    expect(asked.body).toContain('规则 reworkDays 3→4');
    await confirm('/office/policy', asked);
    expect((await s.ledger.office()).policy.reworkDays).toBe(4);
    const wrong = await sent('/office/policy', 'reworkDays: many\n');
    expect([wrong.status, wrong.body]).toEqual([
      422,
      expect.stringContaining('policy.yaml 第 1 行 reworkDays'),
    ]);
  });
});

describe('the page of the units', () => {
  it('shows the gaps: who has no leader with an address', async () => {
    const { body } = await coordinator.get('/units');
    expect(body).toMatch(/1 个单位缺联系人[^]*徐泾镇：分管领导、主要负责人/);
  });
});

describe('an administrator fills in a short form', () => {
  const unit = {
    name: '区水利局',
    id: 'slj',
    aliases: '水利局',
    channel: 'mail',
    liaison: '周',
    address: 'zhou@slj.qingpu.example',
  };

  it('for a new unit with its liaison, and confirms it on the page of the roster', async () => {
    const asked = await admin.fill('/office/unit', '/office/unit', unit);
    expect(asked.body).toContain('区水利局');
    expect((await s.ledger.office()).roster.units.some(({ id }) => id === 'slj')).toBe(false);
    expect((await confirm('/office/roster', asked)).to).toBe('/units');
    const { units, contacts } = (await s.ledger.office()).roster;
    expect(units.find(({ id }) => id === 'slj')).toMatchObject({ name: '区水利局', aliases: ['水利局'] });
    expect(contacts.filter((one) => one.unit === 'slj')).toEqual([
      expect.objectContaining({ id: 'slj-liaison-1', name: '周' }),
    ]);
  });

  it('and is told at the field what cannot be', async () => {
    const wrong = await admin.fill('/office/unit', '/office/unit', {
      ...unit,
      id: 'S L',
      name: '区数据局',
      address: 'x',
    });
    expect(wrong.status).toBe(422);
    for (const field of ['id', 'name', 'address']) expect(wrong.body).toContain(`href="#${field}"`);
  });

  it('for the days off of a year, of which weekends need not be left out', async () => {
    const path = '/office/year';
    const words = {
      year: '2027',
      off: '元旦 2027-01-01 至 2027-01-03\n春节 2027-02-05 至 2027-02-12',
      work: '2027-02-14',
      source: '通知',
    };
    const asked = await admin.fill(`${path}?year=2027`, path, words);
    expect(asked.body).toContain('日历 2027 年');
    expect(asked.body).toContain('改为上班：2027-02-14（周日）');
    expect((await confirm('/office/calendar', asked)).to).toBe('/calendar?year=2027');
    const table = (await s.ledger.office()).calendar.tables.find(({ year }) => year === 2027);
    expect(table?.off[0]).toEqual({ name: '元旦', days: ['2027-01-01'] });
    expect(table?.off[1]?.days).toHaveLength(6);
    expect(areaOf((await admin.get(`${path}?year=2027`)).body, 'off')).toBe(
      '元旦 2027-01-01\n春节 2027-02-05 至 2027-02-12',
    );
    const wrong = await admin.fill(`${path}?year=2027`, path, { ...words, off: '元旦 一月一日' });
    expect([wrong.status, wrong.body]).toEqual([422, expect.stringContaining('不是日期')]);
  });
});

describe('a contact is entered by a form', () => {
  const path = '/units/xjz/contacts';
  const entry = { role: 'supervisor', name: '孙镇长', address: 'sun@xjz.qingpu.example', until: '' };

  it('new, and changed under the same role and address', async () => {
    expect((await coordinator.fill(path, path, entry)).to).toBe(path);
    await coordinator.fill(path, path, { ...entry, until: '2025-09-30' });
    const own = (await s.ledger.office()).roster.contacts.filter(({ name }) => name === '孙镇长');
    expect(own).toEqual([expect.objectContaining({ id: 'xjz-supervisor-1', until: '2025-09-30' })]);
    expect((await s.ledger.history('office')).at(-1)?.actor).toBe('ddy');
  });

  it('with a telephone number, which is nowhere in the journal, and is erased like a name', async () => {
    const phoneOf = async () =>
      (await s.ledger.office()).roster.contacts.find(({ name }) => name === '孙镇长')?.phone;
    await coordinator.fill(path, path, { ...entry, phone: '59730000 转 12' });
    expect(await phoneOf()).toBe('59730000 转 12');
    expect((await coordinator.get('/units/xjz')).body).toContain('59730000 转 12');
    expect(JSON.stringify(await s.ledger.history('office'))).not.toContain('5973');
    expect((await s.ledger.check()).findings).toEqual([]);
    await coordinator.fill(path, path, { ...entry, phone: '' });
    expect(await phoneOf()).toBe('');
    const wrong = await coordinator.fill(path, path, { ...entry, phone: '5973\n0000' });
    expect([wrong.status, wrong.body]).toEqual([422, expect.stringContaining('id="phone-error"')]);
  });

  it('in the place of another, who ends on a day', async () => {
    await coordinator.fill(path, path, entry);
    const next = {
      ...entry,
      name: '李镇长',
      address: 'li@xjz.qingpu.example',
      replaces: 'xjz-supervisor-1',
      lastDay: '2025-07-04',
    };
    expect((await coordinator.fill(path, path, next)).to).toBe(path);
    const untilOf = new Map(
      (await s.ledger.office()).roster.contacts.map(({ name, until }) => [name, until]),
    );
    expect([untilOf.get('孙镇长'), untilOf.get('李镇长')]).toEqual(['2025-07-04', null]);
  });

  it('is refused field by field, with what was typed', async () => {
    const before = await s.ledger.revision();
    const faulty = await coordinator.fill(path, path, { ...entry, name: '', address: '孙@镇' });
    expect(faulty.status).toBe(422);
    expect(faulty.body).toContain('有 2 处需要更正');
    expect(faulty.body).toContain('id="address-error"');
    expect(faulty.body).toContain('value="孙@镇"');
    expect(await s.ledger.revision()).toBe(before);
  });
});
