import { MINUTE_MS } from '../../domain/measures';
import type { MailPolicy } from '../../domain/policy';
import { instant, type Instant } from '../../domain/time';
import { prepared, type PlaceOf } from '../database/prepared';
import type { Db } from '../database/schema';

/** One token, in sixty-thousandths: a rate of n a minute is n of them each millisecond. */
const TOKEN = 60_000;

/** What may have gathered while nothing was sent: a second's worth, at least one token. */
const capacityOf = (perMinute: number): number => Math.max(TOKEN, perMinute * 1_000);

/** Workers' clocks differ by less, ms: a level that bears a later time is one of a clock that was set right since. */
const CLOCKS_APART_MS = MINUTE_MS;

interface Bucket {
  readonly perMinute: number;
  /** How many are wanted of it. */
  readonly tokens: number;
}

interface Filled extends Bucket {
  readonly level: number;
  readonly at: Instant;
}

/** What is written of both buckets. */
interface Levels {
  readonly mails: number;
  readonly recipients: number;
  readonly mailsAt: Instant;
  readonly recipientsAt: Instant;
}

const bothOf = (db: Db, place: PlaceOf<Levels>) =>
  db.insertInto('buckets').values([
    { name: 'mails', level: place('mails'), at: place('mailsAt') },
    { name: 'recipients', level: place('recipients'), at: place('recipientsAt') },
  ]);

/** The levels as they stand, full ones where there are none yet; the rows are locked until this transaction ends. */
const openedLevels = prepared((db, place: PlaceOf<Levels>) =>
  bothOf(db, place)
    .onConflict((c) => c.column('name').doUpdateSet((x) => ({ level: x.ref('buckets.level') })))
    .returning(['name', 'level', 'at']),
);

const closedLevels = prepared((db, place: PlaceOf<Levels>) =>
  bothOf(db, place).onConflict((c) =>
    c.column('name').doUpdateSet((x) => ({ level: x.ref('excluded.level'), at: x.ref('excluded.at') })),
  ),
);

type Both<T> = readonly [mails: T, recipients: T];

type BucketLevel = Pick<Filled, 'level' | 'at'> & { readonly name: string };

const seen = prepared((db) => db.selectFrom('buckets').select(['name', 'level', 'at']));

/** The buckets at a moment, by the levels that are written: all workers draw from the same ones. */
function filledBuckets(
  [mails, recipients]: Both<Bucket>,
  rows: readonly BucketLevel[],
  now: Instant,
): Both<Filled> {
  const fill = (name: 'mails' | 'recipients', bucket: Bucket): Filled => {
    const capacity = capacityOf(bucket.perMinute);
    const row = rows.find((one) => one.name === name && one.at - now <= CLOCKS_APART_MS);
    const { level, at } = row ?? { level: capacity, at: now };
    // Time that has been counted is not counted again.
    const upTo = instant(Math.max(at, now));
    return { ...bucket, level: Math.min(capacity, level + (upTo - at) * bucket.perMinute), at: upTo };
  };
  return [fill('mails', mails), fill('recipients', recipients)];
}

/** The buckets with their rows locked until this transaction ends. */
async function openBuckets(db: Db, buckets: Both<Bucket>, now: Instant): Promise<Both<Filled>> {
  const [mails, recipients] = buckets;
  const { rows } = await openedLevels(db, {
    mails: capacityOf(mails.perMinute),
    recipients: capacityOf(recipients.perMinute),
    mailsAt: now,
    recipientsAt: now,
  });
  return filledBuckets(buckets, rows, now);
}

/** Milliseconds until the tokens are there; more than the bucket holds are lent as soon as it is full. */
const waitFor = ({ level, perMinute, tokens }: Filled): number => {
  const wanted = Math.min(tokens * TOKEN, capacityOf(perMinute));
  return level >= wanted ? 0 : Math.ceil((wanted - level) / perMinute);
};

/** How long both are to be waited for. */
const longest = (both: Both<Filled>): number => Math.max(...both.map(waitFor));

const tokensLeft = ({ level, tokens }: Filled): number => level - tokens * TOKEN;

const bucketsFor = (policy: MailPolicy, recipients: number): Both<Bucket> => [
  { perMinute: policy.mailsPerMinute, tokens: 1 },
  { perMinute: policy.recipientsPerMinute, tokens: recipients },
];

/** How long one mail to so many recipients would have to wait, ms; writes nothing. */
export const poll = async (db: Db, policy: MailPolicy, recipients: number, now: Instant): Promise<number> =>
  longest(filledBuckets(bucketsFor(policy, recipients), (await seen(db, {})).rows, now));

/**
 * Draws the tokens for one mail to so many recipients, under the rates of the policy for all workers together. 0: drawn;
 * otherwise nothing was, and so many milliseconds are to be waited; who only waits writes nothing.
 */
export async function draw(db: Db, policy: MailPolicy, recipients: number, now: Instant): Promise<number> {
  const buckets = bucketsFor(policy, recipients);
  const ahead = await poll(db, policy, recipients, now);
  if (ahead > 0) return ahead;
  const both = await openBuckets(db, buckets, now);
  const wait = longest(both);
  if (wait > 0) return wait;
  const [mail, recipient] = both;
  await closedLevels(db, {
    mails: tokensLeft(mail),
    recipients: tokensLeft(recipient),
    mailsAt: mail.at,
    recipientsAt: recipient.at,
  });
  return 0;
}
