import { Socket } from 'node:net';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseError, Pool, TypeOverrides, types, type PoolClient } from 'pg';
import { messageOf } from '../../domain/problem';
import type { PoolLoad } from './dialect';

/** The connection to the server is gone, or did not come about: thrown by a pool alone, whatever the network said. */
export class ConnectionLost extends Error {}

/** Clients whose connection has ended. */
const gone = new WeakSet<PoolClient>();

/** A fault of a call to the server, which answered by it (DatabaseError) or is no longer there. */
const faultOf = (client: PoolClient, error: unknown): unknown =>
  !(error instanceof DatabaseError) && gone.has(client)
    ? new ConnectionLost(messageOf(error), { cause: error })
    : error;

/** How a pool of connections is made. */
export interface PoolOptions {
  readonly url: string;
  readonly readOnly: boolean;
  /** How long a statement waits for a lock, ms. */
  readonly lockMs: number;
  /** Silence after which a server counts as gone, ms; null: no limit. */
  readonly answerMs: number | null;
}

/** Connections of one process at most: seven that write at the same time, and readers. */
const CONNECTIONS = 10;

/** How long making a connection, or waiting for a free one, may take, ms. */
const CONNECT_MS = 5_000;

/** Silence after which the server ends a transaction, ms: a frozen process must not hold its locks for ever. */
const SILENT_MS = 15_000;

/** A whole number of 64 bits as a number. Throws RangeError beyond 2^53: a wrong digit is worse than an error. */
export function safeInteger(digits: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${digits} is not a safe integer`);
  return value;
}

/** The parsers of this pool alone: int8 elsewhere in the process stays what it is. */
function parsers(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, safeInteger);
  // A sum of int8 is numeric.
  overrides.setTypeParser(types.builtins.NUMERIC, safeInteger);
  return overrides;
}

/** A longer statement has lists in it that are of another length the next time. */
const SHORT_SQL = 1_000;

/** Statements that a connection keeps prepared, at most; some 20 kB of the server's memory each. */
const KEPT = 200;

/** Names of statements, the same on all connections. */
const statementNames = new Map<string, string>();

/** The name under which connections keep a statement prepared; undefined: it is parsed each time. */
function statementName(statement: string): string | undefined {
  if (!statementNames.has(statement) && statement.length <= SHORT_SQL && statementNames.size < KEPT)
    statementNames.set(statement, `duban_${statementNames.size}`);
  return statementNames.get(statement);
}

/**
 * A connection that keeps its statements prepared: PostgreSQL takes longer to parse and to plan most of them than to run
 * them. It goes on planning those for which the values make a difference. Nothing here reads by cursors.
 */
function keeping(client: PoolClient): PostgresPoolClient {
  let outdated = false;
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new TypeError('a statement, not a cursor');
    const name = values.length === 0 ? undefined : statementName(text);
    return client.query({ text, values: [...values], name }).catch((error: unknown) => {
      outdated ||= isOutdatedPlan(error);
      throw faultOf(client, error);
    });
  }
  return {
    query,
    release: (destroy) => {
      client.release(destroy === true || outdated);
    },
  };
}

/**
 * Whether a statement that a connection keeps prepared no longer fits its tables, which a later program has changed. The
 * connection is given up for it: a new one prepares the statement anew.
 */
export const isOutdatedPlan = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '0A000' && error.message.includes('cached plan');

/** A pool that says how busy it is. */
export interface LoadedPool extends PostgresPool {
  load(): PoolLoad;
}

/** A pool of connections to PostgreSQL; it connects when first asked, and outlives the loss of any connection. */
export function openPool({ url, readOnly, lockMs, answerMs }: PoolOptions): LoadedPool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    types: parsers(),
    application_name: 'duban',
    client_encoding: 'UTF8',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: SILENT_MS,
    options: readOnly ? '-c default_transaction_read_only=on' : undefined,
  });
  // A lost connection fails its statement, or is taken out by the pool; without a listener the process would end.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => gone.add(client));
    client.on('end', () => gone.add(client));
    const { stream } = client.connection;
    if (answerMs !== null && stream instanceof Socket) stream.setTimeout(answerMs, () => stream.destroy());
  });
  let [waits, waitedMs] = [0, 0];
  const connect = async (): Promise<PoolClient> => {
    const began = performance.now();
    waits += 1;
    try {
      return await pool.connect().finally(() => {
        waitedMs += performance.now() - began;
      });
    } catch (error) {
      throw error instanceof DatabaseError ? error : new ConnectionLost(messageOf(error), { cause: error });
    }
  };
  return {
    connect: async () => keeping(await connect()),
    end: () => pool.end(),
    load: () => ({
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      waits,
      waitedMs,
    }),
  };
}
