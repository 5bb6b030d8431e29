import { DatabaseSync } from '@photostructure/sqlite';
import { sql } from 'kysely';
import fs, { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../ledger/database/dialect';
import { makeLedger } from '../../ledger/ledger';
import { noReceipts } from '../../ledger/mails/receipts';
import { migrateSchema } from '../../ledger/database/migrations';
import { openLedger } from '../../ledger/open';
import { openSqlite } from '../../ledger/database/sqlite';
import { makeWriter } from '../../ledger/database/writer';
import { change, opened } from '../support/ledger';
import { sure } from '../support/sure';
import { testFolder } from './database';

let folder: ReturnType<typeof testFolder>;
let file: string;
beforeEach(() => {
  folder = testFolder();
  file = join(folder.path, 'ledger.db');
});
afterEach(() => {
  folder.remove();
});

const url = (): string => `sqlite:${file}`;

/** The refusal of an address, with the place that it names. */
const refusalOf = async (options: Parameters<typeof openLedger>[0]) => {
  const result = await openLedger(options);
  if (result.ok) await result.value.close();
  return result.ok ? null : result.problem;
};

describe('a ledger opened read-only', () => {
  it('can be read and audited, and says of a write where it is and what to do', async () => {
    const writer = await opened({ url: url() });
    await writer.note('probe', {}, change('probe'));
    const reader = await opened({ url: url(), readOnly: true });
    expect(await reader.history('mailroom')).toHaveLength(1);
    expect((await reader.verify()).findings).toEqual([]);
    expect((await reader.check()).findings).toEqual([]);
    await expect(reader.note('other', {}, change('other'))).rejects.toMatchObject({
      problem: {
        code: 'ledger-read-only',
        message: { zh: expect.stringContaining(file) as string },
        hint: { zh: expect.stringContaining('写权限') as string },
      },
    });
    await reader.close();
    await writer.close();
  });

  it('is not made when it is not there', async () => {
    expect(await refusalOf({ url: url(), readOnly: true })).toMatchObject({ code: 'ledger-not-found' });
  });

  it('without tables holds no ledger yet', async () => {
    const raw = new DatabaseSync(file);
    raw.exec('vacuum');
    raw.close();
    expect(await refusalOf({ url: url(), readOnly: true })).toMatchObject({ code: 'ledger-empty' });
  });
});

describe('a ledger that another process writes to', () => {
  it('says that it is locked, and takes the write when it is free again', async () => {
    const ledger = await opened({ url: url(), busyMs: 20 });
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    await expect(ledger.note('probe', {}, change('probe'))).rejects.toMatchObject({
      problem: { code: 'ledger-locked', message: { zh: expect.stringContaining(file) as string } },
    });
    other.exec('rollback');
    await ledger.note('probe', {}, change('probe'));
    expect(await ledger.history('mailroom')).toHaveLength(1);
    other.close();
    await ledger.close();
  });
});

describe('a disk that is full', () => {
  async function smallDatabase(): Promise<Database> {
    const database = sure(openSqlite(file, { readOnly: false, busyMs: 20, create: true }));
    sure(await migrateSchema(database, file));
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
    await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 10)}`.execute(database.db);
    return database;
  }

  it('is named with what to do; nothing recorded is lost, and work goes on with room', async () => {
    const database = await smallDatabase();
    const ledger = makeLedger({
      database,
      applied: [],
      writer: makeWriter(database, 0),
      receipts: noReceipts,
      logKey: null,
    });
    await ledger.note('before', {}, change('before'));
    const tooMuch = { words: '满'.repeat(20_000) };
    const settled = await Promise.allSettled([
      ledger.note('tooMuch', tooMuch, change('too-much')),
      ledger.note('small', {}, change('small')),
    ]);
    expect(settled[0]).toMatchObject({
      status: 'rejected',
      reason: { problem: { code: 'ledger-full', hint: { zh: expect.stringContaining('空间') as string } } },
    });
    await sql`pragma max_page_count = 100000`.execute(database.db);
    await ledger.note('tooMuch', tooMuch, change('too-much'));
    const types = (await ledger.history('mailroom')).map(({ type }) => type);
    expect([types[0], types.at(-1)]).toEqual(['before', 'tooMuch']);
    expect(types.includes('small')).toBe(settled[1].status === 'fulfilled');
    expect((await ledger.verify()).findings).toEqual([]);
    await ledger.close();
  });
});

describe('a write that the disk refuses without saying why', () => {
  const ioError = (sqliteExtendedCode: number): Error =>
    Object.assign(new Error('disk I/O error'), {
      code: 'ERR_SQLITE_ERROR',
      errstr: 'disk I/O error',
      sqliteExtendedCode,
    });
  // SQLITE_IOERR_SHMSIZE and SQLITE_IOERR_READ.
  const failure = ioError(4874);
  const free = (blocks: number): void => {
    const disk = fs.statfsSync(folder.path);
    disk.bavail = blocks;
    disk.bsize = 4096;
    jest.spyOn(fs, 'statfsSync').mockReturnValue(disk);
  };
  const saidOf = async (error: unknown) => {
    const database = sure(openSqlite(file, { readOnly: false, busyMs: 20, create: true }));
    const problem = database.problemOf(error);
    await database.close();
    return problem;
  };
  afterEach(() => jest.restoreAllMocks());

  it('failed for want of room when there is none', async () => {
    free(2);
    expect(await saidOf(failure)).toMatchObject({
      code: 'ledger-full',
      message: { zh: expect.stringContaining(file) as string },
    });
  });

  it('did not when there is some, nor when reading failed', async () => {
    free(1_000);
    expect(await saidOf(failure)).toMatchObject({ code: 'ledger-not-found' });
    free(0);
    expect(await saidOf(ioError(266))).toMatchObject({ code: 'ledger-not-found' });
  });
});

describe('a place where no ledger can be', () => {
  it.each([
    ['a folder that is not there', () => join(folder.path, 'none', 'ledger.db'), 'ledger-not-found'],
    ['a folder', () => folder.path, 'ledger-not-found'],
  ])('%s is named', async (_, place, code) => {
    const problem = await refusalOf({ url: `sqlite:${place()}` });
    expect(problem).toMatchObject({ code, message: { zh: expect.stringContaining(place()) as string } });
  });

  it('a file of another kind is not a ledger', async () => {
    writeFileSync(file, '督办'.repeat(1_000));
    expect(await refusalOf({ url: url() })).toMatchObject({ code: 'not-a-ledger' });
  });

  it('a damaged file is told apart, with the way out', async () => {
    const ledger = await opened({ url: url() });
    await ledger.note('probe', { words: '字'.repeat(20_000) }, change('probe'));
    await ledger.close();
    const raw = new DatabaseSync(file, { defensive: false });
    raw.exec('pragma journal_mode = DELETE');
    raw.exec('pragma writable_schema = ON');
    raw.exec(`update sqlite_master set rootpage = 9999 where name = 'heads'`);
    raw.close();
    const problem = await openLedger({ url: url() }).then(async (result) => {
      if (!result.ok) return result.problem;
      const read = await result.value.streams().catch((error: unknown) => error);
      await result.value.close();
      return read instanceof Error && 'problem' in read ? read.problem : read;
    });
    expect(problem).toMatchObject({
      code: 'ledger-damaged',
      hint: { way: 'restore-ledger' },
    });
  });
});
