import { plusMs, type Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { HOUR_MS } from '../../domain/measures';

/** How often something was tried in a stretch of time, and when that ends. */
export interface Tries {
  readonly points: number;
  readonly until: Instant;
}

/** One more try. */
export interface SignInTry {
  readonly key: string;
  readonly points: number;
  readonly now: Instant;
  /** How long a stretch is, ms. */
  readonly ms: number;
  /** Begins a new stretch, whatever was counted before. */
  readonly afresh: boolean;
}

/** Counts tries under a key; a stretch that is over begins anew, and those that ended an hour ago are forgotten. */
export async function countTry(db: Db, { key, points, now, ms, afresh }: SignInTry): Promise<Tries> {
  const until = plusMs(now, ms);
  const row = await db
    .insertInto('tries')
    .values({ key, points, until_at: until })
    .onConflict((c) =>
      c.column('key').doUpdateSet((x) => {
        const goesOn = x('tries.until_at', '>', now);
        const over = afresh ? x.lit(false) : goesOn;
        return {
          points: x
            .case()
            .when(over)
            .then(x('tries.points', '+', points))
            .else(points)
            .end(),
          until_at: x.case().when(over).then(x.ref('tries.until_at')).else(until).end(),
        };
      }),
    )
    .returning(['points', 'until_at'])
    .executeTakeFirstOrThrow();
  if (row.points === points)
    await db.deleteFrom('tries').where('until_at', '<', plusMs(now, -HOUR_MS)).execute();
  return { points: row.points, until: row.until_at };
}

/** What is counted under a key in a stretch that goes on. */
export async function triesOf(db: Db, key: string, now: Instant): Promise<Tries | null> {
  const row = await db
    .selectFrom('tries')
    .select(['points', 'until_at'])
    .where('key', '=', key)
    .where('until_at', '>', now)
    .executeTakeFirst();
  return row ? { points: row.points, until: row.until_at } : null;
}

/** Forgets what was counted under a key; false when nothing was. */
export async function forgetTries(db: Db, key: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('tries').where('key', '=', key).executeTakeFirst();
  return numDeletedRows > 0n;
}
