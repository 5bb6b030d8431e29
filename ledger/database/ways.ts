import type { StreamId } from '../../domain/journal/types';
import type { Database } from './dialect';
import { databaseFault } from './faults';
import type { Db } from './schema';
import { type Writer, type Job, persistently } from './writer';

/** A function over the database, without its first argument. */
type WayCall<A extends readonly unknown[], T> = (...of: A) => Promise<T>;

/** How the functions of the folders reach the database of an open ledger. */
export interface Ways {
  /** Reads outside a transaction; again after a lost connection. Database faults become LedgerFault. */
  readonly read: <T>(job: Job<T>) => Promise<T>;
  /** Reads as of one moment. */
  readonly snapshot: <T>(job: Job<T>) => Promise<T>;
  readonly write: Writer['write'];
  /** In a transaction that is rolled back. */
  readonly rehearse: Writer['rehearse'];
  /** A function that only reads, with the database put in. */
  readonly asks: <A extends readonly unknown[], T>(
    question: (db: Db, ...of: A) => Promise<T>,
  ) => WayCall<A, T>;
  /** A function that appends to these streams, in a transaction, with the database put in. */
  readonly writes: <A extends readonly unknown[], T>(
    streams: readonly StreamId[],
    act: (db: Db, ...of: A) => Promise<T>,
  ) => WayCall<A, T>;
}

export function waysTo(database: Database, writer: Writer): Ways {
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await persistently(database, work);
    } catch (error) {
      throw databaseFault(database, error);
    }
  };
  const read: Ways['read'] = (job) => reading(() => job(database.db));
  return {
    read,
    snapshot: (job) => reading(() => inSnapshot(database, job)),
    write: (streams, job, lane) => writer.write(streams, job, lane),
    rehearse: (streams, job) => writer.rehearse(streams, job),
    asks:
      (question) =>
      (...of) =>
        read((db) => question(db, ...of)),
    writes:
      (streams, act) =>
      (...of) =>
        writer.write(streams, (db) => act(db, ...of)),
  };
}

/** Reads as of one moment, whatever is written meanwhile; works on a ledger opened read-only. */
export const inSnapshot = <T>({ db }: Database, job: (db: Db) => Promise<T>): Promise<T> =>
  db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(job);
