import type { PostgresPool } from 'kysely';
import { openPool } from '../../ledger/database/pool';
import { POSTGRES } from '../support/postgres';
import type { TestDatabase } from './database';

describe('statements on a connection to PostgreSQL', () => {
  let database: TestDatabase;
  let pool: PostgresPool;
  beforeAll(async () => {
    database = await POSTGRES.fresh();
    pool = openPool({ url: database.url, readOnly: false, lockMs: 1_000, answerMs: null });
  });
  afterAll(async () => {
    await pool.end();
    await database.remove();
  });

  /** Runs statements on one connection; what it keeps prepared then. */
  const keptAfter = async (...statements: readonly (readonly [string, readonly unknown[]])[]) => {
    const client = await pool.connect();
    try {
      for (const [text, values] of statements) await client.query(text, values);
      const { rows } = await client.query<{ statement: string }>(
        'select statement from pg_prepared_statements order by prepare_time',
        [],
      );
      return rows.map(({ statement }) => statement);
    } finally {
      client.release(true);
    }
  };

  it('with values are parsed once, however often they are run and with whatever values', async () => {
    const text = 'select $1::int8 + 1 as next';
    expect(await keptAfter([text, [1]], [text, [2]], [text, [3]])).toEqual([text]);
  });

  it('are as good on the next connection', async () => {
    const text = 'select $1::int8 + 2 as next';
    expect(await keptAfter([text, [1]])).toEqual([text]);
    expect(await keptAfter([text, [1]])).toEqual([text]);
  });

  it('without values, or with long lists of them, are not kept', async () => {
    const list = Array.from({ length: 300 }, (_, i) => i);
    const long = `select 1 where 1 in (${list.map((i) => `$${i + 1}`).join(', ')})`;
    expect(await keptAfter(['select 1', []], [long, list])).toEqual([]);
  });
});
