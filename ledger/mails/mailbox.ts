import { channelOf, editionRecipients, editionTask, type Recipient } from '../../domain/digest/handover';
import { addresseeKey } from '../../domain/digest/mail-ref';
import type { Edition, MailKind } from '../../domain/digest/types';
import { sha256 } from '../../domain/journal/canonical';
import type { Office } from '../../domain/office';
import type { MailPolicy } from '../../domain/policy';
import { slotAt } from '../../domain/slot';
import { instant, type Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import { chunks, toJson } from '../database/stored';
import { type MailState, OF_SLOT } from '../database/tables/mails';
import { mailboxDied } from '../office/health';
import { openMailroomTask } from '../office/mailroom-tasks';
import { mailDigest, type MailDigests, type WholeMail } from './composed';
import { noteDelayed } from './delayed';

/** What is needed to put editions into the mailbox (发件箱). */
export interface MailPosting {
  readonly office: Office;
  readonly now: Instant;
  /** Latest checkpoint when the mail is composed. */
  readonly checkpoint: string | null;
  /** Takes the digests of what is written, for the journal; null: the next pass of the mailroom sees to it. */
  readonly digests: MailDigests | null;
  /** The change set whose urges an urge gathers; it does not leave before. */
  readonly act?: string | null;
  /** Seq of an item's state that the edition was composed from. */
  readonly seqOf: (stream: string) => number;
}

/** Order of claiming: what answers a person first, the bulk last. */
const MAIL_RANK: Readonly<Record<MailKind, number>> = { urge: 0, answer: 1, digest: 2, change: 2, letter: 3 };

/**
 * Puts an edition into the mailbox, ready to be claimed; false when a mail with its key is there already. What a person
 * has to hand over gets a task (state manual); without any address it is failed, with a task.
 */
export async function putMail(db: Db, edition: Edition, posting: MailPosting): Promise<boolean> {
  const { office, now, digests } = posting;
  const recipients = editionRecipients(edition, office);
  const channel = channelOf(edition, office, recipients);
  const mail = mailRowOf(edition, channel === 'manual' ? 'manual' : 'ready', posting);
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('mails')
    .values(mail)
    .onConflict((c) => c.column('key').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  const items = await writeItems(db, edition, posting);
  digests?.set(edition.key, mailDigest({ mail, items, recipients: channel === 'mail' ? recipients : [] }));
  if (channel === 'mail') await writeRecipients(db, edition.key, recipients);
  if (channel === 'manual') await openMailroomTask(db, editionTask(edition, channel), now);
  if (channel === 'nobody') await failWithoutAddress(db, edition, posting);
  return true;
}

function mailRowOf(
  edition: Edition,
  state: MailState,
  { office, now, checkpoint, digests, act = null }: MailPosting,
) {
  const { key, kind, to, slot } = edition;
  // All others are ready at once and leave in the next window.
  const readyAt = OF_SLOT.includes(kind) ? instant(Math.max(now, slotAt(office, slot))) : now;
  return {
    key,
    kind,
    rank: MAIL_RANK[kind],
    addressee: 'unit' in to ? to.unit : to.account,
    audience: to.audience,
    unit: 'unit' in to ? to.unit : null,
    slot,
    state,
    message_id: messageIdOf(key, office.policy.mail),
    checkpoint,
    edition: toJson(edition),
    composed_at: now,
    ready_at: readyAt,
    next_try: readyAt,
    tries: 0,
    unknowns: 0,
    run: null,
    attempt: 0,
    claimed_at: null,
    handed: 0,
    settled_at: null,
    response: null,
    round: 0,
    journaled: 0,
    noted: digests ? 1 : 0,
    act,
  };
}

/** Keeps the heads that an edition was composed from, so that the claim sees when one has moved. */
export async function writeItems(
  db: Db,
  edition: Edition,
  { seqOf }: Pick<MailPosting, 'seqOf'>,
): Promise<WholeMail['items']> {
  const streams = [...new Set(edition.lines.map(({ stream }) => stream))];
  const items = streams.map((stream) => ({ mail: edition.key, stream, seq: seqOf(stream) }));
  for (const part of chunks(items, 100))
    await db
      .insertInto('mail_items')
      .values([...part])
      .execute();
  return items;
}

/** Gives each recipient of a mail a row of their own. */
export async function writeRecipients(db: Db, mail: string, recipients: readonly Recipient[]): Promise<void> {
  for (const part of chunks(recipients, 100))
    await db
      .insertInto('recipients')
      .values(part.map((recipient) => ({ ...recipient, mail, state: 'waiting' as const, response: null })))
      .execute();
}

/** A mail that nobody has an address for: failed, with a task about the missing mailbox. */
export async function failWithoutAddress(
  db: Db,
  edition: Edition,
  { office, now }: Pick<MailPosting, 'office' | 'now'>,
): Promise<void> {
  const response = 'no address';
  const failed = await db
    .updateTable('mails')
    .set({ state: 'failed', settled_at: now, response })
    .where('key', '=', edition.key)
    .returning(['key', 'kind', 'round', 'ready_at'])
    .executeTakeFirstOrThrow();
  await noteDelayed(db, failed, office, now);
  await mailboxDied(db, addresseeKey(edition.to), editionTask(edition, 'nobody'), response, now);
}

/** The Message-ID of a mail, from its key alone: however often it is sent, it is the same mail. */
function messageIdOf(key: string, policy: MailPolicy): string {
  const [, domain = 'duban.invalid'] = /@([^\s>]+)>?\s*$/.exec(policy.from) ?? [];
  return `<${sha256(key).slice(0, 40)}@${domain}>`;
}
