import { sql, type Compilable, type CompiledQuery, type DialectAdapter, type Expression } from 'kysely';
import type { Db } from './schema';

/** The place of a value in a query that is compiled before the value is known. */
class NamedParameter {
  constructor(readonly name: string) {}
}

/** What takes the place of a value while a query is built. */
export type PlaceOf<V> = <K extends keyof V & string>(name: K) => Expression<V[K]>;

/**
 * A query that is built and compiled once for each kind of database and then only run with other values: building one
 * takes longer than SQLite needs to answer it. For the questions that are asked for every mail.
 *
 * @example
 * const headOf = prepared((db, place: PlaceOf<{ stream: string }>) =>
 *   db.selectFrom('heads').select(['seq', 'hash']).where('stream', '=', place('stream')),
 * );
 * const { rows } = await headOf(db, { stream });
 */
export function prepared<V extends object, R>(
  build: (db: Db, place: PlaceOf<V>) => Compilable<R>,
): (db: Db, values: V) => Promise<{ readonly rows: readonly R[]; readonly numAffectedRows?: bigint }> {
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>();
  return (db, values) => {
    const { adapter } = db.getExecutor();
    let query = compiled.get(adapter);
    if (!query) {
      query = build(db, (name) => sql`${new NamedParameter(name)}`).compile();
      compiled.set(adapter, query);
    }
    const given = new Map<string, unknown>(Object.entries(values));
    const parameters = query.parameters.map((one) =>
      one instanceof NamedParameter ? given.get(one.name) : one,
    );
    return db.executeQuery({ ...query, parameters });
  };
}
