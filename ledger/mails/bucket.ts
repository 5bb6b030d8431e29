import type { MailPolicy } from '../../domain/policy';
import { instant, type Instant } from '../../domain/time';
import type { Db } from '../schema';

/** One token, in sixty-thousandths: a rate of n a minute is n of them each millisecond. */
const TOKEN = 60_000;

/** What may have gathered while nothing was sent: a second's worth, at least one token. */
const capacityOf = (perMinute: number): number => Math.max(TOKEN, perMinute * 1_000);

interface Bucket {
  readonly name: 'mails' | 'recipients';
  readonly perMinute: number;
  /** How many are wanted of it. */
  readonly tokens: number;
}

interface Filled extends Bucket {
  readonly level: number;
  readonly at: Instant;
}

/** The levels of buckets at a moment, their rows locked until this transaction ends: all workers draw from the same ones. */
async function open(db: Db, buckets: readonly Bucket[], now: Instant): Promise<readonly Filled[]> {
  const rows = await db
    .insertInto('buckets')
    .values(buckets.map(({ name, perMinute }) => ({ name, level: capacityOf(perMinute), at: now })))
    .onConflict((c) => c.column('name').doUpdateSet((x) => ({ level: x.ref('buckets.level') })))
    .returning(['name', 'level', 'at'])
    .execute();
  return buckets.map((bucket) => {
    const capacity = capacityOf(bucket.perMinute);
    const { level, at } = rows.find(({ name }) => name === bucket.name) ?? { level: capacity, at: now };
    // Workers' clocks differ a little: time that has been counted is not counted again.
    const upTo = instant(Math.max(at, now));
    return { ...bucket, level: Math.min(capacity, level + (upTo - at) * bucket.perMinute), at: upTo };
  });
}

/** Milliseconds until the tokens are there; more than the bucket holds are lent as soon as it is full. */
const waitFor = ({ level, perMinute, tokens }: Filled): number => {
  const wanted = Math.min(tokens * TOKEN, capacityOf(perMinute));
  return level >= wanted ? 0 : Math.ceil((wanted - level) / perMinute);
};

const close = (db: Db, buckets: readonly Filled[]): Promise<unknown> =>
  db
    .insertInto('buckets')
    .values(buckets.map(({ name, level, tokens, at }) => ({ name, level: level - tokens * TOKEN, at })))
    .onConflict((c) =>
      c.column('name').doUpdateSet((x) => ({ level: x.ref('excluded.level'), at: x.ref('excluded.at') })),
    )
    .execute();

/**
 * Draws the tokens for one mail to so many recipients, under the rates of the policy for all workers together. 0: drawn;
 * otherwise nothing was, and so many milliseconds are to be waited.
 */
export async function draw(db: Db, policy: MailPolicy, recipients: number, now: Instant): Promise<number> {
  const wanted: readonly Bucket[] = [
    { name: 'mails', perMinute: policy.mailsPerMinute, tokens: 1 },
    { name: 'recipients', perMinute: policy.recipientsPerMinute, tokens: recipients },
  ];
  const buckets = await open(db, wanted, now);
  const wait = Math.max(...buckets.map(waitFor));
  if (wait === 0) await close(db, buckets);
  return wait;
}
