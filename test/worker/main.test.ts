import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../client/cli/exit';
import { ROOT, scratch } from '../support/cli';

jest.setTimeout(120_000);

const room = scratch();
afterAll(room.clear);

/** Long enough on a machine that is busy; a process that does not end by itself is killed then and has no code. */
const PATIENCE_MS = 60_000;

function duban(...argv: readonly string[]) {
  const loader = join(ROOT, 'test', 'support', 'temporal-child.cjs');
  const cwd = room.folder();
  return spawnSync(process.execPath, ['-r', loader, join(ROOT, 'worker', 'main.ts'), ...argv], {
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
});
