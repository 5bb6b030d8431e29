import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { SERVER } from '../../engine/binaries';
import { startMark, stopProcess } from '../../engine/processes';
import { findEngine, startEngine } from '../../engine/start';
import type { Engine, Environment } from '../../engine/types';
import { enginePath } from '../support/engine';
import { sure } from '../support/sure';

const ROOT = resolve(__dirname, '../..');
const PATIENCE = { start: 30_000, adopt: 10_000, stop: 5_000 };
const ENV: Environment = { ...process.env, TEMPORAL_ADDRESS: undefined };

// Servers and bundles start slowly on a busy machine.
jest.setTimeout(60_000);

/** Stops a process; resolves once the system says that it stands. */
async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) await setImmediate();
}

describe('the engine of a home', () => {
  let home: string;
  let lines: string[];
  const pids = new Set<number>();
  const at = (...names: string[]): string => join(home, ...names);
  const start = async (env = ENV, patience = PATIENCE): ReturnType<typeof startEngine> => {
    const started = await startEngine({ home, env, patience, progress: (line) => lines.push(line.en) });
    if (started.ok && started.value.pid !== undefined) pids.add(started.value.pid);
    return started;
  };
  const withClient = async <T>({ address }: Engine, work: (client: Client) => Promise<T>): Promise<T> => {
    const connection = await Connection.connect({ address });
    try {
      return await work(new Client({ connection }));
    } finally {
      await connection.close();
    }
  };
  const begin = (engine: Engine): Promise<unknown> =>
    withClient(engine, (client) =>
      client.workflow.start('item', { taskQueue: 'none', workflowId: 'item/n/1' }),
    );
  const knows = (engine: Engine): Promise<boolean> =>
    withClient(engine, (client) => client.workflow.getHandle('item/n/1').describe()).then(
      () => true,
      () => false,
    );
  const kill = async ({ pid = 0 }: Engine): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    await stopProcess(pid, 1_000);
  };

  beforeAll(() => enginePath(SERVER));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'duban-engine-'));
    lines = [];
  });
  afterEach(async () => {
    for (const pid of pids) {
      if (startMark(pid) !== undefined) process.kill(pid, 'SIGKILL');
      await stopProcess(pid, 1_000);
    }
    pids.clear();
    rmSync(home, { recursive: true, force: true });
  });

  it('is fresh at the first start, keeps 90 days and knows our search attributes', async () => {
    const engine = sure(await start());
    expect(engine.fresh).toBe(true);
    await withClient(engine, async ({ connection }) => {
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
    });
    expect(findEngine({ home, env: ENV })).toEqual({
      ok: true,
      value: { address: engine.address, namespace: 'default' },
    });
  });

  it('is not in the process group of its starter, so that Ctrl-C there does not reach it', async () => {
    const { pid = 0 } = sure(await start());
    const group = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
    expect(Number(group)).toBe(pid);
  });

  it('is taken over while it runs, and when stopped keeps its port and its workflows', async () => {
    const first = sure(await start());
    await begin(first);
    const again = sure(await start());
    expect(again).toMatchObject({ pid: first.pid, address: first.address, fresh: false });
    await again.stop();
    expect(startMark(first.pid ?? 0)).toBeUndefined();
    expect(findEngine({ home, env: ENV })).toMatchObject({ problem: { code: 'engine-not-running' } });
    const later = sure(await start());
    expect(later).toMatchObject({ address: first.address, fresh: false });
    expect(await knows(later)).toBe(true);
  });

  it('goes on with its workflows after kill -9 of the server', async () => {
    const first = sure(await start());
    await begin(first);
    await kill(first);
    const second = sure(await start());
    expect(second.fresh).toBe(false);
    expect(await knows(second)).toBe(true);
  });

  it('outlives kill -9 of its starter and is taken over by the next', async () => {
    const code = `require('./engine/start.ts').startEngine({ home: process.argv[1], env: process.env, progress() {} })
      .then(({ value }) => console.log(JSON.stringify(value)))`;
    const starter = spawn(process.execPath, ['-r', './test/support/temporal-child.cjs', '-e', code, home], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    starter.kill('SIGKILL');
    const engine = sure(await start());
    expect(JSON.parse(said.toString())).toMatchObject({ pid: engine.pid, fresh: true });
    expect(engine.fresh).toBe(false);
  });

  it('is stopped and started again when it is frozen', async () => {
    const frozen = sure(await start());
    await begin(frozen);
    await freeze(frozen.pid ?? 0);
    const engine = sure(await start(ENV, { ...PATIENCE, adopt: 300, stop: 300 }));
    expect(engine.pid).not.toBe(frozen.pid);
    expect(startMark(frozen.pid ?? 0)).toBeUndefined();
    expect(await knows(engine)).toBe(true);
  });

  it('never touches a process that only has the number of the old one', async () => {
    const bystander = spawn('sleep', ['60']);
    const pid = bystander.pid ?? 0;
    writeFileSync(at('engine.json'), JSON.stringify({ port: 1, pid, started: startMark(pid) }));
    expect(sure(await start()).pid).not.toBe(pid);
    expect(startMark(pid)).toBeDefined();
    bystander.kill();
  });

  it('stops a server on its database that engine.json does not name', async () => {
    const first = sure(await start());
    rmSync(at('engine.json'));
    const second = sure(await start());
    expect(startMark(first.pid ?? 0)).toBeUndefined();
    expect(second.fresh).toBe(false);
  });

  it('sets a broken database aside and says that everything must be made sure of again', async () => {
    await sure(await start()).stop();
    rmSync(at('temporal', 'temporal.db-wal'), { force: true });
    writeFileSync(at('temporal', 'temporal.db'), 'this is no database');
    const engine = sure(await start());
    expect(engine.fresh).toBe(true);
    expect(readFileSync(at('temporal.broken-1', 'temporal.db'), 'utf8')).toBe('this is no database');
    expect(lines.join('\n')).toContain('temporal.broken-1');
  });

  it('makes a new database when the very first start died half-way', async () => {
    mkdirSync(at('temporal'));
    writeFileSync(at('temporal', 'temporal.db'), 'half a schema');
    expect(sure(await start()).fresh).toBe(true);
    expect(existsSync(at('temporal.broken-1'))).toBe(false);
  });

  describe('when the program on the PATH cannot do it', () => {
    const withProgram = (script: string): Environment => {
      mkdirSync(at('bin'));
      writeFileSync(at('bin', 'temporal'), `#!/bin/sh\n${script}\n`);
      chmodSync(at('bin', 'temporal'), 0o755);
      return { ...ENV, PATH: `${at('bin')}:/usr/bin:/bin` };
    };
    const used = (): void => {
      mkdirSync(at('temporal'));
      writeFileSync(at('temporal', 'temporal.db'), 'years of work');
      writeFileSync(at('temporal', 'ready'), '');
    };

    it('is given a second try, for a port of its own may have been taken', async () => {
      const program = await enginePath(SERVER);
      const once = `[ -e "$0.tried" ] || { : > "$0.tried"; echo panic; exit 2; }; exec ${program} "$@"`;
      expect(sure(await start(withProgram(once))).fresh).toBe(true);
    });

    it('says what it said, and leaves the database where it was', async () => {
      used();
      const refused = await start(withProgram('echo unknown flag: --sqlite-pragma; exit 1'));
      expect(refused).toMatchObject({
        problem: {
          code: 'engine-failed',
          message: { en: expect.stringContaining('unknown flag') as string },
        },
      });
      expect(readFileSync(at('temporal', 'temporal.db'), 'utf8')).toBe('years of work');
    });

    it('waits no longer than it must for one that never answers, and stops it', async () => {
      used();
      const env = withProgram('echo $$ >> "$0.pids"; exec sleep 60');
      const refused = await start(env, { ...PATIENCE, start: 200 });
      expect(refused).toMatchObject({ problem: { code: 'engine-failed' } });
      const started = readFileSync(at('bin', 'temporal.pids'), 'utf8').trim().split('\n').map(Number);
      expect(started).toHaveLength(2);
      expect(started.map(startMark)).toEqual([undefined, undefined]);
      expect(readFileSync(at('temporal', 'temporal.db'), 'utf8')).toBe('years of work');
    });
  });

  describe('with TEMPORAL_ADDRESS', () => {
    it('is the server there, which is not ours to stop', async () => {
      const { address, pid = 0 } = sure(await start());
      const env = { TEMPORAL_ADDRESS: address };
      const engine = sure(await startEngine({ home: at('other'), env, progress: () => undefined }));
      expect(engine).toMatchObject({ address, namespace: 'default', fresh: false });
      await engine.stop();
      expect(startMark(pid)).toBeDefined();
      expect(existsSync(at('other'))).toBe(false);
    });

    it('says how to make the namespace when the server has none of that name', async () => {
      const { address } = sure(await start());
      const refused = await start({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'nowhere' });
      expect(refused).toMatchObject({
        problem: {
          code: 'search-attributes-missing',
          hint: { en: expect.stringContaining('namespace create --namespace nowhere') as string },
        },
      });
    });

    it('says where it looked when nobody answers there', async () => {
      const refused = await start({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, { ...PATIENCE, adopt: 200 });
      expect(refused).toMatchObject({
        problem: {
          code: 'temporal-unreachable',
          message: { en: expect.stringContaining('127.0.0.1:1') as string },
        },
      });
    });
  });
});
