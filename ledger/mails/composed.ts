import type { Selectable } from 'kysely';
import { groupBy } from '../../domain/digest/snapshot';
import { digestOf, sha256, partsThatFit } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import type { Instant } from '../../domain/time';
import { appendParts } from '../journal/journal';
import { holdStream } from '../database/locks';
import type { Db, Schema } from '../database/schema';
import { chunks } from '../database/stored';
import type { EventPlace } from '../log/prove';
import { mailKey } from '../../domain/digest/mail-ref';
import { editionIn } from './edition';

/** Mails that are read at once: each holds its whole text. */
const EDITIONS_PAGE = 200;

/** Body of `mailsComposed` (编发) in the stream `mailroom`: the digest of each mail as it stands from now on. */
export interface MailsComposed {
  readonly mails: Readonly<Record<string, string>>;
}

/** What of a mail is settled when it is composed; its checkpoint is verified by itself. */
const SETTLED = [
  'key',
  'kind',
  'rank',
  'addressee',
  'audience',
  'unit',
  'slot',
  'message_id',
  'edition',
  'composed_at',
  'ready_at',
] as const;

type Settled = Pick<Selectable<Schema['mails']>, (typeof SETTLED)[number]>;

/** A mail with all that is composed of it. */
export interface WholeMail {
  readonly mail: Settled;
  readonly items: readonly Pick<Selectable<Schema['mail_items']>, 'stream' | 'seq'>[];
  readonly recipients: readonly Pick<Selectable<Schema['recipients']>, 'contact' | 'name' | 'address'>[];
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Digest of a mail's text, addressee, recipients, items and times. */
export const mailDigest = ({ mail, items, recipients }: WholeMail): string =>
  digestOf([
    SETTLED.map((name) => (name === 'edition' ? sha256(mail.edition) : mail[name])),
    sha256(
      items
        .map(({ stream, seq }) => `${stream} ${seq}`)
        .sort(byCode)
        .join('\n'),
    ),
    recipients
      .map(({ contact, name, address }) => [contact, name, address] as const)
      .sort(([a], [b]) => byCode(a, b)),
  ]);

/** Digests of mails by their keys, in the order in which they were composed. */
export type MailDigests = Map<string, string>;

/** Journals digests of mails: one event for as many as it can hold. */
export async function noteComposed(db: Db, digests: MailDigests, now: Instant): Promise<void> {
  if (digests.size === 0) return;
  const bodies = partsThatFit([...digests]).map((part): MailsComposed => ({
    mails: Object.fromEntries(part),
  }));
  const type = 'mailsComposed';
  await appendParts(db, MAILROOM, { type, bodies, at: now, actor: 'duban', requestKey: null });
}

/** Mails as they are stored, with all that is composed of them. */
export async function wholeMails(db: Db, keys: readonly string[]): Promise<readonly WholeMail[]> {
  const mails = await db
    .selectFrom('mails')
    .select(SETTLED)
    .where('key', 'in', keys)
    .orderBy('key')
    .execute();
  const items = await db
    .selectFrom('mail_items')
    .select(['mail', 'stream', 'seq'])
    .where('mail', 'in', keys)
    .execute();
  const recipients = await db
    .selectFrom('recipients')
    .select(['mail', 'contact', 'name', 'address'])
    .where('mail', 'in', keys)
    .execute();
  const itemsOf = groupBy(items, ({ mail }) => mail);
  const recipientsOf = groupBy(recipients, ({ mail }) => mail);
  return mails.map((mail) => ({
    mail,
    items: itemsOf.get(mail.key) ?? [],
    recipients: recipientsOf.get(mail.key) ?? [],
  }));
}

/** Journals mails as they stand now: written anew, or to others than before. */
async function noteMails(db: Db, keys: readonly string[], now: Instant): Promise<void> {
  for (const part of chunks(keys, EDITIONS_PAGE)) {
    // First, since it waits for a claim that writes one of them anew.
    await db.updateTable('mails').set({ noted: 1 }).where('key', 'in', part).execute();
    const digests: MailDigests = new Map(
      (await wholeMails(db, part)).map((whole) => [whole.mail.key, mailDigest(whole)]),
    );
    await noteComposed(db, digests, now);
  }
}

/**
 * Holds the stream of the mailroom if a mail that is about to be written anew has to be journaled again: found held only
 * after the writing, the whole claim would be made twice.
 */
export async function holdForNote(db: Db, key: string): Promise<void> {
  if (await isNoted(db, key)) await holdStream(db, MAILROOM);
}

async function isNoted(db: Db, key: string): Promise<boolean> {
  const mail = await db.selectFrom('mails').select('noted').where('key', '=', key).executeTakeFirst();
  return mail?.noted === 1;
}

/** Journals a mail that is written anew while it is claimed; one that was not journaled yet is left to the next pass. */
export async function noteAgain(db: Db, key: string, now: Instant): Promise<void> {
  if (await isNoted(db, key)) await noteMails(db, [key], now);
}

/** The events that caused a mail at once, which `record` wrote without holding the stream of the mailroom; none: another mail. */
export function editionCauses({ key, edition }: Pick<Settled, 'key' | 'edition'>): readonly EventPlace[] {
  const read = editionIn(edition);
  if (!read || mailKey(read.ref) !== key) return [];
  if (read.ref.of === 'urge') return (read.urged ?? []).map(({ stream, seq }) => ({ stream, seq }));
  return read.ref.of === 'event' ? [{ stream: read.ref.stream, seq: read.ref.seq }] : [];
}

/** Journals the urges and answers that `record` has written since, but those to which more is coming. */
export async function noteImmediate(db: Db, now: Instant): Promise<void> {
  const rows = await db
    .selectFrom('mails')
    .select(['key', 'edition'])
    .where('noted', '=', (x) => x.lit(0))
    .where('act', 'is', null)
    .orderBy('key')
    .execute();
  await noteMails(
    db,
    rows.filter((row) => editionCauses(row).length > 0).map(({ key }) => key),
    now,
  );
}
