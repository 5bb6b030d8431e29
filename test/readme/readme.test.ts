import { copyFileSync, cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { instant } from '../../domain/time';
import { endRuntime } from '../../worker/log';
import { rehearseCommand } from '../../worker/rehearse/command';
import { commandLine, ROOT, scratch, type Ran } from '../support/cli';
import { moment } from '../support/item';
import { SEED } from '../support/seed';
import { startAt, type Started } from '../worker/process';
import { blocksOf, linksOf, page } from './pages';

jest.setTimeout(180_000);

const README = page('README.md');
const [two, look, year, prepare, begin, issue] = blocksOf(README);

/** What each command says when it has done what the page promises. */
const SAYS: Readonly<Record<string, string>> = {
  'item list --open': '政府信息公开规定协调性审核',
  'item acknowledge 4 --unit 区政府办公室 --as ll-fb': '已记录',
  'item show 4': '区政府办公室联络员  签收',
  'task list': '区合作交流办',
  'audit verify': '核验通过',
  'plan preview seeds/qingpu-2025': '4044 封邮件，另有 49 份人工送达',
  'rehearse seeds/qingpu-2025': '核验一致',
  'notice read 机关/notice.txt': '读出 5 项',
  'plan draft 机关/notice.txt -o 机关/plan.yaml --id yx-2026-3': '需督办员确认',
  'plan check 机关': '可以交办',
  'plan preview 机关': '封邮件',
  'office load 机关': '已装入',
  'notice import 机关 --as ddy': '已导入 yx-2026-3',
  'notice issue yx-2026-3 --plan 机关 --dry-run': '将交办 5 项',
  'notice issue yx-2026-3 --plan 机关': '已交办 5 项',
};

const OFFICE = join(__dirname, 'office');

const NEVER = { signal: null, asked: new Promise<never>(() => undefined) };

const room = scratch();
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await endRuntime();
  room.clear();
});

/** A user's terminal: a folder with the seeds in it, and a clock that stands at a moment and goes on. */
function terminal(words: string, cwd = room.folder()) {
  if (!existsSync(join(cwd, 'seeds'))) symlinkSync(join(ROOT, 'seeds'), join(cwd, 'seeds'));
  const now = () => instant(Date.now());
  const shift = String(moment(words) - now());
  let home = join(cwd, 'var');
  let running: Started | null = null;
  const start = async (): Promise<void> => {
    const started = startAt(home, words);
    ends.push(() => started.ctrlC());
    running = started;
    await started.runs;
  };
  const duban = (argv: readonly string[]): Promise<Ran> => {
    const env = { ...process.env, LC_ALL: 'C', DUBAN_HOME: home, DUBAN_CLOCK_SHIFT: shift };
    return commandLine({
      cwd,
      env,
      now,
      starters: { rehearse: (...call) => rehearseCommand(...call, NEVER) },
    })(...argv);
  };
  return {
    cwd,
    duban,
    /** Types a line of the page; start is left running. */
    async types(line: string): Promise<void> {
      const said = /^npx duban (.*)$/.exec(line)?.[1] ?? '';
      if (line.startsWith('export DUBAN_HOME=')) home = join(cwd, line.slice('export DUBAN_HOME='.length));
      else if (line === 'npm start' || said === 'start') await start();
      else {
        const { code, out, err } = await duban(said.split(' '));
        expect([line, code, out, err]).toEqual([line, 0, expect.stringContaining(SAYS[said] ?? line), err]);
      }
    },
    /** What start has printed. */
    screen: (): string => running?.out.join('\n') ?? '',
    home: (): string => home,
  };
}

async function typeAll(
  lines: readonly string[] | undefined,
  user: ReturnType<typeof terminal>,
): Promise<void> {
  for (const line of lines ?? []) await user.types(line);
}

describe('README.md', () => {
  it('begins with the two commands, which package.json has', () => {
    expect(two).toEqual(['npm start', 'npm test']);
    expect(page('package.json')).toContain('"start": "node scripts/duban.cjs start"');
    expect(page('package.json')).toContain('"test": "node scripts/test.cjs"');
  });

  it('has no other commands than those run here', () => {
    const rest = blocksOf(README).slice(1).flat();
    const run = rest.filter((line) => line.startsWith('npx duban ') && line !== 'npx duban start');
    expect(run.map((line) => line.slice('npx duban '.length)).sort()).toEqual(Object.keys(SAYS).sort());
    expect(rest.filter((line) => !line.startsWith('npx duban '))).toEqual(['export DUBAN_HOME=var/机关']);
  });

  it('shows the demonstration, and every command on it, as they are', async () => {
    const user = terminal('2026-11-25 10:00');
    await user.types('npm start');
    expect(user.screen()).toContain('未结事项 25 项  演示·日期为示例');
    expect(user.screen()).toContain(join(user.home(), 'sandbox', 'index.html'));
    expect(user.screen()).toContain('接下来 3 封邮件  演示·日期为示例');
    await typeAll(look, user);
  });

  it('plays the year of the sample notice', async () => {
    const user = terminal('2026-11-25 10:00');
    const [preview = '', whole = ''] = year ?? [];
    await user.types(preview);
    // The whole year is played by test/rehearse/people.test.ts.
    const short = [...whole.split(' ').slice(2), '--until', '2025-07-02'];
    const { code, out } = await user.duban(short);
    expect([code, out]).toEqual([0, expect.stringContaining(SAYS[short.slice(0, 2).join(' ')] ?? '?')]);
  });

  it('leads from a notice of one’s own to its letters', async () => {
    const user = terminal('2026-01-12 10:00');
    const folder = join(user.cwd, '机关');
    for (const name of ['notice.txt', 'roster.yaml'])
      cpSync(join(OFFICE, name), join(folder, name), { recursive: true });
    for (const name of ['policy.yaml', 'calendar.yaml']) copyFileSync(join(SEED, name), join(folder, name));
    const [read = '', draft = '', ...confirmed] = prepare ?? [];
    await user.types(read);
    await user.types(draft);
    const unsure = await user.duban(['plan', 'check', '机关']);
    expect([unsure.code, unsure.out]).toEqual([6, expect.stringContaining('不能交办')]);
    copyFileSync(join(OFFICE, 'plan.yaml'), join(folder, 'plan.yaml'));
    await typeAll(confirmed, user);
    await typeAll(begin, user);
    expect(user.screen()).toContain('未结事项 0 项');
    await typeAll(issue, user);
    const letters = readdirSync(join(user.home(), 'sandbox')).filter((name) => name.endsWith('.eml'));
    expect(letters).toHaveLength(7);
  });
});

describe('README.en.md', () => {
  it('has the same commands', () => {
    expect(blocksOf(page('README.en.md'))).toEqual(blocksOf(README));
  });
});

describe.each(['README.md', 'README.en.md', 'CHANGELOG.md'])('%s', (name) => {
  it('leads to files that are there', () => {
    for (const path of linksOf(page(name)))
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  });
});
