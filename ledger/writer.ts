import type { ControlledTransaction } from 'kysely';
import type { Database } from './dialect';
import { faultOf } from './faults';
import type { Db, Schema } from './schema';

/** Runs writes: concurrent ones share one COMMIT, and each is answered only after it. */
export interface Writer {
  /** Runs a job in a savepoint of the next group; a job that throws leaves no trace and harms no other. */
  write<T>(job: (db: Db) => Promise<T>): Promise<T>;
  /** Runs a job in a transaction of its own that is rolled back. */
  rehearse<T>(job: (db: Db) => Promise<T>): Promise<T>;
  /** Waits for what is under way and refuses what comes after. */
  stop(): Promise<void>;
}

interface Waiting {
  run(db: Db): Promise<Settle>;
  fail(error: unknown): void;
}

/** Jobs of one transaction at most: nobody waits longer for the COMMIT than a few hundred ms. */
const GROUP = 100;

/** Tells the caller; called after COMMIT. */
type Settle = () => void;

type Trx = ControlledTransaction<Schema>;

/** A writer that gathers jobs for `groupMs` (0: until the next turn) before each transaction. */
export function makeWriter(database: Database, groupMs: number): Writer {
  const queue: Waiting[] = [];
  let busy: Promise<void> | null = null;
  let stopped = false;

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, groupMs));
      await commitGroup(database, queue.splice(0, GROUP));
    }
    busy = null;
  };

  return {
    write: (job) =>
      new Promise((resolve, reject) => {
        if (stopped) {
          reject(new Error('the ledger is closed'));
          return;
        }
        queue.push({
          run: async (db) => {
            const value = await job(db);
            return () => {
              resolve(value);
            };
          },
          fail: reject,
        });
        busy ??= drain();
      }),
    rehearse: async (job) => {
      const trx = await database.db.startTransaction().execute();
      try {
        return await job(trx);
      } catch (error) {
        throw faultOf(database, error);
      } finally {
        await trx.rollback().execute();
      }
    },
    stop: async () => {
      stopped = true;
      await busy;
    },
  };
}

async function commitGroup(database: Database, group: readonly Waiting[]): Promise<void> {
  let trx: Trx | null = null;
  const settled: Settle[] = [];
  try {
    trx = await database.db.startTransaction().execute();
    for (const waiting of group) settled.push(await inSavepoint(database, trx, waiting));
    await trx.commit().execute();
  } catch (error) {
    const fault = faultOf(database, error);
    await trx
      ?.rollback()
      .execute()
      .catch(() => undefined);
    for (const waiting of group) waiting.fail(fault);
    return;
  }
  for (const settle of settled) settle();
}

/** Runs one job; throws only when the database gave up the whole transaction (a full disk does that in SQLite). */
async function inSavepoint(database: Database, trx: Trx, waiting: Waiting): Promise<Settle> {
  const savepoint = await trx.savepoint('job').execute();
  try {
    const settle = await waiting.run(savepoint);
    await savepoint.releaseSavepoint('job').execute();
    return settle;
  } catch (error) {
    try {
      await savepoint.rollbackToSavepoint('job').execute();
      await savepoint.releaseSavepoint('job').execute();
    } catch {
      throw error;
    }
    const fault = faultOf(database, error);
    return () => {
      waiting.fail(fault);
    };
  }
}
