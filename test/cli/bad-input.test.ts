import { closeSync, existsSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Office } from '../../domain/office';
import { freePort } from '../../engine/server';
import { faults, LedgerFault } from '../../ledger/database/faults';
import type { Io } from '../../client/cli/io';
import { moment } from '../support/item';
import { printFault } from '../../client/cli/output';
import { commandLine, answerOf, scratch, type Ran } from '../support/cli';
import { opened, setOffice } from '../support/ledger';
import { NOTICE_TEXT, PLAN_YAML, planFolder } from '../support/plan-folder';
import { testOffice, testRoster, TEST_ACCOUNTS } from '../support/office';

const room = scratch();
afterAll(room.clear);

/** A home with the test office, or another; its ledger is closed again. */
async function homeWith(office: Office = testOffice()): Promise<string> {
  const home = room.folder();
  const ledger = await opened({ url: `sqlite:${join(home, 'ledger.db')}` });
  await setOffice(ledger, office);
  await ledger.close();
  return home;
}

/** What a call says: exit code, problem code, and all its words. */
function said(ran: Ran): { readonly code: number; readonly problem: string; readonly words: string } {
  const { error } = answerOf(ran);
  return {
    code: ran.code,
    problem: error?.code ?? 'none',
    words: `${error?.message ?? ''} ${error?.hint ?? ''}`,
  };
}

let home = '';
beforeAll(async () => {
  home = await homeWith();
});

describe('a notice that cannot be read', () => {
  const read = async (bytes: Buffer, name = 'notice.txt') => {
    const path = join(room.folder(), name);
    writeFileSync(path, bytes);
    return said(await commandLine({ home })('notice', 'read', path, '--json'));
  };

  it('is an empty file', async () => {
    expect(await read(Buffer.alloc(0))).toMatchObject({ code: 5, problem: 'source-empty' });
  });

  it('is a binary file', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37) % 256));
    const { code, problem, words } = await read(bytes, 'notice.bin');
    expect([code, problem]).toEqual([5, 'source-binary']);
    expect(words).toContain('.docx');
  });

  it('is larger than 5 MB', async () => {
    const { code, problem, words } = await read(Buffer.from('督办'.repeat(900_000)));
    expect([code, problem]).toEqual([5, 'file-too-large']);
    expect(words).toContain('5 MB');
  });

  it('is not there: the path is named', async () => {
    const ran = await commandLine({ home })('notice', 'read', 'no/such.txt', '--json');
    expect(said(ran)).toMatchObject({ code: 5, problem: 'file-unreadable' });
    expect(said(ran).words).toContain('no/such.txt');
  });
});

describe('5 MB of text', () => {
  it('is read, and nothing is dropped silently', async () => {
    const task = (n: number): string => `${n}.${'建设统一平台,完善工作机制。'.repeat(60)}（区数据局）\n\n`;
    const head = '关于印发《2025年测试工作要点》的通知\n\n';
    const count = Math.floor(4_900_000 / Buffer.byteLength(task(1000)));
    const text = head + Array.from({ length: count }, (_, n) => task(n + 1)).join('');
    const ran = await commandLine({ home, stdin: text })('notice', 'read', '-', '--json');
    expect(ran.code).toBe(0);
    expect(answerOf(ran).data).toMatchObject({ title: '关于印发《2025年测试工作要点》的通知' });
  }, 60_000);
});

describe('a plan that cannot be issued', () => {
  /** Findings of `plan check`, as "line code", and what is said of them. */
  async function check(plan: string, at = home, notice = NOTICE_TEXT): Promise<readonly [number, string]> {
    const folder = planFolder(room.folder(), { plan, notice });
    const ran = await commandLine({ home: at })('plan', 'check', folder);
    return [ran.code, ran.out + ran.err];
  }

  it.each([
    [
      'an unknown unit',
      PLAN_YAML.replace('lead: [区数据局]', 'lead: [区数居局]'),
      'unknown-unit',
      '第 8 行',
      '区数据局',
    ],
    [
      'a past date',
      PLAN_YAML.replace('due: 2025-09-30', 'due: 2025-06-20'),
      'past-date',
      '第 7 行',
      '--accept-past',
    ],
    [
      'a date missing',
      PLAN_YAML.replace('    due: 2025-07-31\n', ''),
      'date-missing',
      '第 16 行',
      'continuous',
    ],
    [
      'a stranger as coordinator',
      PLAN_YAML.replace('coordinator: ddy', 'coordinator: sj'),
      'not-coordinator',
      '第 2 行',
      'ddy',
    ],
  ])('has %s: line, code and remedy are named', async (_name, plan, problem, line, remedy) => {
    const [code, words] = await check(plan);
    expect(code).toBe(6);
    for (const part of [problem, line, remedy]) expect(words).toContain(part);
  });

  it('has a date that does not exist', async () => {
    const folder = planFolder(room.folder(), { plan: PLAN_YAML.replace('2025-09-30', '2025-02-30') });
    const ran = await commandLine({ home })('plan', 'check', folder, '--json');
    expect(said(ran)).toMatchObject({ code: 5, problem: 'bad-file' });
    expect(said(ran).words).toMatch(/plan.yaml 第 7 行 items\[0\].due：.*2025-02-30/);
  });

  it('has a key that is not known', async () => {
    const folder = planFolder(room.folder(), { plan: PLAN_YAML.replace('due:', 'deu:') });
    const { words } = said(await commandLine({ home })('plan', 'check', folder, '--json'));
    expect(words).toMatch(/第 7 行 items\[0\].deu：不认识这个键，可用的键：.*due/);
  });

  it('is empty', async () => {
    const folder = planFolder(room.folder(), { plan: '# nothing\n' });
    const ran = await commandLine({ home })('plan', 'check', folder, '--json');
    expect(said(ran)).toMatchObject({ code: 5, problem: 'empty-file' });
  });

  it('leaves a group word without units (invariant 12), and is not issued', async () => {
    const notice = NOTICE_TEXT.replace('4.整理档案。（区档案馆）', '4.整理档案。（各有关单位）');
    const [code, words] = await check(PLAN_YAML, home, notice);
    expect(code).toBe(6);
    expect(words).toMatch(/第 16 行 事项 4 \[unresolved-group\] “各有关单位”.*\n.*groups/);

    const own = await homeWith();
    const folder = planFolder(room.folder(), { notice });
    const duban = commandLine({ home: own });
    expect((await duban('notice', 'import', folder, '--as', 'ddy')).code).toBe(0);
    for (const dry of [['--dry-run'], []]) {
      const ran = await duban('notice', 'issue', 't1', '--plan', folder, '--json', ...dry);
      expect(said(ran)).toMatchObject({ code: 5, problem: 'bad-plan' });
      expect(said(ran).words).toContain('第 16 行');
    }
    expect((await duban('item', 'list')).out).toBe('没有符合条件的事项');
  });

  it('has a unit whose hand-in nobody could review', async () => {
    const accounts = TEST_ACCOUNTS.filter(({ role }) => role !== 'reviewer').map((one) =>
      one.role === 'coordinator' ? { ...one, unit: 'sjj' } : one,
    );
    const own = await homeWith(testOffice({ roster: testRoster({ accounts }) }));
    const [code, words] = await check(PLAN_YAML, own);
    expect(code).toBe(6);
    expect(words).toMatch(/\[no-reviewer\] 区数据局.*\n.*增加帐号/);
  });

  it('belongs to a notice that is nowhere', async () => {
    const folder = room.folder();
    writeFileSync(join(folder, 'plan.yaml'), PLAN_YAML);
    const ran = await commandLine({ home })('plan', 'check', folder, '--json');
    expect(said(ran)).toMatchObject({ code: 3, problem: 'notice-not-found' });
    expect(said(ran).words).toContain('notice.txt');
  });
});

describe('who asks', () => {
  it('is not known', async () => {
    const ran = await commandLine({ home })('notice', 'import', planFolder(room.folder()), '--json');
    expect(said(ran)).toMatchObject({ code: 4, problem: 'account-needed' });
  });

  it('has no account', async () => {
    const ran = await commandLine({ home })('mail', 'pause', '--reason', 'x', '--as', 'nobody', '--json');
    expect(said(ran)).toMatchObject({ code: 3, problem: 'account-not-found' });
    expect(said(ran).words).toContain('ddy');
  });

  it.each([
    ['a liaison stops sending', ['mail', 'pause', '--reason', 'x', '--as', 'll-sjj']],
    [
      'a coordinator declares a year',
      ['calendar', 'import', 'seeds/qingpu-2025/calendar.yaml', '--as', 'ddy'],
    ],
    ['a coordinator changes the office', ['office', 'load', 'seeds/qingpu-2025', '--as', 'ddy']],
    ['an admin imports a notice', ['notice', 'import', 'seeds/qingpu-2025', '--as', 'gly']],
    [
      'a liaison enters a contact',
      ['unit', 'contact', '区数据局', '--role', 'liaison', '--address', 'a@b.example', '--as', 'll-sjj'],
    ],
  ])('%s: refused, naming who may', async (_name, argv) => {
    const ran = await commandLine({ home })(...argv, '--json');
    expect(said(ran)).toMatchObject({ code: 4, problem: 'not-allowed' });
    expect(said(ran).words).toMatch(/由.+办理/);
  });
});

describe('no Temporal', () => {
  async function issuable(): Promise<readonly [string, string]> {
    const own = await homeWith();
    const folder = planFolder(room.folder());
    expect((await commandLine({ home: own })('notice', 'import', folder, '--as', 'ddy')).code).toBe(0);
    return [own, folder];
  }

  it('is said before anything is written, with the way out', async () => {
    const [own, folder] = await issuable();
    const duban = commandLine({ home: own });
    const ran = await duban('notice', 'issue', 't1', '--plan', folder, '--json');
    expect(said(ran)).toMatchObject({ code: 69, problem: 'engine-not-running' });
    expect(said(ran).words).toContain('npm start');
    expect((await duban('item', 'list')).out).toBe('没有符合条件的事项');
  });

  it('is a server that does not answer: its address is named', async () => {
    const [own, folder] = await issuable();
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const ran = await commandLine({ home: own, env })('notice', 'issue', 't1', '--plan', folder, '--json');
    expect(said(ran)).toMatchObject({ code: 69, problem: 'temporal-unreachable' });
    expect(said(ran).words).toContain('127.0.0.1:1');
  }, 20_000);

  it('does not keep a plan from being checked and previewed', async () => {
    const duban = commandLine({ home });
    const folder = planFolder(room.folder());
    expect((await duban('plan', 'check', folder)).code).toBe(0);
    expect((await duban('plan', 'preview', folder)).code).toBe(0);
  });
});

describe('no Temporal server', () => {
  it('is named by the doctor when the one that is set does not answer', async () => {
    const port = await freePort();
    const env = { TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
    const ran = await commandLine({ home, env })('doctor');
    expect(ran.code).toBe(6);
    expect(ran.out).toContain(`■ Temporal（127.0.0.1:${port}）没有应答`);
  });
});

describe('no mail server', () => {
  it('is named by the doctor when it does not answer', async () => {
    const port = await freePort();
    const env = { DUBAN_SMTP_URL: `smtp://127.0.0.1:${port}` };
    const ran = await commandLine({ home, env })('doctor');
    expect(ran.code).toBe(6);
    expect(ran.out).toContain(`■ 连不上邮件服务器 smtp://127.0.0.1:${port}：`);
  });

  it('is a setting that is no address of one', async () => {
    const ran = await commandLine({ home, env: { DUBAN_SMTP_URL: 'mail.example' } })('doctor', '--json');
    expect(said(ran)).toMatchObject({ code: 5, problem: 'bad-setting' });
    expect(said(ran).words).toContain('DUBAN_SMTP_URL');
  });
});

describe('a ledger that cannot be used', () => {
  const change = ['mail', 'pause', '--reason', 'x', '--as', 'ddy', '--json'] as const;

  it('is not there: nothing is made by looking', async () => {
    const empty = room.folder();
    const ran = await commandLine({ home: empty })('item', 'list', '--json');
    expect(said(ran)).toMatchObject({ code: 69, problem: 'ledger-not-found' });
    expect(existsSync(join(empty, 'ledger.db'))).toBe(false);
  });

  it('is locked by another process', async () => {
    const own = await homeWith();
    const other = new DatabaseSync(join(own, 'ledger.db'));
    other.exec('BEGIN IMMEDIATE');
    const ran = await commandLine({ home: own })(...change);
    other.close();
    expect(said(ran)).toMatchObject({ code: 69, problem: 'ledger-locked' });
    expect(said(ran).words).toContain('ledger.db');
  }, 20_000);

  const faultOf = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (fault) {
      return fault;
    }
  };

  /** What the command line says when a fault is thrown. */
  function thrown(fault: unknown): { readonly code: number; readonly words: string } {
    const lines: string[] = [];
    const quiet = (): void => undefined;
    const io: Io = {
      env: {},
      cwd: '/',
      out: quiet,
      err: (line) => lines.push(line),
      progress: quiet,
      readStdin: () => Promise.resolve(Buffer.alloc(0)),
      readSecret: () => Promise.resolve(''),
      now: () => moment('2025-06-30'),
    };
    return { code: printFault(fault, { lang: 'zh', json: false }, io), words: lines.join() };
  }

  it('is full: said like any other refusal, not as a defect', () => {
    const said = thrown(new LedgerFault(faults.full('/data/ledger.db')));
    expect(said.code).toBe(69);
    expect(said.words).toMatch(/ledger-full.*\/data\/ledger.db.*\n.*腾出空间/s);
  });

  it('has a driver that was installed for another machine: said with the way out, not as a defect', () => {
    const other = room.folder();
    writeFileSync(join(other, 'sqlite.node'), 'made for another machine');
    const unfit = new Error('No native build was found for platform=linux arch=x64 runtime=node abi=115');
    for (const fault of [
      unfit,
      faultOf(() => {
        process.dlopen({ exports: {} }, join(other, 'sqlite.node'));
      }),
    ]) {
      const said = thrown(fault);
      expect(said.code).toBe(69);
      expect(said.words).toMatch(/packages-unusable.*Node \d+.*\n.*删去 node_modules/s);
    }
  });

  it('is no ledger', async () => {
    const own = room.folder();
    writeFileSync(join(own, 'ledger.db'), '这不是数据库'.repeat(100));
    const ran = await commandLine({ home: own })(...change);
    expect(said(ran)).toMatchObject({ code: 69, problem: 'not-a-ledger' });
    expect(said(ran).words).toContain('duban ledger restore');
  });

  it('is on a server that this release does not speak to', async () => {
    const ran = await commandLine({ env: { DUBAN_DATABASE_URL: 'mysql://x' } })('item', 'list', '--json');
    expect(said(ran)).toMatchObject({ code: 5, problem: 'bad-setting' });
  });

  it('may only be read', async () => {
    const own = await homeWith();
    // A write version above 2 in its header makes SQLite treat a file as read-only, for root too.
    const file = openSync(join(own, 'ledger.db'), 'r+');
    writeSync(file, Buffer.from([3]), 0, 1, 18);
    closeSync(file);
    const ran = await commandLine({ home: own })(...change);
    expect(said(ran)).toMatchObject({ code: 69, problem: 'ledger-read-only' });
    expect(said(ran).words).toContain('写权限');
  });
});

describe('a request key', () => {
  it.each([
    ['empty', ''],
    ['blank', '  '],
    ['of 100 kB', 'k'.repeat(100_000)],
    ['of two lines', 'a\nb'],
  ])('%s is refused', async (_name, key) => {
    const ran = await commandLine({ home })('mail', 'pause', '--reason', '停电', '--key', key, '--json');
    expect(said(ran)).toMatchObject({ code: 2, problem: 'usage' });
  });
});

describe('a word that is a name of every object', () => {
  it.each([
    ['--state', ['mail', 'list', '--state', 'toString']],
    ['a shell', ['completion', 'constructor']],
  ])('is no %s', async (_name, argv) => {
    expect((await commandLine({ home })(...argv)).code).toBe(2);
  });
});

describe('the source of a plan', () => {
  it.each(['../notice.txt', '/etc/hostname', 'link.txt'])(
    '%s is read only inside its folder',
    async (source) => {
      const folder = planFolder(room.folder());
      writeFileSync(join(folder, '..', 'notice.txt'), NOTICE_TEXT);
      symlinkSync('/etc/hostname', join(folder, 'link.txt'));
      writeFileSync(join(folder, 'plan.yaml'), `source: ${source}\n${PLAN_YAML}`);
      const ran = await commandLine({ home })('plan', 'check', folder, '--json');
      expect(said(ran)).toMatchObject({ code: 5, problem: 'bad-plan' });
      expect(said(ran).words).toContain('不在计划的目录里');
    },
  );
});
