import { Worker } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteConnection } from '../../ledger/database/sqlite-dialect';

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
  const prepare: unknown = Reflect.get(DatabaseSync.prototype, 'prepare');
  if (typeof prepare !== 'function') throw new Error('the driver has no prepare');
  Object.defineProperty(DatabaseSync.prototype, 'prepare', {
    value(this: SqliteConnection, text: string): unknown {
      const statement: unknown = Reflect.apply(prepare, this, [text]);
      if (/^commit$/i.test(text.trim())) whenRun(statement, begins);
      return statement;
    },
  });
}

function whenRun(statement: unknown, begins: () => void): void {
  if (typeof statement !== 'object' || statement === null) throw new Error('not a statement');
  const run: unknown = Reflect.get(statement, 'run');
  if (typeof run !== 'function') throw new Error('a statement that cannot be run');
  Object.defineProperty(statement, 'run', {
    value(...values: unknown[]): unknown {
      begins();
      return Reflect.apply(run, statement, values);
    },
  });
}
