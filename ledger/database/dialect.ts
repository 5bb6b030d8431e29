import type { RawBuilder } from 'kysely';
import type { StreamId } from '../../domain/journal/types';
import type { Problem } from '../../domain/problem';
import type { Db } from './schema';

/** What the two databases do each in their own way; everything else is one kysely code. */
export interface Database {
  readonly db: Db;
  /** The statement that opens a transaction for writing. */
  readonly begin: string;
  /** Types of columns: the order of text is that of plain code units, whole numbers are 64 bits wide. */
  readonly types: Readonly<Record<'text' | 'integer', 'text' | 'integer' | 'bigint' | RawBuilder<unknown>>>;
  /** Tables need a clause to refuse values of another type. */
  readonly strict: boolean;
  /** What many writers at once need; null: the database lets one write at a time. */
  readonly sharing: Sharing | null;
  /** Makes a table append-only: UPDATE, DELETE and REPLACE (TRUNCATE, where it exists) raise. */
  makeAppendOnly(db: Db, table: string, key: readonly string[]): Promise<void>;
  /** A fault of the database as a problem; null when the error is none of its own. */
  problemOf(error: unknown): Problem | null;
  /** How busy its connections are; null: it has no pool. */
  readonly poolLoad: (() => PoolLoad) | null;
  /** A consistent copy of the database's own file; null: it has none. */
  readonly copyFile: ((file: string) => Promise<void>) | null;
  close(): Promise<void>;
}

/** Connections of a pool, and how often and how long a free one was waited for since it was opened. */
export interface PoolLoad {
  readonly open: number;
  readonly idle: number;
  /** Callers that wait at this moment. */
  readonly waiting: number;
  readonly waits: number;
  /** Milliseconds, all waits together. */
  readonly waitedMs: number;
}

/** How transactions of several connections keep out of each other's way, and how a lost one is found again. */
export interface Sharing {
  /** Locks streams until the transaction ends, waiting for them in one order that all writers keep. */
  lock(db: Db, streams: readonly StreamId[]): Promise<void>;
  /** Why work may be done again: the connection was lost, or two transactions stood in each other's way; null: it may not. */
  again(error: unknown): 'lost' | 'conflict' | null;
  /** The name of a transaction before its COMMIT; null when it has written nothing. Throws when it has been given up. */
  nameOf(db: Db): Promise<string | null>;
  /** Whether the transaction of this name was committed; null: it is under way still, or its outcome is no longer known. */
  wasCommitted(name: string): Promise<boolean | null>;
}
