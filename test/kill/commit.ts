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
  const acquire: unknown = Reflect.get(SqliteDriver.prototype, 'acquireConnection');
  if (typeof acquire !== 'function') throw new Error('the driver has no acquireConnection');
  const told = new WeakSet<DatabaseConnection>();
  Object.defineProperty(SqliteDriver.prototype, 'acquireConnection', {
    async value(this: SqliteDriver): Promise<DatabaseConnection> {
      const connection: unknown = await Reflect.apply(acquire, this, []);
      if (!isConnection(connection)) throw new Error('the driver gives no connection');
      if (!told.has(connection)) tellCommits(connection, begins);
      told.add(connection);
      return connection;
    },
  });
}

const isConnection = (one: unknown): one is DatabaseConnection =>
  typeof one === 'object' && one !== null && 'executeQuery' in one;

function tellCommits(connection: DatabaseConnection, begins: () => void): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (query) => {
    if (/^commit$/i.test(query.sql.trim())) begins();
    return execute(query);
  };
}
