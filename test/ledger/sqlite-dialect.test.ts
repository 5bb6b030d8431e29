import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, sql } from 'kysely';
import { ImmediateDialect } from '../../ledger/database/sqlite-dialect';

describe('a connection of SQLite', () => {
  let db: Kysely<unknown>;
  const rows = async (text: string) => (await sql.raw(text).execute(db)).rows;
  beforeEach(async () => {
    db = new Kysely({ dialect: new ImmediateDialect(new DatabaseSync(':memory:')) });
    await rows('create table t (a integer primary key, b text) strict');
  });
  afterEach(() => db.destroy());

  it('gives rows as plain objects, those of RETURNING too, and counts what it changed', async () => {
    expect(await rows(`insert into t values (1, '督办') returning a, b`)).toStrictEqual([
      { a: 1, b: '督办' },
    ]);
    expect((await sql`update t set b = null`.execute(db)).numAffectedRows).toBe(1n);
    expect(await rows('select b, a from t')).toStrictEqual([{ b: null, a: 1 }]);
  });

  it('sees a column that a table has got since the same query was asked', async () => {
    await rows('insert into t values (1, null)');
    await rows('select * from t');
    await rows('alter table t add column c integer default 7');
    expect(await rows('select * from t')).toStrictEqual([{ a: 1, b: null, c: 7 }]);
  });

  it('refuses text with NUL, which the driver would cut there', async () => {
    await expect(sql`insert into t values (1, ${'a\0b'})`.execute(db)).rejects.toThrow('NUL');
    expect(await rows('select * from t')).toEqual([]);
  });

  it('keeps instants in ms and whole numbers to 2^53 as they are', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    await sql`insert into t values (${most}, ${String(1_764_752_858_000)})`.execute(db);
    const answer = await sql`select a, cast(b as integer) as b from t where a = ${most}`.execute(db);
    expect(answer.rows).toStrictEqual([{ a: most, b: 1_764_752_858_000 }]);
  });
});
