import { sql } from 'kysely';
import type { StreamId } from '../../domain/journal/types';
import type { Database } from './dialect';
import { databaseFault } from './faults';
import { laneOf, makeLanes, widthsOf, type LaneName, type Settle, type WaitingJob } from './lanes';
import { StreamHeld } from './locks';
import type { Db } from './schema';

export type Job<T> = (db: Db) => Promise<T>;

/** Runs writes: concurrent ones share one COMMIT, and each is answered only after it. */
export interface Writer {
  /**
   * Runs a job in a savepoint of the next group; a job that throws leaves no trace and harms no other. `streams`: those
   * that it will append to, as far as that is known beforehand. A job may be run again, when a connection was lost or
   * another process stood in the way: only what the last run gave is committed and told. `lane`: with whom it may share a
   * COMMIT; default: by its streams.
   */
  write<T>(streams: readonly StreamId[], job: Job<T>, lane?: LaneName): Promise<T>;
  /** Runs a job in a transaction of its own that is rolled back. */
  rehearse<T>(streams: readonly StreamId[], job: Job<T>): Promise<T>;
  /** What was committed since it was made, by lanes. */
  readonly committed: readonly CommitLoad[];
  /** Waits for what is under way and refuses what comes after. */
  stop(): Promise<void>;
}

/** Groups that a lane has committed, the jobs in them, and how long they took, ms. */
export interface CommitLoad {
  readonly lane: LaneName;
  groups: number;
  jobs: number;
  tookMs: number;
}

/** A writer that gathers jobs for `groupMs` (0: until the next turn) before each transaction. */
export function makeWriter(database: Database, groupMs: number): Writer {
  const committed: CommitLoad[] = [];
  const loadOf = (lane: LaneName): CommitLoad => {
    const known = committed.find((one) => one.lane === lane);
    if (known) return known;
    const added = { lane, groups: 0, jobs: 0, tookMs: 0 };
    committed.push(added);
    return added;
  };
  const lanes = makeLanes(widthsOf(database), groupMs, async (group) => {
    const began = performance.now();
    const again = await commitGroup(database, group);
    const load = loadOf(group[0]?.lane ?? 'items');
    load.groups += 1;
    load.jobs += group.length - again.length;
    load.tookMs += performance.now() - began;
    return again;
  });
  let stopped = false;
  return {
    committed,
    write: (streams, job, lane = laneOf(streams)) =>
      new Promise((resolve, reject) => {
        if (stopped) {
          reject(new Error('the ledger is closed'));
          return;
        }
        lanes.put({
          streams,
          lane,
          tries: 0,
          run: async (db) => {
            const value = await job(db);
            return () => {
              resolve(value);
            };
          },
          fail: reject,
        });
      }),
    rehearse: (streams, job) => rehearseJob(database, streams, job),
    stop: async () => {
      stopped = true;
      await lanes.idle();
    },
  };
}

/** Runs a job whose writes nobody will see. */
async function rehearseJob<T>(database: Database, streams: readonly StreamId[], job: Job<T>): Promise<T> {
  try {
    return await persistently(database, () =>
      database.db.connection().execute(async (db) => {
        await runJobs(db, database.begin);
        try {
          await database.sharing?.lock(db, streams);
          return await job(db);
        } finally {
          await runJobs(db, 'rollback');
        }
      }),
    );
  } catch (error) {
    if (error instanceof StreamHeld) return rehearseJob(database, [...streams, error.stream], job);
    throw databaseFault(database, error);
  }
}

/** What a group has come to: whom to tell, and which jobs are to be run again. */
interface Worked {
  readonly settled: Settle[];
  readonly again: WaitingJob[];
  /** Name of the transaction, once it is about to be committed. */
  name: string | null;
}

/** Runs a group in one transaction and answers the callers. Returns the jobs that are to be run again. */
async function commitGroup(database: Database, group: readonly WaitingJob[]): Promise<readonly WaitingJob[]> {
  const worked: Worked = { settled: [], again: [], name: null };
  try {
    await database.db.connection().execute((db) => transact(database, db, group, worked));
  } catch (error) {
    const known = worked.name === null ? false : await wasCommitted(database, worked.name, error);
    if (!known) return repeatOrFail(database, group, error, known);
  }
  for (const settle of worked.settled) settle();
  return worked.again;
}

async function transact(
  database: Database,
  db: Db,
  group: readonly WaitingJob[],
  worked: Worked,
): Promise<void> {
  const { sharing } = database;
  await runJobs(db, database.begin);
  try {
    await sharing?.lock(db, [...new Set(group.flatMap(({ streams }) => streams))]);
    for (const waiting of sharing ? jobsInOrder(group) : group)
      await inSavepoint(database, db, waiting, worked);
    worked.name = (await sharing?.nameOf(db)) ?? null;
    await commit(db);
  } catch (error) {
    await runJobs(db, 'rollback').catch(() => undefined);
    throw error;
  }
}

const runJobs = (db: Db, statement: string) => sql.raw<{ readonly command?: string }>(statement).execute(db);

/** PostgreSQL answers ROLLBACK to the COMMIT of a transaction that it has given up. */
async function commit(db: Db): Promise<void> {
  const { rows } = await runJobs(db, 'commit');
  if (rows[0]?.command === 'ROLLBACK') throw new Error('the transaction was rolled back at its COMMIT');
}

/** By streams: rows that several groups write come in one order in all of them. */
const jobsInOrder = (group: readonly WaitingJob[]): readonly WaitingJob[] => {
  const placeOf = ({ streams }: WaitingJob): string => `${streams[0] ?? ''}|`;
  return group.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0));
};

/** Runs one job; throws only when the whole transaction is gone: a full disk does that in SQLite, a lost connection. */
async function inSavepoint(database: Database, db: Db, waiting: WaitingJob, worked: Worked): Promise<void> {
  await runJobs(db, 'savepoint job');
  try {
    const settle = await waiting.run(db);
    await runJobs(db, 'release savepoint job');
    worked.settled.push(settle);
  } catch (error) {
    try {
      await runJobs(db, 'rollback to savepoint job');
      await runJobs(db, 'release savepoint job');
    } catch {
      throw error;
    }
    const next = nextTry(database, waiting, error);
    if (next) worked.again.push(next);
    else
      worked.settled.push(() => {
        waiting.fail(databaseFault(database, error));
      });
  }
}

/** The job as it is to be run again after this error; null: the error is its caller's to know. */
function nextTry(database: Database, waiting: WaitingJob, error: unknown): WaitingJob | null {
  const tries = waiting.tries + 1;
  if (tries >= MOST_PERSISTED) return null;
  if (error instanceof StreamHeld) return { ...waiting, tries, streams: [...waiting.streams, error.stream] };
  return database.sharing?.again(error) ? { ...waiting, tries } : null;
}

/**
 * Whether a transaction was committed whose COMMIT brought no answer. The server knows, once it can be asked; false
 * when it was not or nothing of it can be found; null: nobody can say. An answer that is an error is a no.
 */
async function wasCommitted(database: Database, name: string, error: unknown): Promise<boolean | null> {
  const { sharing } = database;
  if (sharing?.again(error) !== 'lost') return false;
  for (let tries = 0; tries < MOST_PERSISTED; tries++) {
    const known = await sharing.wasCommitted(name).catch((unknown: unknown) => {
      if (sharing.again(unknown) === 'lost') return null;
      // The server does not know the name: another one has taken its place, without this transaction.
      return false;
    });
    if (known !== null) return known;
    await pauseAfter(tries);
  }
  return null;
}

/** Runs the jobs of a group again that was not committed, or rejects their calls; after a lost connection with a pause. */
async function repeatOrFail(
  database: Database,
  group: readonly WaitingJob[],
  error: unknown,
  known: boolean | null,
): Promise<readonly WaitingJob[]> {
  const next = known === false ? group.map((waiting) => nextTry(database, waiting, error)) : [];
  for (const [i, waiting] of group.entries()) if (!next[i]) waiting.fail(databaseFault(database, error));
  if (database.sharing?.again(error) === 'lost' && next.some((one) => one !== null))
    await pauseAfter(Math.max(...group.map(({ tries }) => tries)));
  return next.flatMap((waiting) => waiting ?? []);
}

/** Maximum attempts before the error is surfaced: about five seconds. */
const MOST_PERSISTED = 10;

/** Waits before another try: 50, 100, 200, 400 … at most 800 ms. */
const pauseAfter = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(800, 50 * 2 ** tries)));

/** Does work that writes nothing, and again when the connection was lost on the way. */
export async function persistently<T>(database: Database, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries + 1 >= MOST_PERSISTED || database.sharing?.again(error) !== 'lost') throw error;
      await pauseAfter(tries);
    }
  }
}
