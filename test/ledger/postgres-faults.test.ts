import { Client } from 'pg';
import { instant } from '../../domain/time';
import { STEPS } from '../../ledger/database/schema';
import { openLedger } from '../../ledger/open';
import { change, opened } from '../support/ledger';
import { connected, POSTGRES } from '../support/postgres';
import { PASSWORD } from '../support/postgres-server';
import type { TestDatabase } from './database';

let database: TestDatabase;
beforeEach(async () => {
  database = await POSTGRES.fresh();
});
afterEach(() => database.remove());

const refusalOf = async (options: Parameters<typeof openLedger>[0]) => {
  const result = await openLedger(options);
  if (result.ok) await result.value.close();
  return result.ok ? null : result.problem;
};

/** The address of the test's database with something else in it. */
const addressWith = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

describe('a server that refuses', () => {
  it.each([
    ['the password', (url: URL) => void (url.password = 'falsch-77'), 'ledger-not-found', 'falsch-77'],
    ['the database', (url: URL) => void (url.pathname = '/none'), 'ledger-not-found', PASSWORD],
    ['the connection', (url: URL) => void (url.port = '1'), 'ledger-unreachable', PASSWORD],
  ])('%s is named with its address, without a password', async (_, spoil, code, secret) => {
    const problem = await refusalOf({ url: addressWith(spoil) });
    expect(problem).toMatchObject({
      code,
      message: { zh: expect.stringContaining('postgres://duban@127.0.0.1:') as string },
    });
    expect(JSON.stringify(problem)).not.toContain(secret);
  });

  it('an address that cannot be read is not repeated: it may hold a password', async () => {
    const problem = await refusalOf({ url: `postgres://duban:${PASSWORD}@host:no-port/x` });
    expect(problem).toMatchObject({ code: 'bad-ledger-url' });
    expect(JSON.stringify(problem)).not.toContain(PASSWORD);
  });

  it('text in an encoding without Chinese is no place for a ledger', async () => {
    const admin = await connected(database.url);
    await admin.query(`create database latin encoding 'LATIN1' locale 'C' template template0
      locale_provider libc`);
    const problem = await refusalOf({ url: addressWith((url) => void (url.pathname = '/latin')) });
    await admin.query('drop database latin');
    await admin.end();
    expect(problem).toMatchObject({
      code: 'not-a-ledger',
      message: { zh: expect.stringContaining('LATIN1') as string },
    });
  });
});

describe('a ledger opened read-only', () => {
  it('can be audited, and says of a write where it is', async () => {
    const writer = await opened({ url: database.url });
    await writer.note('probe', {}, change('probe'));
    const reader = await opened({ url: database.url, readOnly: true });
    expect((await reader.verify()).findings).toEqual([]);
    expect((await reader.check()).findings).toEqual([]);
    await expect(reader.note('other', {}, change('other'))).rejects.toMatchObject({
      problem: { code: 'ledger-read-only' },
    });
    await reader.close();
    await writer.close();
  });

  it('is not made when it is not there', async () => {
    expect(await refusalOf({ url: database.url, readOnly: true })).toMatchObject({ code: 'ledger-empty' });
  });
});

describe('a ledger whose stream another holds', () => {
  it('says that it is locked, and takes the write when it is free again', async () => {
    const ledger = await opened({ url: database.url, busyMs: 50 });
    await database.exec(`begin; select pg_advisory_xact_lock(hashtextextended('mailroom', 0))`);
    await expect(ledger.note('probe', {}, change('probe'))).rejects.toMatchObject({
      problem: { code: 'ledger-locked' },
    });
    await database.exec('rollback');
    await ledger.note('probe', {}, change('probe'));
    expect(await ledger.history('mailroom')).toHaveLength(1);
    await ledger.close();
  });
});

describe('starters that race for an empty database', () => {
  it('all get the ledger, and its tables are made once', async () => {
    const all = await Promise.all(
      Array.from({ length: 4 }, () => openLedger({ url: database.url, migrate: instant(0) })),
    );
    expect(all.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(all.flatMap((one) => (one.ok ? one.value.applied : []))).toEqual(STEPS);
    for (const one of all) if (one.ok) await one.value.close();
  });
});

describe('the journal', () => {
  it.each([
    'truncate events cascade',
    'truncate events, heads cascade',
    `set session_replication_role = replica; delete from events`,
  ])('is not emptied by: %s', async (statement) => {
    const ledger = await opened({ url: database.url });
    await ledger.note('probe', {}, change('probe'));
    await expect(database.exec(statement)).rejects.toThrow('append-only');
    expect(await ledger.history('mailroom')).toHaveLength(1);
    await ledger.close();
  });

  it('keeps the exact text of a body: signs of every plane, escapes, and the order of its members', async () => {
    const ledger = await opened({ url: database.url });
    const words = { z: 1, a: '督办\u0000\u001f"\\ 𠮷 é é \ud800', m: { ｂ: null, A: 1e21 } };
    await ledger.note('probe', words, change('probe'));
    const [event] = await ledger.history('mailroom');
    expect(event?.body.startsWith('{"a":"督办\\u0000\\u001f')).toBe(true);
    expect(JSON.parse(event?.body ?? '')).toEqual(words);
    expect((await ledger.verify()).findings).toEqual([]);
    await ledger.close();
  });
});

describe('a table that a later program changes while this one runs', () => {
  it('is read and written on new connections: statements prepared before are given up', async () => {
    const ledger = await opened({ url: database.url });
    for (let n = 0; n < 3; n++) await ledger.note('probe', { n }, change(`probe-${n}`));
    await database.exec('alter table heads alter column at type numeric');
    for (let n = 3; n < 6; n++) await ledger.note('probe', { n }, change(`probe-${n}`));
    expect(await ledger.history('mailroom')).toHaveLength(6);
    expect(await ledger.lastCheckpoint()).toBeNull();
    await ledger.close();
  });
});

describe('names', () => {
  it('come in the order of plain code units, whatever the order of the database', async () => {
    const ledger = await opened({ url: database.url });
    const names = ['a', 'B', '_', '1', '区', '乙', 'ä', 'Z'];
    for (const name of names)
      await database.exec(
        `insert into heads (stream, seq, hash, at) values ('${name}', 1, repeat('x', 64), 1)`,
      );
    const streams = (await ledger.streams()).map(({ stream }) => stream);
    expect(streams).toEqual([...names, 'office'].toSorted());
    await ledger.close();
  });
});

describe('whole numbers of 64 bits', () => {
  it('are numbers, and one that a number cannot hold is an error, not another number', async () => {
    const ledger = await opened({ url: database.url });
    await database.exec(
      `insert into heads (stream, seq, hash, at) values ('s', 9007199254740991, repeat('x', 64), 1)`,
    );
    expect(await ledger.streams()).toContainEqual({
      stream: 's',
      head: { seq: 9007199254740991, hash: 'x'.repeat(64) },
    });
    await database.exec(`update heads set seq = 9007199254740993`);
    await expect(ledger.streams()).rejects.toThrow('9007199254740993');
    await ledger.close();
  });

  it('stay what they are for the rest of the process', async () => {
    const ledger = await opened({ url: database.url });
    await ledger.streams();
    await ledger.close();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ readonly n: unknown }>('select 5::int8 as n');
    await client.end();
    expect(rows).toEqual([{ n: '5' }]);
  });
});
