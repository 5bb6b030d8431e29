import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One empty database of a test. */
export interface TestDatabase {
  readonly url: string;
  /** Runs statements past the ledger, as someone with access to the database could. */
  exec(statements: string): void | Promise<void>;
  /** Rows of a query past the ledger. */
  query(statement: string): readonly unknown[] | Promise<readonly unknown[]>;
  remove(): void | Promise<void>;
}

/** A kind of database that the ledger runs on; every one passes the same suite. */
export interface DatabaseUnderTest {
  readonly name: string;
  /** Takes away what keeps the journal append-only, and rows where others refer to them. */
  readonly disarm: string;
  /** Puts another first event into the place of the first of the stream `mailroom`. */
  readonly replace: string;
  /** Makes every COMMIT with an event of the item `n1/1` fail, and lets them succeed again. */
  readonly failCommits: string;
  readonly letCommits: string;
  fresh(): TestDatabase | Promise<TestDatabase>;
}

/** A folder of its own for one test, and how to be rid of it. */
export function testFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'duban-ledger-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** SQLite in a file. */
export const SQLITE: DatabaseUnderTest = {
  name: 'SQLite',
  disarm: `${['events', 'reference']
    .map((table) => `drop trigger ${table}_no_update; drop trigger ${table}_no_delete;`)
    .join('')} pragma foreign_keys = off;`,
  replace: `insert or replace into events
    select stream, seq, 'other', at, actor, request_key, body, previous, hash, recorded_at from events`,
  // A deferred foreign key is looked at by COMMIT alone.
  failCommits: `create table nowhere (id text primary key);
    create table doomed (id text references nowhere deferrable initially deferred);
    create trigger doom after insert on events when new.stream = 'item/n1/1' begin insert into doomed values ('none'); end;`,
  letCommits: 'drop trigger doom;',
  fresh: () => {
    const folder = testFolder();
    const file = join(folder.path, 'ledger.db');
    const raw = new DatabaseSync(file);
    return {
      url: `sqlite:${file}`,
      exec: (statements) => {
        raw.exec(statements);
      },
      query: (statement): unknown[] => raw.prepare(statement).all(),
      remove: () => {
        raw.close();
        folder.remove();
      },
    };
  },
};
