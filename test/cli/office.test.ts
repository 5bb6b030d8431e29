import { copyFileSync, cpSync, existsSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { answerOf, commandLine, ROOT, scratch } from '../support/cli';
import { moment } from '../support/item';
import { opened, setOffice } from '../support/ledger';
import { planFolder } from '../support/plan-folder';

const room = scratch();
afterAll(room.clear);

const SEED = 'seeds/qingpu-2025';

/** A home with the office of tests. */
async function ofTests(): Promise<string> {
  const home = room.folder();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await setOffice(ledger);
  await ledger.close();
  return home;
}

/** A home with the seed's office, loaded by the command line. */
async function loaded(): Promise<string> {
  const home = room.folder();
  expect((await commandLine({ home })('office', 'load', SEED)).code).toBe(0);
  return home;
}

/** The types of a stream's events, but for who gave the commands. */
const eventsOf = async (home: string, stream: string): Promise<readonly string[]> => {
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  const events = await ledger.history(stream);
  await ledger.close();
  return events.map(({ type }) => type).filter((type) => type !== 'commandLine');
};

describe('office load', () => {
  it('makes the ledger of a new home; --dry-run makes nothing', async () => {
    const home = join(room.folder(), 'new');
    const duban = commandLine({ home });
    expect((await duban('office', 'load', SEED, '--dry-run')).out).toContain('规则、日历、名册');
    expect(existsSync(home)).toBe(false);
    expect((await duban('office', 'load', SEED)).code).toBe(0);
    expect(await eventsOf(home, 'office')).toEqual(['ledgerBorn', 'policySet', 'calendarSet', 'rosterSet']);
  });

  it('writes nothing for what is the same, and only what has changed', async () => {
    const home = await loaded();
    const duban = commandLine({ home });
    expect(answerOf(await duban('office', 'load', SEED, '--as', 'gly', '--json')).data).toEqual({
      changed: [],
    });
    const folder = room.folder();
    cpSync(join(ROOT, SEED), folder, { recursive: true });
    writeFileSync(join(folder, 'policy.yaml'), 'reworkDays: 5\n');
    const again = await duban('office', 'load', folder, '--as', 'gly', '--json');
    expect(answerOf(again).data).toEqual({ changed: ['policy'], rows: [] });
    expect(await eventsOf(home, 'office')).toEqual([
      'ledgerBorn',
      'policySet',
      'calendarSet',
      'rosterSet',
      'policySet',
    ]);
  });

  it('shows what it would undo: rows that were entered since the folder was written', async () => {
    const duban = commandLine({ home: await loaded() });
    const entered = ['--role', 'liaison', '--address', 'wang@xjz.qingpu.example', '--as', 'ddy'];
    expect((await duban('unit', 'contact', '徐泾镇', ...entered)).code).toBe(0);
    const { out } = await duban('office', 'load', SEED, '--as', 'gly', '--dry-run');
    expect(out).toMatch(/将换上名册[^]*\n- 联系人 /);
    expect((await duban('office', 'load', SEED, '--as', 'gly')).out).toMatch(/已装入名册[^]*\n- 联系人 /);
  });

  it('refuses a folder that lacks a file, by its name', async () => {
    const folder = room.folder();
    copyFileSync(join(ROOT, SEED, 'policy.yaml'), join(folder, 'policy.yaml'));
    const ran = await commandLine({ home: room.folder() })('office', 'load', folder, '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([5, 'file-unreadable']);
    expect(answerOf(ran).error?.message).toContain('calendar.yaml');
  });
});

describe('the calendar', () => {
  it('shows a declared year, and says so of one that is not', async () => {
    const duban = commandLine({ home: await loaded() });
    const declared = await duban('calendar', 'show', '2025');
    expect(declared.out).toMatch(/248 个工作日[\s\S]*09-28[\s\S]*10-11/);
    expect((await duban('calendar', 'show', '2027')).out).toContain('预计');
    expect((await duban('calendar', 'show', 'twenty')).code).toBe(2);
  });

  it('is imported year by year: those that the file does not name stay', async () => {
    const home = await loaded();
    const duban = commandLine({ home });
    const file = join(room.folder(), 'calendar.yaml');
    writeFileSync(file, '2027:\n  source: 国办通知\n  work: []\n  off:\n    元旦: [2027-01-01]\n');
    const argv = ['calendar', 'import', file, '--as', 'gly', '--json'];
    expect(answerOf(await duban(...argv, '--dry-run')).data).toMatchObject({ dryRun: true, changed: [2027] });
    expect(answerOf(await duban(...argv)).data).toEqual({ changed: [2027], woken: null });
    expect(answerOf(await duban(...argv)).data).toEqual({ changed: [] });
    for (const year of ['2025', '2027'])
      expect(answerOf(await duban('calendar', 'show', year, '--json')).data).toMatchObject({
        declared: true,
      });
  });
});

describe('the user of the operating system', () => {
  const user = `os:${userInfo().username}`;
  const given = async (home: string) =>
    answerOf(await commandLine({ home })('audit', 'show', 'office', '--json')).data as readonly {
      readonly type: string;
      readonly systemUser: string | null;
    }[];

  it('stands in the journal beside the account of what a command wrote, and in what audit shows', async () => {
    const home = await loaded();
    const duban = commandLine({ home });
    const argv = ['unit', 'contact', '徐泾镇', '--role', 'liaison', '--name', '王同志', '--as', 'ddy'];
    expect((await duban(...argv, '--address', 'wang@xjz.qingpu.example', '--dry-run')).code).toBe(0);
    expect((await duban(...argv, '--address', 'nobody')).code).toBe(5);
    const before = (await given(home)).length;
    expect((await duban(...argv, '--address', 'wang@xjz.qingpu.example', '--key', 'k-1')).code).toBe(0);
    const added = (await given(home)).slice(before);
    expect(added.map(({ type }) => type)).toEqual(['contactSet', 'commandLine']);
    expect(added[0]?.systemUser).toBe(user);
    expect((await duban('audit', 'show', 'office')).out).toMatch(new RegExp(`contactSet.*ddy ${user}`));
  });
});

describe('contacts', () => {
  it('are entered and ended; the journal has no address', async () => {
    const home = await loaded();
    const duban = commandLine({ home });
    const argv = [
      'unit',
      'contact',
      '徐泾镇',
      '--role',
      'liaison',
      '--address',
      'wang@xjz.qingpu.example',
      '--as',
      'ddy',
    ];
    expect((await duban(...argv, '--dry-run')).code).toBe(0);
    expect((await duban('unit', 'show', '徐泾镇')).out).not.toContain('wang@');
    expect((await duban(...argv, '--name', '王同志', '--phone', '59730000')).code).toBe(0);
    expect((await duban('unit', 'show', 'xjz')).out).toContain('59730000');
    expect((await duban('unit', 'show', 'xjz')).out).toContain('wang@xjz.qingpu.example');
    expect((await duban('audit', 'show', 'office', '--json')).out).not.toMatch(/wang@|59730000/);
  });

  it.each([
    ['a role', ['--role', 'boss', '--address', 'a@b.example'], 2, 'liaison、supervisor 或 chief'],
    ['an address', ['--role', 'liaison', '--address', 'nobody'], 5, 'nobody'],
  ])('want %s that is one', async (_name, options, code, said) => {
    const ran = await commandLine({ home: await loaded() })(
      'unit',
      'contact',
      '徐泾镇',
      ...options,
      '--as',
      'ddy',
    );
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(said);
  });

  it('suggest the unit that a name comes close to', async () => {
    const ran = await commandLine({ home: await loaded() })('unit', 'show', '区数居局');
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('是不是 区数据局?');
  });
});

describe('the ledger', () => {
  it('is backed up and restored; the old one is kept', async () => {
    const home = await loaded();
    const duban = commandLine({ home });
    const file = join(room.folder(), 'backup.db');
    expect((await duban('ledger', 'backup', file)).code).toBe(0);
    expect(answerOf(await duban('ledger', 'backup', file, '--json')).error?.code).toBe('backup-exists');
    expect((await duban('mail', 'pause', '--reason', '检修', '--as', 'ddy')).code).toBe(0);
    expect((await duban('ledger', 'restore', file)).code).toBe(2);
    expect((await duban('ledger', 'restore', file, '--dry-run')).code).toBe(0);
    expect((await duban('ledger', 'restore', file, '--yes')).out).toContain('.replaced-1');
    expect((await duban('mail', 'list')).out).toBe('没有邮件');
    expect((await duban('audit', 'verify')).code).toBe(0);
  });

  it('that was tampered with is found: exit 6, stream and number named', async () => {
    const home = await loaded();
    const { DatabaseSync } = await import('@photostructure/sqlite');
    const raw = new DatabaseSync(join(home, 'ledger.db'));
    raw.exec('drop trigger events_no_update');
    raw.exec("update events set actor = 'ddy' where stream = 'office' and seq = 2");
    raw.close();
    const ran = await commandLine({ home })('audit', 'verify');
    expect(ran.code).toBe(6);
    expect(ran.out).toContain('office#2');
  });
});

describe('a notice on a terminal', () => {
  it('is shown with colours for items, units and deadlines, a table and next steps', async () => {
    const screen = { columns: 100, colour: true };
    const { out } = await commandLine({ home: room.folder(), screen })(
      'notice',
      'read',
      `${SEED}/notice.txt`,
    );
    expect(out).toContain('\u001b[36m');
    expect(out).toContain('\u001b[32m');
    expect(out).toMatch(/25 {4}配合市政府办公厅/);
    expect(out).toContain('duban plan check');
    const plain = out
      .split('\u001b')
      .map((part) => part.replace(/^\[\d+m/, ''))
      .join('');
    expect(plain).toContain('1.围绕本区经济社会发展主要任务深化信息公开');
  });

  it('is data with --json', async () => {
    const ran = await commandLine({ home: room.folder() })('notice', 'read', `${SEED}/notice.txt`, '--json');
    expect(answerOf(ran).data).toMatchObject({ number: '青府办发〔2025〕13号', issuedOn: '2025-06-30' });
    expect(z.object({ items: z.array(z.unknown()) }).parse(answerOf(ran).data).items).toHaveLength(25);
  });
});

describe('a preview', () => {
  const shape = z.object({
    total: z.number(),
    issueDay: z.string(),
    days: z.array(z.object({ date: z.string(), total: z.number() })),
    units: z.array(z.object({ name: z.string(), total: z.number(), crowded: z.array(z.string()) })),
    weeks: z.array(z.object({ monday: z.string(), mails: z.number() })),
    mails: z.array(z.object({ slot: z.string(), kind: z.string() })),
    sheets: z.array(z.object({ slot: z.string(), kind: z.string() })),
  });
  const preview = async (...more: readonly string[]) => {
    const ran = await commandLine({ home: room.folder() })('plan', 'preview', SEED, '--json', ...more);
    return shape.parse(answerOf(ran).data);
  };

  it('counts the same mails by day, by week and one by one', async () => {
    const { total, days, weeks, mails, sheets } = await preview(
      '--on',
      '2025-06-30',
      '--until',
      '2025-09-30',
    );
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    expect([sum(days.map((day) => day.total)), sum(weeks.map((week) => week.mails)), mails.length]).toEqual([
      total,
      total,
      total,
    ]);
    expect(mails.filter(({ kind }) => kind === 'letter')).toHaveLength(46);
    expect(sheets.filter(({ kind }) => kind === 'letter')).toHaveLength(1);
  });

  it('begins on the day of the notice when all its dates lie behind', async () => {
    const now = () => moment('2026-11-24');
    const ran = await commandLine({ home: room.folder(), now })(
      'plan',
      'preview',
      SEED,
      '--until',
      '2025-07-31',
    );
    expect(ran.out).toContain('假定 2025-06-30 交办');
    expect(ran.out).toContain('从通知印发日起');
    expect(ran.out).toMatch(/每周 {2}[·▁-█ ]+/);
  });

  it('marks a unit with more than 12 mails in a month', async () => {
    const { units } = await preview('--on', '2025-06-30', '--until', '2025-12-31');
    const crowded = units.filter((unit) => unit.crowded.length > 0);
    const many = await commandLine({ home: room.folder() })('plan', 'preview', SEED, '--on', '2025-06-30');
    for (const { name, crowded: months } of crowded)
      for (const month of months) expect(many.out).toContain(`▲ ${name} 在 ${month} 收`);
    expect(many.out.match(/可考虑错开期限/g) ?? []).not.toHaveLength(0);
  });

  it('lists the mails of one unit', async () => {
    const ran = await commandLine({ home: room.folder() })(
      'plan',
      'preview',
      SEED,
      '--on',
      '2025-06-30',
      '--until',
      '2025-07-04',
      '--unit',
      '区数据局',
    );
    expect(
      ran.out
        .split('\n')
        .slice(1)
        .map((line) => line.slice(0, 14)),
    ).toEqual(['2025-06-30  交办', '2025-07-02  提醒', '2025-07-04  提醒', '2025-07-04  提醒']);
  });

  it('marks what rests on an undeclared year as 预计', async () => {
    const folder = planFolder(room.folder());
    const home = await ofTests();
    const plan =
      "notice: t1\ncoordinator: ddy\nyear: 2027\nitems:\n  - { key: '1', due: 2027-03-31 }\n  - { key: '2', due: 2027-03-31 }\n  - { key: '3', continuous: true }\n  - { key: '4', due: 2027-04-30 }\n";
    writeFileSync(join(folder, 'plan.yaml'), plan);
    const ran = await commandLine({ home })(
      'plan',
      'preview',
      folder,
      '--on',
      '2026-12-07',
      '--until',
      '2027-03-31',
    );
    expect(ran.out).toContain('2027-03-31（预计）');
    expect(ran.out).toContain('[undeclared-year]');
  });

  it('says how many dates lie after the year of the plan, with which it ends', async () => {
    const duban = commandLine({ home: await ofTests() });
    const folder = planFolder(room.folder());
    const plan =
      "notice: t1\ncoordinator: ddy\nyear: 2025\nitems:\n  - { key: '1', due: 2025-09-30 }\n  - { key: '2', due: 2026-09-30 }\n  - { key: '3', continuous: true }\n  - { key: '4', due: 2026-10-30 }\n";
    writeFileSync(join(folder, 'plan.yaml'), plan);
    const seen = (...more: readonly string[]) =>
      duban('plan', 'preview', folder, '--on', '2025-06-30', ...more);
    // 31 December and 40 working days: 4 March.
    expect((await seen()).out).toContain('■ 另有 2 个期限在 2026-03-04 之后');
    expect((await seen('--items', '1,4')).out).toContain('■ 另有 1 个期限在 2026-03-04 之后');
    expect((await seen('--until', '2026-12-31')).out).not.toContain('另有 2 个期限');
  });
});

describe('a plan of one notice for another', () => {
  it('is refused, naming both', async () => {
    const home = await loaded();
    const duban = commandLine({ home });
    expect((await duban('notice', 'import', SEED, '--as', 'ddy')).code).toBe(0);
    const folder = planFolder(room.folder());

    const ran = await duban('notice', 'issue', 'qp-2025-13', '--plan', folder, '--json');
    expect([ran.code, answerOf(ran).error?.code]).toEqual([5, 'bad-plan']);
    expect(answerOf(ran).error?.message).toContain('t1');
  });
});
