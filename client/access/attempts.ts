import { RateLimiterMemory } from 'rate-limiter-flexible';

const MINUTE = 60;

/** How often something may be tried; each try counts. */
export interface Attempts {
  /** False when it was tried too often lately. */
  may(key: string): Promise<boolean>;
}

const limiter = (points: number, minutes: number): Attempts => {
  const counts = new RateLimiterMemory({ points, duration: minutes * MINUTE });
  return {
    may: (key) =>
      counts.consume(key).then(
        () => true,
        () => false,
      ),
  };
};

/** Tries of one process; the lock-out of an account stands in the ledger and holds for all. */
export const makeAttempts = () => ({
  signIns: limiter(20, 10),
  links: limiter(120, 1),
  uploads: limiter(60, 10),
});
