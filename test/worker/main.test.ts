import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../client/cli/exit';
import { ROOT, scratch } from '../support/cli';

jest.setTimeout(120_000);

const room = scratch();
afterAll(room.clear);

/** Long enough on a machine that is busy; a process that does not end by itself is killed then and has no code. */
const PATIENCE_MS = 60_000;

const LOADER = join(ROOT, 'test', 'support', 'temporal-child.cjs');
const MAIN = join(ROOT, 'worker', 'main.ts');

function duban(...argv: readonly string[]) {
  const cwd = room.folder();
  return spawnSync(process.execPath, ['-r', LOADER, MAIN, ...argv], {
    cwd,
    env: { ...process.env, DUBAN_HOME: join(cwd, 'var'), LC_ALL: 'C' },
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
}

describe('the process of duban', () => {
  it('ends by itself when a rehearsal is refused before any worker has run', () => {
    const { status, stderr } = duban('rehearse', 'no-such-folder');
    expect([status, stderr]).toEqual([EXIT.invalid, expect.stringContaining('no-such-folder')]);
  });

  it('never rehearses on a ledger that is there', () => {
    const home = room.folder();
    writeFileSync(join(home, 'ledger.db'), '');
    const { status, stderr } = duban('rehearse', join(ROOT, 'seeds', 'qingpu-2025'), '--keep', home);
    expect([status, stderr]).toEqual([EXIT.refused, expect.stringContaining(home)]);
  });

  it('reads no more of a stream without an end than a file may have', () => {
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', 'yes 督办 | "$@"', 'bash', process.execPath, '-r', LOADER, MAIN, 'notice', 'read', '-'],
      {
        cwd: room.folder(),
        encoding: 'utf8',
        timeout: PATIENCE_MS,
      },
    );
    expect([status, stderr]).toEqual([EXIT.invalid, expect.stringContaining('source-too-large')]);
  });

  it('makes everything for its owner alone', () => {
    const home = join(room.folder(), 'home');
    expect(duban('office', 'load', join(ROOT, 'seeds', 'qingpu-2025'), '--home', home).status).toBe(0);
    const open = [home, ...readdirSync(home).map((name) => join(home, name))].filter(
      (path) => (statSync(path).mode & 0o077) !== 0,
    );
    expect(open).toEqual([]);
  });

  it('goes on quietly when its reader has gone, and when the disk behind its output is full', () => {
    const command = [
      process.execPath,
      '-r',
      LOADER,
      MAIN,
      'plan',
      'preview',
      join(ROOT, 'seeds', 'qingpu-2025'),
    ];
    const shell = (script: string) =>
      spawnSync('bash', ['-c', script, 'bash', ...command], { cwd: room.folder(), encoding: 'utf8' });
    expect(shell('"$@" | head -1; echo "${PIPESTATUS[0]}"')).toMatchObject({
      stderr: '',
      stdout: expect.stringMatching(/^2025年.*\n0\n$/) as string,
    });
    if (existsSync('/dev/full')) expect(shell('"$@" >/dev/full')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'asked by %s to stop a rehearsal ends with %i, and leaves neither server nor folder',
    async (signal, code) => {
      const tmp = room.folder();
      const argv = ['-r', LOADER, MAIN, 'rehearse', join(ROOT, 'seeds', 'qingpu-2025')];
      const env = { ...process.env, DUBAN_HOME: join(tmp, 'var'), TMPDIR: tmp, LC_ALL: 'C' };
      const child = spawn(process.execPath, argv, { cwd: tmp, env, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        said += piece;
        // Its year has begun.
        if (/演练 \d{4}-/.test(said) && !child.killed) child.kill(signal);
      });
      await once(child, 'close');
      expect([child.exitCode, said]).toEqual([code, expect.not.stringMatching(/ {4}at |未完成/)]);
      expect(readdirSync(tmp).filter((name) => name.startsWith('duban-'))).toEqual([]);
    },
  );

  // SIGTERM gives 0 once it was about to run.
  it.each([
    ['SIGINT', 'as its ledger appears', 'ledger.db', [130]],
    ['SIGTERM', "as the server's folder appears", 'temporal', [143, 0]],
  ] as const)(
    'asked by %s to stop a first start %s ends with its code alone',
    async (signal, _, name, codes: readonly number[]) => {
      const home = join(room.folder(), 'var');
      const env = { ...process.env, DUBAN_HOME: home, DUBAN_PORT: '0', TEMPORAL_ADDRESS: '', LC_ALL: 'C' };
      const child = spawn(process.execPath, ['-r', LOADER, MAIN, 'start'], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
      const looking = setInterval(() => {
        if (!child.killed && existsSync(join(home, name))) child.kill(signal);
      }, 5);
      await once(child, 'close');
      clearInterval(looking);
      expect([codes.includes(child.exitCode ?? -1), said]).toEqual([
        true,
        expect.not.stringMatching(/ {4}at |Error|未完成/),
      ]);
      const record = join(home, 'engine.json');
      const { pid } = (existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {}) as {
        pid?: number;
      };
      expect(pid !== undefined && existsSync(`/proc/${pid}`)).toBe(false);
    },
  );
});
