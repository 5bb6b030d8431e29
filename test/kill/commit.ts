import { Worker } from 'node:worker_threads';
import { SqliteDriver, type DatabaseConnection } from 'kysely';

const KILLER = `
  const { workerData: { flag, delay } } = require('node:worker_threads');
  Atomics.wait(flag, 0, 0);
  const until = process.hrtime.bigint() + BigInt(delay) * 1000n;
  while (process.hrtime.bigint() < until);
  process.kill(process.pid, 'SIGKILL');`;

/** Kills this process from a thread of its own, some µs after it is called, whatever the process is doing by then. */
export function makeKiller(delay: number): () => void {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  new Worker(KILLER, { eval: true, workerData: { flag, delay: Math.round(delay) } }).unref();
  return () => {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
}

/** Calls `begins` whenever a COMMIT begins in this process, on whatever SQLite database. */
export function onCommit(begins: () => void): void {
  const commit: unknown = Reflect.get(SqliteDriver.prototype, 'commitTransaction');
  if (typeof commit !== 'function') throw new Error('the driver has no commitTransaction');
  Object.defineProperty(SqliteDriver.prototype, 'commitTransaction', {
    value(this: SqliteDriver, connection: DatabaseConnection): unknown {
      begins();
      return Reflect.apply(commit, this, [connection]);
    },
  });
}
