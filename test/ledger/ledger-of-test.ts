import type { Ledger } from '../../ledger/ledger';
import { opened } from '../support/ledger';
import type { DatabaseUnderTest, TestDatabase } from './database';

/** The database and ledger of the test that runs. */
export interface LedgerOfTest {
  readonly database: TestDatabase;
  readonly ledger: Ledger;
  /** Another opener of the same database, closed with the test. */
  another(): Promise<Ledger>;
}

/** Gives every test of a suite an empty database and an open ledger on it. */
export function ledgerOfTest(under: DatabaseUnderTest): LedgerOfTest {
  let database: TestDatabase | null = null;
  let ledgers: Ledger[] = [];
  beforeEach(async () => {
    database = await under.fresh();
    ledgers = [await opened({ url: database.url })];
  });
  afterEach(async () => {
    for (const ledger of ledgers) await ledger.close();
    await database?.remove();
  });
  const there = <T>(value: T | null | undefined): T => {
    if (!value) throw new Error('the stage is set for each test only');
    return value;
  };
  return {
    get database() {
      return there(database);
    },
    get ledger() {
      return there(ledgers[0]);
    },
    another: async () => {
      const ledger = await opened({ url: there(database).url });
      ledgers.push(ledger);
      return ledger;
    },
  };
}
