import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ok, refuse, text } from '../../domain/problem';
import { endingQuietly, type StopRequest } from '../../worker/signals';
import { ROOT } from '../support/cli';
import { codeOf } from '../support/item';

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

describe('what work comes to', () => {
  const stopBy = (signal: StopRequest['signal']): StopRequest => ({
    signal,
    asked: new Promise<never>(() => undefined),
  });
  const refused = refuse('engine-failed', text('坏了', 'broken'), text('', ''));

  it('after it was asked to stop is its ending: no fault of what was cut off is told', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const stop = stopBy(signal);
      expect(codeOf(await endingQuietly(stop, Promise.reject(new Error('cut off'))))).toBe('interrupted');
      expect(codeOf(await endingQuietly(stop, Promise.resolve(refused)))).toBe('interrupted');
      expect(await endingQuietly(stop, Promise.resolve(ok('done')))).toEqual(ok('done'));
    }
  });

  it('before is what it is', async () => {
    const stop = stopBy(null);
    await expect(endingQuietly(stop, Promise.reject(new Error('a defect')))).rejects.toThrow('a defect');
    expect(codeOf(await endingQuietly(stop, Promise.resolve(refused)))).toBe('engine-failed');
  });
});
