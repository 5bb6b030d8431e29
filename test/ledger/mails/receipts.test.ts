import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { receiptsIn, type Receipt, type Receipts } from '../../../ledger/mails/receipts';
import { ACCEPTED } from './room';
import { moment } from '../../support/item';
import { testFolder } from '../database';

const receipt = (key: string): Receipt => ({ key, outcome: ACCEPTED, now: moment('2025-09-17 09:00') });

/** Work that never comes to its end. */
const never = (): Promise<never> => new Promise(() => undefined);
const done = (): Promise<void> => Promise.resolve();

describe('receipts of mails that were sent', () => {
  let folder: ReturnType<typeof testFolder>;
  let receipts: Receipts;
  beforeEach(() => {
    folder = testFolder();
    receipts = receiptsIn(folder.path, () => Promise.resolve('ledger'));
  });
  afterEach(() => {
    receipts.close();
    folder.remove();
  });

  const files = (): readonly string[] => readdirSync(folder.path);
  const only = (): string => join(folder.path, files()[0] ?? '');
  const lines = (): number => readFileSync(only(), 'utf8').split('\n').length - 1;
  /** Makes the one file that of another process. */
  const giveTo = (pid: number): void => {
    renameSync(only(), join(folder.path, `ledger-${pid}-other.jsonl`));
  };
  const ended = (): number => spawnSync(process.execPath, ['-e', '']).pid;
  const collected = async (): Promise<readonly string[]> => {
    const keys: string[] = [];
    await receiptsIn(folder.path, () => Promise.resolve('ledger')).collect(({ key }) => {
      keys.push(key);
      return done();
    });
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
    giveTo(ended());
    expect(await collected()).toEqual(['before', 'a']);
  });

  it('of a process that goes on are read, and left to it', async () => {
    await leave('a');
    giveTo(process.ppid);
    expect(await collected()).toContain('a');
    expect(files()).toHaveLength(1);
  });

  it('of a process that is no more are removed when all are handed over, and not before', async () => {
    await leave('a');
    giveTo(ended());
    const failing = receipts.collect(() => Promise.reject(new Error('locked')));
    await expect(failing).rejects.toThrow('locked');
    expect(files()).toHaveLength(1);
    await collected();
    expect(files()).toEqual([]);
  });

  it('of a process that had the number of this one, in a container, are those of another', async () => {
    await leave('a');
    giveTo(process.pid);
    expect(await collected()).toContain('a');
    expect(files()).toEqual([]);
  });

  it('of another ledger of this process are its own affair', async () => {
    await leave('a');
    expect(await collected()).toEqual([]);
    expect(files()).toHaveLength(1);
  });

  it('that the ledger did not take when it was told are handed over later, once', async () => {
    const full = receipts.during(receipt('a'), () => Promise.reject(new Error('full')));
    await expect(full).rejects.toThrow('full');
    const keys: string[] = [];
    const settle = ({ key }: Receipt): Promise<void> => {
      keys.push(key);
      return done();
    };
    expect(await receipts.collect(settle)).toBe(1);
    expect(await receipts.collect(settle)).toBe(0);
    expect(keys).toEqual(['a']);
  });

  it('do not pile up: those that the ledger has are written away, those that it has not stay', async () => {
    await leave('open');
    for (let i = 0; i < 1_000; i++) await receipts.during(receipt(`${i}`), done);
    expect(lines()).toBeLessThan(100);
    giveTo(ended());
    expect(await collected()).toContain('open');
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

  it('only guard: where none can be written the ledger is asked all the same', async () => {
    const file = join(folder.path, 'no-folder');
    writeFileSync(file, '');
    const nowhere = receiptsIn(file, () => Promise.resolve('ledger'));
    await expect(nowhere.during(receipt('a'), () => Promise.resolve('settled'))).resolves.toBe('settled');
    await expect(nowhere.collect(done)).resolves.toBe(0);
    nowhere.close();
  });
});
