import { composeImmediate } from '../../domain/digest/compose';
import type { ToUnit } from '../../domain/digest/mail-ref';
import type { ImmediateMail } from '../../domain/item/effects';
import type { Envelope } from '../../domain/item/commands';
import { isOpen } from '../../domain/item/view';
import type { Head, StreamId } from '../../domain/journal/types';
import { wakeAt, firstWindowDay } from '../../domain/slot';
import type { CivilDate, Instant } from '../../domain/time';
import type { Db } from '../database/schema';
import type { Answer } from '../database/tables/journal';
import { lastNote } from '../log/checkpoint';
import { putMail } from '../mails/mailbox';
import { loadSnapshot, seqsOf } from '../mails/snapshot';
import { makeSoundFor } from '../mails/sound';
import { putUrge, type UrgePut } from '../mails/urges';
import { openUnwritten } from '../office/mailroom-tasks';
import type { OfficeReader } from '../office/office';
import { answerAll, type Answered, statusText } from './answers';
import { ensureBegun, openRecord, stateOf } from './begin';
import { writeBack, type RecordTransaction } from './transaction';
import { applyYears, lookAhead, nextSlot, noteFault } from './wake';

export interface RecordCall<C = Envelope> {
  readonly stream: StreamId;
  /** The workflow's last head; the ledger's may be above it (a run that died after COMMIT), never below. */
  readonly head: Head;
  /** The workflow's clock. */
  readonly now: Instant;
  readonly commands: readonly C[];
  readonly wake: boolean;
}

export interface RecordReply {
  readonly head: Head;
  /** One answer for each command, by request key. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** The next instant at which the item must wake; null when nothing is ahead. */
  readonly nextWakeAt: Instant | null;
  readonly nextSlot: CivilDate | null;
  /** closed or cancelled: the workflow may end. */
  readonly closed: boolean;
  /** Urges or answers were written ready: start a post chunk at once. */
  readonly mailReady: boolean;
  /** One line for Temporal's own UI, and the search attribute. */
  readonly status: string;
  readonly state: string;
  /** Whether the ledger knew more of the item than its workflow: a run died after COMMIT, or was reset. */
  readonly ahead: boolean;
  /** At what the rules failed while the agenda was looked at, which is journaled; null: at nothing. */
  readonly fault: string | null;
}

/** A call worked through, before its COMMIT. */
interface WorkedCall extends Answered {
  readonly transaction: RecordTransaction;
  readonly mails: readonly WrittenNow[];
  /** The next slot for which the item looks. */
  readonly slot: CivilDate | null;
}

/**
 * The one transaction of an item: known keys are answered as before, other commands decided, on a wake the ladder
 * raised; events, projections, outbox, mails and answers are written together. The same call again changes nothing.
 * Throws LedgerBehind, LedgerFault.
 */
export async function record(
  db: Db,
  call: RecordCall<unknown>,
  officeOf: OfficeReader,
): Promise<RecordReply> {
  const { transaction, answers, repeated, mails, slot } = await workThrough(db, call, officeOf);
  const { office, stream, end, fault } = transaction;
  const state = stateOf(transaction);
  return {
    head: { seq: end.seq, hash: end.hash },
    answers,
    nextWakeAt: slot && wakeAt(office, stream, slot),
    nextSlot: slot,
    closed: !isOpen(state),
    mailReady: mails.some(({ leaves }) => leaves) || (repeated && (await mailWaits(db, stream))),
    status: statusText(transaction),
    state: state.status,
    ahead: (transaction.before?.seq ?? 0) > call.head.seq,
    fault,
  };
}

/** Does all that `record` does, in a transaction that the caller commits or, to see what would come of it, rolls back. */
export async function workThrough(
  db: Db,
  call: RecordCall<unknown>,
  officeOf: OfficeReader,
): Promise<WorkedCall> {
  const opening = await openRecord(db, call, await officeOf(db));
  const { transaction, row } = opening;
  await ensureBegun(opening);
  await applyYears(transaction);
  const answered = await answerAll(transaction, call.commands);
  const looked = call.wake ? await lookAhead(transaction) : null;
  await writeBack(transaction);
  const mails = await postNow(transaction);
  const slot = await nextSlot(transaction, looked);
  if (transaction.fault !== null)
    return { ...answered, transaction, mails, slot: await noteFault(transaction, transaction.fault) };
  if (slot !== row.next_slot)
    await db.updateTable('items').set({ next_slot: slot }).where('stream', '=', call.stream).execute();
  return { ...answered, transaction, mails, slot };
}

/** Puts the mails that the events of a call cause at once (催办、答复、补发交办) into the mailbox; those written. */
async function postNow(transaction: RecordTransaction): Promise<readonly WrittenNow[]> {
  const { db, office, now, mails } = transaction;
  const written: WrittenNow[] = [];
  for (const mail of mails) {
    const put =
      mail.kind === 'urge' ? await putUrge(db, mail, { office, now }) : await putAlone(transaction, mail);
    if (put) written.push(put);
  }
  return written;
}

/** What of a mail was written at once, and whether it may leave. */
type WrittenNow = UrgePut;

/** Writes an answer, or the letter to a unit assigned later; null when there is nothing to say, or it cannot be written. */
async function putAlone(
  { db, office, stream, now }: RecordTransaction,
  mail: ImmediateMail,
): Promise<WrittenNow | null> {
  const scope = { office, now, units: [mail.unit], streams: [stream], everything: false, rows: [] };
  const snapshot = await loadSnapshot(db, scope);
  const slot = firstWindowDay(office, now);
  const to: ToUnit = { unit: mail.unit, audience: 'liaison' };
  const { value, faults } = await makeSoundFor(db, to, { snapshot, slot }, (sound) => ({
    edition: composeImmediate(sound, mail, slot),
  }));
  const edition = value?.edition;
  if (!value || (!edition && faults.length > 0)) await openUnwritten(db, mail, { slot, now });
  if (!edition) return null;
  const posting = { office, now, checkpoint: await lastNote(db), digests: null, seqOf: seqsOf(snapshot) };
  return (await putMail(db, edition, posting)) ? { edition, leaves: true } : null;
}

/** Whether a mail about an item waits to be sent: one that a call wrote whose caller never heard of it. */
async function mailWaits(db: Db, stream: StreamId): Promise<boolean> {
  const row = await db
    .selectFrom('mails')
    .innerJoin('mail_items', 'mail_items.mail', 'mails.key')
    .select('mails.key')
    .where('mail_items.stream', '=', stream)
    .where('mails.state', '=', 'ready')
    .where('mails.act', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
