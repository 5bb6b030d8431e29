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
  readonly level: number;
  readonly at: Instant;
}

/** The level of a bucket at a moment, its row locked until this transaction ends: all workers draw from the same one. */
async function open(db: Db, name: Bucket['name'], perMinute: number, now: Instant): Promise<Bucket> {
  const capacity = capacityOf(perMinute);
  const { level, at } = await db
    .insertInto('buckets')
    .values({ name, level: capacity, at: now })
    .onConflict((c) => c.column('name').doUpdateSet((x) => ({ level: x.ref('buckets.level') })))
    .returning(['level', 'at'])
    .executeTakeFirstOrThrow();
  // Workers' clocks differ a little: time that has been counted is not counted again.
  const upTo = instant(Math.max(at, now));
  return { name, perMinute, level: Math.min(capacity, level + (upTo - at) * perMinute), at: upTo };
}

/** Milliseconds until so many tokens are there; more than the bucket holds are lent as soon as it is full. */
const waitFor = ({ level, perMinute }: Bucket, tokens: number): number => {
  const wanted = Math.min(tokens * TOKEN, capacityOf(perMinute));
  return level >= wanted ? 0 : Math.ceil((wanted - level) / perMinute);
};

async function close(db: Db, { name, level, at }: Bucket, tokens: number): Promise<void> {
  await db
    .updateTable('buckets')
    .set({ level: level - tokens * TOKEN, at })
    .where('name', '=', name)
    .execute();
}

/**
 * Draws the tokens for one mail to so many recipients, under the rates of the policy for all workers together. 0: drawn;
 * otherwise nothing was, and so many milliseconds are to be waited.
 */
export async function draw(db: Db, policy: MailPolicy, recipients: number, now: Instant): Promise<number> {
  const mails = await open(db, 'mails', policy.mailsPerMinute, now);
  const people = await open(db, 'recipients', policy.recipientsPerMinute, now);
  const wait = Math.max(waitFor(mails, 1), waitFor(people, recipients));
  if (wait > 0) return wait;
  await close(db, mails, 1);
  await close(db, people, recipients);
  return 0;
}
