import { sql, type DialectAdapter } from 'kysely';
import { ASTRAY_MS } from '../../domain/measures';
import { instant, plusMs, type Instant } from '../../domain/time';
import { faults, LedgerFault } from './faults';
import { sharesRows } from './locks';
import type { Db } from './schema';

/** The time of the database's server; null for a file, which has no server. */
async function serverNow(db: Db): Promise<Instant | null> {
  if (!sharesRows(db)) return null;
  const { rows } = await sql<{
    readonly now: number;
  }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(db);
  return rows[0] ? instant(Math.round(rows[0].now)) : null;
}

/** Difference of this host's clock from that of the database's server, ms; null for a file, which has no server. */
export async function hostAhead(db: Db): Promise<number | null> {
  const before = Date.now();
  const now = await serverNow(db);
  return now === null ? null : Math.round((before + Date.now()) / 2) - now;
}

/** What bounds the instants of a ledger's journal. */
interface Bound {
  /** Difference of the office's clock from the server's, ms, at each call: 0 but in a demonstration. */
  readonly shift: () => number;
  /** It was at least so late by the server's clock when the clock that only measures stood there, ms. */
  seen: { readonly server: number; readonly measured: number };
}

const bounds = new WeakMap<DialectAdapter, Bound>();

/** From now on the journal of this database takes no instant beyond its server's now; `shift`: of the office's clock. */
export function boundByServer(db: Db, shift: () => number): void {
  bounds.set(db.getExecutor().adapter, { shift, seen: { server: -Infinity, measured: 0 } });
}

/**
 * Throws LedgerFault `clock-off` for an instant more than a minute beyond the server's now: whoever names it has a clock that
 * is astray, and all that follows in its stream would bear that time too. The server is asked only when what it said last
 * does not settle it.
 */
export async function refuseBeyondNow(db: Db, at: Instant): Promise<void> {
  const bound = bounds.get(db.getExecutor().adapter);
  if (!bound) return;
  const reaches = ({ server, measured }: Bound['seen']): boolean =>
    at <= server + (performance.now() - measured) + bound.shift() + ASTRAY_MS;
  if (reaches(bound.seen)) return;
  const measured = performance.now();
  const now = await serverNow(db);
  if (now === null) return;
  bound.seen = { server: now, measured };
  if (!reaches(bound.seen)) throw new LedgerFault(faults.beyondNow(at - plusMs(now, bound.shift())));
}
