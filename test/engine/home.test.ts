import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { acquireHome } from '../../engine/home';
import { sure } from '../support/sure';

// Processes start slowly on a busy machine.
jest.setTimeout(60_000);

describe('a DUBAN_HOME', () => {
  let home: string;
  beforeEach(() => {
    home = join(mkdtempSync(join(tmpdir(), 'duban-home-')), 'var');
  });
  afterEach(() => {
    rmSync(resolve(home, '..'), { recursive: true, force: true });
  });

  it('is made when it is not there, and has one owner at a time', () => {
    const lock = sure(acquireHome(home));
    const second = acquireHome(home);
    expect(second).toMatchObject({ ok: false, problem: { code: 'home-in-use' } });
    lock.release();
    sure(acquireHome(home)).release();
  });

  it('says which directory cannot be used', () => {
    writeFileSync(home, 'a file, not a directory');
    expect(acquireHome(home)).toMatchObject({
      ok: false,
      problem: { code: 'home-unusable', message: { en: expect.stringContaining(home) as string } },
    });
  });

  describe('owned by another process', () => {
    let owner: ChildProcess;
    beforeEach(async () => {
      // Nothing of it is kept by the caller: the lock belongs to the process.
      const code = `require('./engine/home.ts').acquireHome(process.argv[1]); gc(); console.log('held'); setInterval(() => {}, 1e6)`;
      owner = spawn(
        process.execPath,
        ['--expose-gc', '-r', './test/support/temporal-child.cjs', '-e', code, home],
        {
          cwd: resolve(__dirname, '../..'),
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      if (owner.stdout !== null) await once(owner.stdout, 'data');
    });
    afterEach(() => {
      owner.kill('SIGKILL');
    });

    it('is refused with the number of that process', () => {
      const refused = acquireHome(home);
      expect(refused.ok).toBe(false);
      if (!refused.ok) expect(refused.problem.hint.en).toContain(`kill ${owner.pid ?? ''}`);
    });

    it('is free again when that process was killed', async () => {
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      sure(acquireHome(home)).release();
    });
  });
});
