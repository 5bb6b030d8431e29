import type { Database } from './dialect';
import type { Db } from './schema';

/** Reads as of one moment, whatever is written meanwhile; works on a ledger opened read-only. */
export const inSnapshot = <T>({ db }: Database, job: (db: Db) => Promise<T>): Promise<T> =>
  db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(job);
