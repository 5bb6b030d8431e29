import type { Database } from './dialect';
import { faultOf } from './faults';
import type { Db } from './schema';

/** Reads as of one moment, whatever is written meanwhile; works on a ledger opened read-only. */
export async function inSnapshot<T>(database: Database, job: (db: Db) => Promise<T>): Promise<T> {
  try {
    return await database.db
      .transaction()
      .setAccessMode('read only')
      .setIsolationLevel('repeatable read')
      .execute(job);
  } catch (error) {
    throw faultOf(database, error);
  }
}
