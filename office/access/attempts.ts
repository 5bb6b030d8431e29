import { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract';
import type { AccessDoor } from '../../ledger/access/door';
import type { Tries } from '../../ledger/access/tries';
import { keptAs } from './secrets';
import { hostNow } from './sessions';

const MINUTE_S = 60;

type Store = Pick<AccessDoor, 'countTry' | 'triesOf' | 'forgetTries'>;

/** Counts of the limiter in the ledger, so that all consoles count together. */
class LedgerLimiter extends RateLimiterStoreAbstract {
  constructor(
    private readonly store: Store,
    limit: { readonly keyPrefix: string; readonly points: number; readonly duration: number },
  ) {
    super(limit);
  }

  override _upsert(key: string, points: number, ms: number, afresh = false): Promise<Tries> {
    return this.store.countTry({ key, points, ms, afresh, now: hostNow() });
  }

  override _get(key: string): Promise<Tries | null> {
    return this.store.triesOf(key, hostNow());
  }

  override _delete(key: string): Promise<boolean> {
    return this.store.forgetTries(key);
  }

  override _getRateLimiterRes(_key: string, changed: number, { points, until }: Tries): RateLimiterRes {
    const left = Math.max(this.points - points, 0);
    return new RateLimiterRes(left, Math.max(until - hostNow(), 0), points, points === changed);
  }
}

/** How often something may be tried; each try counts. */
interface Limit {
  /** False when it was tried too often lately. */
  may(key: string): Promise<boolean>;
}

function limit(store: Store, keyPrefix: string, points: number, minutes: number): Limit {
  const limiter = new LedgerLimiter(store, { keyPrefix, points, duration: minutes * MINUTE_S });
  return {
    async may(key) {
      try {
        // What is typed by strangers may be as long as their forms: kept is a digest.
        await limiter.consume(keptAs(key));
        return true;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return false;
        throw refused;
      }
    },
  };
}

/** What is limited: sign-ins by address and account, and by address; wrong links by address; uploads; noted refusals. */
export const makeAttempts = (store: Store) => ({
  signIns: limit(store, 'sign-in', 20, 10),
  signInsFrom: limit(store, 'sign-in-from', 200, 10),
  wrongLinks: limit(store, 'link', 30, 10),
  uploads: limit(store, 'upload', 60, 10),
  refusals: limit(store, 'refusal', 10, 60),
});

export type Attempts = ReturnType<typeof makeAttempts>;
