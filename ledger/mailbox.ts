import { channelOf, recipientsOf, taskOf, type Channel, type Recipient } from '../domain/digest/handover';
import type { Edition, MailKind } from '../domain/digest/types';
import type { Office } from '../domain/office';
import { slotAt } from '../domain/slot';
import { instant, type Instant } from '../domain/time';
import { openMailroomTask } from './mailroom-tasks';
import { messageIdOf } from './message-id';
import type { Db } from './schema';
import { chunks, toJson } from './stored';
import type { MailState } from './types';

/** What is needed to put editions into the mailbox (发件箱). */
export interface Posting {
  readonly office: Office;
  readonly now: Instant;
  /** Latest anchor when the mail is composed. */
  readonly anchor: string | null;
  /** Seq of an item's state that the edition was composed from. */
  readonly seqOf: (stream: string) => number;
}

/** Order of claiming: what answers a person first, the bulk last. */
const RANK: Readonly<Record<MailKind, number>> = { urge: 0, answer: 1, digest: 2, change: 2, letter: 3 };

/** In which state a mail begins. */
const STATE: Readonly<Record<Channel, MailState>> = { mail: 'ready', manual: 'manual', nobody: 'failed' };

/** Keys of digests are the slot's; all others are ready at once and leave in the next window. */
const isOfSlot = (kind: MailKind): boolean => kind === 'digest' || kind === 'change';

/**
 * Puts an edition into the mailbox, ready to be claimed; false when a mail with its key is there already. A unit without
 * mail gets a task to hand the sheet over (state manual); without any address it is failed, with a task.
 */
export async function putMail(db: Db, edition: Edition, posting: Posting): Promise<boolean> {
  const recipients = recipientsOf(edition, posting.office);
  const channel = channelOf(edition, posting.office, recipients);
  const state = STATE[channel];
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('mails')
    .values(rowOf(edition, state, posting))
    .onConflict((c) => c.column('key').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await writeItems(db, edition, posting);
  await writeRecipients(db, edition.key, recipients);
  if (channel !== 'mail') await openMailroomTask(db, taskOf(edition, channel), posting.now);
  return true;
}

function rowOf(edition: Edition, state: MailState, { office, now, anchor }: Posting) {
  const { key, kind, to, slot } = edition;
  const readyAt = isOfSlot(kind) ? instant(Math.max(now, slotAt(office, slot))) : now;
  return {
    key,
    kind,
    rank: RANK[kind],
    addressee: 'unit' in to ? to.unit : to.account,
    audience: to.audience,
    unit: 'unit' in to ? to.unit : null,
    slot,
    state,
    message_id: messageIdOf(key, office.policy.mail),
    anchor,
    edition: toJson(edition),
    composed_at: now,
    ready_at: readyAt,
    next_try: readyAt,
    tries: 0,
    run: null,
    attempt: 0,
    claimed_at: null,
    settled_at: state === 'failed' ? now : null,
    response: state === 'failed' ? 'no address' : null,
    round: 0,
    journaled: 0,
  };
}

/** Keeps the heads that an edition was composed from, so that the claim sees when one has moved. */
export async function writeItems(db: Db, edition: Edition, { seqOf }: Pick<Posting, 'seqOf'>): Promise<void> {
  const streams = [...new Set(edition.lines.map(({ stream }) => stream))];
  for (const part of chunks(streams, 100))
    await db
      .insertInto('mail_items')
      .values(part.map((stream) => ({ mail: edition.key, stream, seq: seqOf(stream) })))
      .execute();
}

async function writeRecipients(db: Db, mail: string, recipients: readonly Recipient[]): Promise<void> {
  for (const part of chunks(recipients, 100))
    await db
      .insertInto('recipients')
      .values(part.map((recipient) => ({ ...recipient, mail, state: 'waiting' as const, response: null })))
      .execute();
}
