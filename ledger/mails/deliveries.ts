import { takenKeys } from '../../domain/digest/mail-ref';
import { groupBy } from '../../domain/digest/snapshot';
import type { Selectable } from 'kysely';
import { digestOf, sha256, partsThatFit } from '../../domain/journal/canonical';
import { MAILROOM } from '../../domain/journal/streams';
import type { StreamId } from '../../domain/journal/types';
import type { Instant } from '../../domain/time';
import { appendParts } from '../journal/journal';
import { sharesRows } from '../database/locks';
import { addressDigest, type AddressDigest } from '../office/identity';
import type { Db, Schema } from '../database/schema';
import { type MailState, TERMINAL } from '../database/tables/mails';
import { noteImmediate } from './composed';
import { editionIn } from './edition';

/** Mails that are read at once. */
const DELIVERIES_AN_EVENT = 500;

/** Bytes of the items, of the rows, and of the recipients, that an entry names. */
const NAMED_BYTES = 20_000;

/** How one mail ended, as the journal keeps it: ids and digests, no names, no addresses. */
export interface DeliveryEntry {
  readonly mail: string;
  /** 0, and one more for each time that a mail which had ended was tried again. */
  readonly round: number;
  readonly outcome: MailState;
  /** sha256 of the edition as it was sent. */
  readonly content: string;
  /** Streams of the items that it lists; the first of very many. */
  readonly items: readonly StreamId[];
  /** Keys of the raised rows that it carries; the first of very many. */
  readonly rungs: readonly string[];
  /** The first of very many. */
  readonly recipients: readonly {
    readonly contact: string;
    /** Salted digest of the address. */
    readonly address: string;
    readonly outcome: 'waiting' | 'sent' | 'failed';
  }[];
  /** Digest of when and by whom it was tried, and of what became of each recipient. */
  readonly course: string;
  /** The mail server's answer, without addresses. */
  readonly response: string | null;
}

/** Body of `delivered` in the stream `mailroom`. */
export interface Delivered {
  readonly entries: readonly DeliveryEntry[];
}

/** The first of very many. */
const namedFirst = <T>(all: readonly T[]): readonly T[] => partsThatFit(all, NAMED_BYTES)[0] ?? [];

/** A server's answer for the journal: addresses are blotted out, and it is cut at 300 characters. */
export const withoutAddresses = (response: string): string =>
  response.replace(/[^\s<>()"',;:]+@[^\s<>()"',;:]+/g, '<…>').slice(0, 300);

/**
 * Journals the ends of mails not journaled yet, those of a killed chunk too: one event `delivered` for as many of
 * them as it can hold, with an entry for each. Nothing to journal: no event.
 */
export async function journalDeliveries(db: Db, now: Instant): Promise<{ readonly entries: number }> {
  const digest = await addressDigest(db);
  await noteImmediate(db, now);
  let written = 0;
  for (;;) {
    const entries = await nextEntries(db, digest);
    if (entries.length === 0) return { entries: written };
    const bodies = partsThatFit(entries).map((part): Delivered => ({ entries: part }));
    const type = 'delivered';
    await appendParts(db, MAILROOM, { type, bodies, at: now, actor: 'duban', requestKey: null });
    await db
      .updateTable('mails')
      .set({ journaled: 1 })
      .where(
        'key',
        'in',
        entries.map(({ mail }) => mail),
      )
      .execute();
    written += entries.length;
  }
}

async function nextEntries(db: Db, digest: AddressDigest): Promise<readonly DeliveryEntry[]> {
  const ended = await db
    .selectFrom('mails')
    .select(ENDED)
    .where('journaled', '=', 0)
    .where('state', 'in', TERMINAL)
    .orderBy('key')
    .limit(DELIVERIES_AN_EVENT)
    .$if(sharesRows(db), (q) => q.forNoKeyUpdate())
    .execute();
  return entriesFor(db, ended, digest);
}

/** What of a mail says how it ended. */
export const ENDED = [
  'key',
  'round',
  'state',
  'edition',
  'response',
  'next_try',
  'tries',
  'unknowns',
  'run',
  'attempt',
  'claimed_at',
  'handed',
  'settled_at',
] as const;

/** A mail that has ended, as it is stored. */
export type EndedMailRow = Pick<Selectable<Schema['mails']>, (typeof ENDED)[number]>;

/** A sheet is settled when it has been handed over, which is an event of its own. */
const deliveryCourse = (mail: EndedMailRow, recipients: readonly Reached[]): string =>
  digestOf([
    [mail.next_try, mail.tries, mail.unknowns, mail.run, mail.attempt, mail.claimed_at, mail.handed],
    mail.state === 'manual' ? null : mail.settled_at,
    recipients.map(({ contact, response }) => [contact, response]),
  ]);

/** What the journal says of mails that have ended. */
export async function entriesFor(
  db: Db,
  ended: readonly EndedMailRow[],
  digest: AddressDigest,
): Promise<readonly DeliveryEntry[]> {
  if (ended.length === 0) return [];
  const recipients = await reachedRecipients(
    db,
    ended.map(({ key }) => key),
  );
  return ended.map((mail) => {
    const { key, round, state, edition, response } = mail;
    const told = editionIn(edition);
    const reached = recipients.get(key) ?? [];
    return {
      mail: key,
      round,
      outcome: state,
      content: sha256(edition),
      items: namedFirst([...new Set(told?.lines.map(({ stream }) => stream))]),
      rungs: namedFirst(told ? takenKeys(told) : []),
      recipients: namedFirst(
        reached.map(({ contact, address, outcome }) => ({ contact, address: digest(address), outcome })),
      ),
      course: deliveryCourse(mail, reached),
      response: response === null ? null : withoutAddresses(response),
    };
  });
}

interface Reached {
  readonly contact: string;
  readonly address: string;
  readonly outcome: 'waiting' | 'sent' | 'failed';
  readonly response: string | null;
}

async function reachedRecipients(
  db: Db,
  mails: readonly string[],
): Promise<ReadonlyMap<string, readonly Reached[]>> {
  const rows = await db
    .selectFrom('recipients')
    .select(['mail', 'contact', 'address', 'state as outcome', 'response'])
    .where('mail', 'in', mails)
    .orderBy('mail')
    .orderBy('contact')
    .execute();
  return groupBy(rows, ({ mail }) => mail);
}
