/** The library's base for stores of one's own, which its index does not name. */
declare module 'rate-limiter-flexible/lib/RateLimiterStoreAbstract' {
  import { RateLimiterAbstract, type RateLimiterRes } from 'rate-limiter-flexible';

  abstract class RateLimiterStoreAbstract extends RateLimiterAbstract {
    abstract _upsert(key: string, points: number, ms: number, afresh?: boolean): Promise<unknown>;
    abstract _get(key: string): Promise<unknown>;
    abstract _delete(key: string): Promise<boolean>;
    abstract _getRateLimiterRes(key: string, changed: number, stored: unknown): RateLimiterRes;
  }
  export = RateLimiterStoreAbstract;
}
