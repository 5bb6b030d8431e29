import type { Db } from './schema';
import type { Problem } from '../domain/problem';

/** What the two databases do each in their own way; everything else is one kysely code. */
export interface Database {
  readonly db: Db;
  /** Makes a table append-only: UPDATE and DELETE (and TRUNCATE, where it exists) raise. */
  makeAppendOnly(db: Db, table: 'events'): Promise<void>;
  /** A fault of the database as a problem; null when the error is none of its own. */
  problemOf(error: unknown): Problem | null;
  /** A consistent copy in a file. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
