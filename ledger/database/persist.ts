import type { Database } from './dialect';

/** So often work is begun before its fault is told, in about five seconds. */
export const MOST_PERSISTED = 10;

/** Waits before another try: 50, 100, 200, 400 … at most 800 ms. */
export const pauseAfter = (tries: number): Promise<void> =>
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
