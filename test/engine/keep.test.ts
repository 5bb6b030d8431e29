import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../../domain/problem';
import { SERVER } from '../../engine/binaries';
import { keepEngine, type Keeper } from '../../engine/keep';
import { startMark } from '../../engine/processes';
import { startEngine } from '../../engine/start';
import type { Engine } from '../../engine/types';
import { enginePath } from '../support/engine';
import { sure } from '../support/sure';

const WATCH = { every: 20, answer: 300 };

// Servers and bundles start slowly on a busy machine.
jest.setTimeout(60_000);

describe('an engine that is kept', () => {
  let home: string;
  let engine: Engine;
  let keeper: Keeper;
  let next: Promise<Engine>;

  beforeEach(async () => {
    await enginePath(SERVER);
    home = mkdtempSync(join(tmpdir(), 'duban-keep-'));
    const env = { ...process.env, TEMPORAL_ADDRESS: undefined };
    const patience = { start: 30_000, adopt: 300, stop: 300 };
    const options = { home, env, patience, progress: () => undefined };
    engine = sure(await startEngine(options));
    next = new Promise((resolve) => {
      const again = (result: Result<Engine>): void => {
        resolve(sure(result));
      };
      keeper = keepEngine(engine, options, again, WATCH);
    });
  });
  afterEach(async () => {
    await keeper.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)('runs again at the same address after %s', async (signal) => {
    process.kill(engine.pid ?? 0, signal);
    const { pid, address, fresh } = await next;
    expect(pid).not.toBe(engine.pid);
    expect({ address, fresh }).toEqual({ address: engine.address, fresh: false });
  });

  it('does not come back when its keeper has stopped it', async () => {
    await keeper.stop();
    expect(startMark(engine.pid ?? 0)).toBeUndefined();
    const won = await Promise.race([next.then(() => 'again'), Promise.resolve('stopped')]);
    expect(won).toBe('stopped');
  });
});
