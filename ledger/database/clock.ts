import { sql } from 'kysely';
import { sharesRows } from './locks';
import type { Db } from './schema';

/** Difference of this host's clock from that of the database's server, ms; null for a file, which has no server. */
export async function hostAhead(db: Db): Promise<number | null> {
  if (!sharesRows(db)) return null;
  const before = Date.now();
  const { rows } = await sql<{
    readonly now: number;
  }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(db);
  const middle = (before + Date.now()) / 2;
  return Math.round(middle - (rows[0]?.now ?? middle));
}
