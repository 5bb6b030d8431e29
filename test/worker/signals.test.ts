import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../support/cli';

jest.setTimeout(60_000);

const CHILD = ['-r', join(ROOT, 'test/support/temporal-child.cjs'), join(__dirname, 'signals-child.ts')];

describe('a process that works until it is asked to stop', () => {
  it('goes on when its terminal closes: nobody reads any more (EPIPE), and it is told (SIGHUP)', async () => {
    const child = spawn(process.execPath, CHILD, { stdio: ['ignore', 'pipe', 'pipe'] });
    await Promise.all([once(child.stdout, 'data'), once(child.stderr, 'data')]);
    child.stdout.destroy();
    child.stderr.destroy();
    for (let n = 0; n < 3; n += 1) child.kill('SIGHUP');
    // What it is asked next is heard only by a process that has outlived these.
    const asked = setInterval(() => child.kill('SIGTERM'), 200);
    await once(child, 'exit');
    clearInterval(asked);
    expect([child.exitCode, child.signalCode]).toEqual([7, null]);
  });
});
