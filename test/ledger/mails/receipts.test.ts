import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { receiptsIn, type Collector, type Receipt, type Receipts } from '../../../ledger/mails/receipts';
import { ACCEPTED } from './issued-mailroom';
import { moment } from '../../support/item';
import { testFolder } from '../database';

const receipt = (key: string): Receipt => ({ key, outcome: ACCEPTED, now: moment('2025-09-17 09:00') });

/** Work that never comes to its end. */
const never = (): Promise<never> => new Promise(() => undefined);
const done = (): Promise<void> => Promise.resolve();
/** A ledger that was never set back. */
const into = (settle: Collector['settle']): Collector => ({ settle, forgotten: () => Promise.resolve([]) });

/** A process that writes a receipt, whose ledger never answers, and lives until it is killed. */
function spawnWriter(folder: string) {
  const program = `
    const { receiptsIn } = require('./ledger/mails/receipts.ts');
    const receipt = ${JSON.stringify(receipt('theirs'))};
    process.on('message', () => undefined); // Lives as long as the channel does, which only a listener keeps.
    // Kept, as a worker keeps them: the collector of memory would else give the lock back.
    globalThis.receipts = receiptsIn(${JSON.stringify(folder)}, () => Promise.resolve('ledger'));
    void globalThis.receipts.during(receipt, () => {
      process.send('ready');
      return new Promise(() => undefined);
    });`;
  const child = spawn(process.execPath, ['-r', './test/support/temporal-child.cjs', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  return {
    ready: once(child, 'message'),
    async end() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

describe('receipts of mails that were sent', () => {
  let folder: ReturnType<typeof testFolder>;
  let receipts: Receipts;
  let writer: ReturnType<typeof spawnWriter> | undefined;
  beforeEach(() => {
    folder = testFolder();
    receipts = receiptsIn(folder.path, () => Promise.resolve('ledger'));
  });
  afterEach(async () => {
    await writer?.end();
    writer = undefined;
    receipts.close();
    folder.remove();
  });

  const files = (): readonly string[] => readdirSync(folder.path).filter((name) => name.endsWith('.jsonl'));
  const only = (): string => join(folder.path, files()[0] ?? '');
  const lines = (): number => readFileSync(only(), 'utf8').split('\n').length - 1;
  /** The process that wrote the one file is no more: nobody has its lock. */
  const orphan = (): void => {
    renameSync(only(), join(folder.path, 'ledger-other.jsonl'));
  };
  const collected = async (): Promise<readonly string[]> => {
    const keys: string[] = [];
    const settle = ({ key }: Receipt): Promise<void> => {
      keys.push(key);
      return done();
    };
    await receiptsIn(folder.path, () => Promise.resolve('ledger')).collect(into(settle));
    return keys;
  };
  /** A receipt whose ledger never answers, once it is on disk. */
  const leave = async (key: string): Promise<void> => {
    await receipts.during(receipt('before'), done);
    void receipts.during(receipt(key), never);
  };

  it('are on disk before the ledger is asked', async () => {
    await receipts.during(receipt('a'), () => {
      expect(readFileSync(only(), 'utf8')).toBe(`${JSON.stringify(receipt('a'))}\n`);
      return done();
    });
  });

  it('are handed over whole, and a line that was cut off is not', async () => {
    await leave('a');
    appendFileSync(only(), '{"key":"b","outcome":{"type":"se');
    orphan();
    expect(await collected()).toEqual(['a']);
  });

  it('of a writer that goes on are read, and left to it', async () => {
    await leave('a');
    expect(await collected()).toContain('a');
    expect(files()).toHaveLength(1);
  });

  it('of a process in another container with the number of this one are left to it', async () => {
    writer = spawnWriter(folder.path);
    await writer.ready;
    expect(await collected()).toContain('theirs');
    expect(files()).toHaveLength(1);
    await writer.end();
    expect(await collected()).toContain('theirs');
    expect(files()).toEqual([]);
  });

  it('of a process that is killed while those of another are handed over are not lost with its file', async () => {
    await leave('a');
    renameSync(only(), join(folder.path, 'ledger-0000.jsonl'));
    const dying = receiptsIn(folder.path, () => Promise.resolve('ledger'));
    await dying.during(receipt('before'), done);
    const handed: string[] = [];
    const dies = async ({ key }: Receipt): Promise<void> => {
      handed.push(key);
      if (key !== 'a') return;
      void dying.during(receipt('last'), never);
      await new Promise(setImmediate);
      dying.close();
    };
    await receiptsIn(folder.path, () => Promise.resolve('ledger')).collect(into(dies));
    expect([...handed, ...(await collected())]).toContain('last');
  });

  it('of a process that is no more are removed when all are handed over, and not before', async () => {
    await leave('a');
    orphan();
    const failing = receipts.collect(into(() => Promise.reject(new Error('locked'))));
    await expect(failing).rejects.toThrow('locked');
    expect(files()).toHaveLength(1);
    await collected();
    expect(files()).toEqual([]);
  });

  it('that the ledger did not take when it was told are handed over later, once', async () => {
    const full = receipts.during(receipt('a'), () => Promise.reject(new Error('full')));
    await expect(full).rejects.toThrow('full');
    const keys: string[] = [];
    const settle = ({ key }: Receipt): Promise<void> => {
      keys.push(key);
      return done();
    };
    expect(await receipts.collect(into(settle))).toBe(1);
    expect(await receipts.collect(into(settle))).toBe(0);
    expect(keys).toEqual(['a']);
  });

  it('do not pile up: those that the ledger has are written away, those that it has not stay', async () => {
    await leave('open');
    for (let i = 0; i < 1_000; i++) await receipts.during(receipt(`${i}`), done);
    expect(lines()).toBeLessThan(600);
    orphan();
    expect(await collected()).toEqual(['open']);
  });

  it('that are settled are handed over to a ledger that has forgotten them, by their writer and by others', async () => {
    for (const key of ['a', 'b']) await receipts.during(receipt(key), done);
    const keys: string[] = [];
    const setBack: Collector = {
      settle: ({ key }) => Promise.resolve(keys.push(key)),
      forgotten: (settled) => Promise.resolve(settled.filter(({ key }) => key === 'b')),
    };
    expect(await receipts.collect(setBack)).toBe(1);
    expect(await receiptsIn(folder.path, () => Promise.resolve('ledger')).collect(setBack)).toBe(1);
    expect(keys).toEqual(['b', 'b']);
  });

  it('stay when the ledger did not take them', async () => {
    await expect(receipts.during(receipt('a'), () => Promise.reject(new Error('full')))).rejects.toThrow(
      'full',
    );
    receipts.close();
    expect(lines()).toBe(1);
  });

  it('leave no file behind when the process ends in peace', async () => {
    await receipts.during(receipt('a'), done);
    receipts.close();
    expect(files()).toEqual([]);
  });

  it('only guard: where none can be written the ledger is asked all the same, and the log is told once', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const file = join(folder.path, 'no-folder');
    writeFileSync(file, '');
    const nowhere = receiptsIn(file, () => Promise.resolve('ledger'));
    await expect(nowhere.during(receipt('a'), () => Promise.resolve('settled'))).resolves.toBe('settled');
    await expect(nowhere.collect(into(done))).resolves.toBe(0);
    await nowhere.during(receipt('b'), done);
    expect(warned.mock.calls).toEqual([[expect.any(String), { code: 'receipts-not-written' }]]);
    warned.mockRestore();
    nowhere.close();
  });
});
