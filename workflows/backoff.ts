const SECOND = 1_000;

/** A number in [0, 1) that depends on nothing but the id (FNV-1a), so that a thousand items do not try in step. */
export function fraction(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/** How long to wait after the n-th failure (from 0), in ms: 5 s … 2 min, and up to a quarter more by the id. */
export const backoff = (failures: number, id: string): number =>
  Math.round(Math.min(5 * SECOND * 2 ** failures, 120 * SECOND) * (1 + fraction(id) / 4));

/** The n-th wait (from 0) for others to record, in ms: 1, 2, 4 … 30 s. */
export const patience = (tries: number): number => Math.min(SECOND * 2 ** tries, 30 * SECOND);
