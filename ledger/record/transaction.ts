import { advance, recordedAs, type Advanced, type CausedRow, type Cause } from '../../domain/item/advance';
import { faultText } from '../../domain/digest/sound';
import type { ImmediateMail } from '../../domain/item/effects';
import type { ItemEvent } from '../../domain/item/events';
import type { ItemState } from '../../domain/item/types';
import type { StreamId } from '../../domain/journal/types';
import type { Letters } from '../../domain/ladder/types';
import type { Office } from '../../domain/office';
import type { Problem } from '../../domain/problem';
import type { CivilDate, Instant } from '../../domain/time';
import { LedgerFault } from '../database/faults';
import { append, type StreamEnd } from '../journal/journal';
import { projectItem, writeOutbox } from '../items/project';
import type { Db } from '../database/schema';

/** One item while a call is being recorded: read once, appended to, written back at the end. */
export interface RecordTransaction {
  readonly db: Db;
  readonly office: Office;
  readonly stream: StreamId;
  /** The workflow's now, never before the head. */
  readonly now: Instant;
  /** The last slot composed. */
  readonly composed: CivilDate | null;
  readonly before: ItemState | null;
  state: ItemState | null;
  end: StreamEnd;
  readonly rows: CausedRow[];
  readonly mails: ImmediateMail[];
  /** How the letters of the item went, once it has been asked. */
  letters: Letters | null;
  /** At what the rules failed while the agenda was looked at; null: at nothing. */
  fault: string | null;
}

/** Appends events to the item and gathers what they cause. */
export const appendTo = (
  transaction: RecordTransaction,
  events: readonly ItemEvent[],
  cause: Cause,
): Promise<void> =>
  appendAdvanced(
    transaction,
    advance(transaction.state, recordedAs(transaction.state, events, cause), transaction.stream),
  );

/** Appends what has been worked out already. */
async function appendAdvanced(
  transaction: RecordTransaction,
  { state, events, rows, mails }: Advanced,
): Promise<void> {
  const written = await append(transaction.db, transaction.stream, transaction.end, events);
  transaction.end = written.end;
  transaction.rows.push(...rows);
  transaction.mails.push(...mails);
  transaction.state = state;
}

/**
 * Works something out by the rules alone; what they fail at is kept as the fault of the record transaction, and the item
 * goes on without it. Null: nothing came of it.
 */
export function attempt<T>(transaction: RecordTransaction, work: () => T | null): T | null {
  try {
    return work();
  } catch (error) {
    transaction.fault ??= faultText(error);
    return null;
  }
}

/** Appends what has been worked out; the problem of an event that does not fit into the log, nothing of it written. */
export async function appendIfFits(
  transaction: RecordTransaction,
  worked: Advanced,
): Promise<Problem | null> {
  try {
    await appendAdvanced(transaction, worked);
    return null;
  } catch (error) {
    if (error instanceof LedgerFault && error.problem.code === 'event-too-long') return error.problem;
    throw error;
  }
}

/** Writes the item's projections and outbox as they have become. */
export async function writeBack({ db, before, state, rows }: RecordTransaction): Promise<void> {
  if (state) await projectItem(db, before, state);
  await writeOutbox(db, rows);
}
