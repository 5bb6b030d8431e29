const SECOND = 1_000;

/** A number in [0, 1) that depends on nothing but the id (FNV-1a), so that a thousand items do not try in step. */
export function fraction(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/**
 * How long to wait after a failure, in ms, when nothing has succeeded for `away` ms: a tenth of that, from 3 s to 2 min,
 * and up to a quarter more by the id. So whatever is back after a minute is used again within eight seconds, and
 * something that stays away is asked twenty-seven times an hour.
 */
export const backoff = (away: number, id: string): number =>
  Math.round(Math.min(Math.max(away / 10, 3 * SECOND), 120 * SECOND) * (1 + fraction(id) / 4));

/** The n-th wait (from 0) for others to record, in ms: from 1 to 30 s, each a tenth of the time waited so far. */
export const patience = (tries: number): number => Math.round(Math.min(SECOND * 1.1 ** tries, 30 * SECOND));
