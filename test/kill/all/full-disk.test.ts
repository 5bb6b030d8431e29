import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { instant } from '../../../domain/time';
import { commandLine, ROOT, type Ran } from '../../support/cli';
import { moment } from '../../support/item';
import { makeHome } from '../killable-office';

jest.setTimeout(600_000);

const PATIENCE_MS = 240_000;

let home: string;
let child: ChildProcess;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => {
  child.kill('SIGKILL');
  const { pid } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as { pid: number };
  spawnSync('kill', ['-9', String(pid)]);
  rmSync(home, { recursive: true, force: true });
});

const shift = String(moment('2026-11-25 10:00') - Date.now());
const command = (...argv: readonly string[]): Promise<Ran> =>
  commandLine({
    env: { DUBAN_HOME: home, DUBAN_CLOCK_SHIFT: shift, LC_ALL: 'C' },
    now: () => instant(Date.now()),
  })(...argv);

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it has ended before: ${what}`);
    if (performance.now() > end) throw new Error(`it never became so: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** `npm start` on an empty home, as far as its first letters. */
async function started(): Promise<void> {
  child = spawn(process.execPath, [join(ROOT, 'scripts/duban.cjs'), 'start'], {
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: '',
      DUBAN_HOME: home,
      DUBAN_CLOCK_SHIFT: shift,
      DUBAN_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (words: string) => (said += words));
  await until('it runs', () => Promise.resolve(/^(运行中|Running)/m.test(said)));
}

/** As a full disk does: no file grows any more, or all may again. */
function mayWrite(bytes: '0' | 'unlimited'): void {
  const args = ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`];
  expect(spawnSync('prlimit', args).status).toBe(0);
}

const sign = () =>
  command('item', 'acknowledge', '4', '--unit', '区政府办公室', '--as', 'll-fb', '--key', 'sign-4');

describe('all of npm start', () => {
  it('outlives a closed terminal and a full disk: what it cannot record is refused, and done once when there is room', async () => {
    await started();
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let n = 0; n < 3; n += 1) child.kill('SIGHUP');
    mayWrite('0');
    expect((await sign()).code).toBe(69);
    expect((await command('item', 'list', '--open')).code).toBe(0);
    mayWrite('unlimited');
    await until('the command is taken', async () => (await sign()).code === 0);
    const { out } = await command('item', 'show', '4');
    expect(out.match(/区政府办公室联络员 +签收/g)).toHaveLength(1);
    expect((await command('ledger', 'check')).code).toBe(0);
    expect((await command('audit', 'verify')).code).toBe(0);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });
});
