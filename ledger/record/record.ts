import type { Edition } from '../../domain/digest/types';
import type { Envelope } from '../../domain/item/commands';
import { isOpen } from '../../domain/item/view';
import type { Head, StreamId } from '../../domain/journal/types';
import { wakeAt } from '../../domain/slot';
import type { CivilDate, Instant } from '../../domain/time';
import type { Answer } from '../database/tables/journal';
import { answerAll, type Answered } from './answers';
import { begun, openItem, stateOf } from './begin';
import { mailWaits, postNow } from './immediate';
import type { OfficeReader } from '../office/office';
import type { Db } from '../database/schema';
import { writeBack, type RecordTransaction } from './transaction';
import { statusText } from './status';
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
interface Sat extends Answered {
  readonly transaction: RecordTransaction;
  readonly mails: readonly Edition[];
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
  const { transaction, answers, repeated, mails, slot } = await sit(db, call, officeOf);
  const { office, stream, end, fault } = transaction;
  const state = stateOf(transaction);
  return {
    head: { seq: end.seq, hash: end.hash },
    answers,
    nextWakeAt: slot && wakeAt(office, stream, slot),
    nextSlot: slot,
    closed: !isOpen(state),
    mailReady: mails.length > 0 || (repeated && (await mailWaits(db, stream))),
    status: statusText(transaction),
    state: state.status,
    ahead: (transaction.before?.seq ?? 0) > call.head.seq,
    fault,
  };
}

/** Does all that `record` does, in a transaction that the caller commits or, to see what would come of it, rolls back. */
export async function sit(db: Db, call: RecordCall<unknown>, officeOf: OfficeReader): Promise<Sat> {
  const opening = await openItem(db, call, await officeOf(db));
  const { transaction, row } = opening;
  await begun(opening);
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
