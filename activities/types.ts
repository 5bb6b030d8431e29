import type { StreamId } from '../domain/journal/types';
import type { MailroomAgenda } from '../domain/mailroom-agenda';
import type { CivilDate, Instant } from '../domain/time';
import type { ChangeSetProgress } from '../ledger/journal/change-sets';
import type { RecordCall, RecordReply } from '../ledger/record/record';

/** The part of a record's result that the workflow needs. It is in the history of every wake, so empty fields are left out. */
export type ItemReply = Pick<RecordReply, 'head' | 'nextWakeAt' | 'status' | 'state'> &
  Partial<Pick<RecordReply, 'answers' | 'closed' | 'mailReady'>>;

/** Local activities of items (ledger writes and dates only). */
export interface ItemActivities {
  record(call: RecordCall): Promise<ItemReply>;
}

/** A part of a set of streams: how many there are, and the names of the first. */
export interface Streams {
  readonly count: number;
  readonly streams: readonly StreamId[];
}

/** Local activities of the mailroom and of issuing. */
export interface MailroomLocals {
  agenda(call: { readonly now: Instant }): Promise<MailroomAgenda>;
  /** How many items have not recorded the slot, and how many of them it waits for. */
  missing(call: {
    readonly slot: CivilDate;
  }): Promise<{ readonly missing: number; readonly awaited: number }>;
  /** Items of an issuing run that have no event yet: how many of how many, and the first `limit`. */
  unrecordedOf(call: {
    readonly notice: string;
    readonly batch: number;
    readonly limit: number;
  }): Promise<Streams & { readonly total: number }>;
}

/** A page of items: how many of them did not run and were started, and the last of it; null when there are no more. */
export interface StartedPage {
  readonly started: number;
  readonly next: StreamId | null;
}

/** How far a change set has come; `stuck`: some items could not be reached; `after`: the place from which the next pass goes on. */
export interface ChangesPass extends ChangeSetProgress {
  readonly stuck: boolean;
  readonly after: number;
}

/** Activities on the queue `mailroom`. */
export interface MailroomActivities {
  compose(call: {
    readonly slot: CivilDate;
    readonly now: Instant;
    readonly after: string | null;
  }): Promise<{ readonly composed: number; readonly next: string | null }>;
  composeLetters(call: {
    readonly notice: string;
    readonly batch: number;
    readonly now: Instant;
  }): Promise<{ readonly composed: number }>;
  /** Starts a page of the items that have not recorded a slot and do not run. */
  ensureMissing(call: {
    readonly slot: CivilDate;
    readonly after: StreamId | null;
    readonly now: Instant;
  }): Promise<StartedPage>;
  /** Starts a page of the items anew that a slot waits for, though they run. */
  restartMissing(call: {
    readonly slot: CivilDate;
    readonly after: StreamId | null;
    readonly now: Instant;
  }): Promise<StartedPage>;
  /** Starts a page of the open items that do not run. */
  ensureOpen(call: { readonly after: StreamId | null; readonly now: Instant }): Promise<StartedPage>;
  /** Starts a page of the open items of an issuing run; `failed`: how many of them could not be started. */
  ensureIssued(call: {
    readonly notice: string;
    readonly batch: number;
    readonly after: StreamId | null;
    readonly limit: number;
  }): Promise<Pick<StartedPage, 'next'> & { readonly failed: number }>;
  /** Does what the ledger owes to Temporal, as far as it can be done now. */
  runErrands(call: { readonly now: Instant }): Promise<void>;
  /** Does what is left of a change set, for a minute at most; what cannot be reached is left. */
  runChanges(call: {
    readonly key: string;
    readonly now: Instant;
    readonly after: number;
  }): Promise<ChangesPass>;
  /** Journals that somebody asked Temporal to cancel the mailroom. */
  noteCancel(call: { readonly now: Instant; readonly run: string }): Promise<void>;
  /** Marks the slot composed and journals missed slots. */
  closeSlot(call: {
    readonly slot: CivilDate;
    readonly now: Instant;
    readonly missedSlots: readonly CivilDate[];
  }): Promise<void>;
  endWindow(call: { readonly slot: CivilDate; readonly now: Instant }): Promise<void>;
  anchor(call: { readonly slot: CivilDate; readonly now: Instant }): Promise<void>;
  /** Journals which items of an issuing run have not begun; their letters go with the next one. */
  reportMissing(call: {
    readonly notice: string;
    readonly batch: number;
    readonly streams: readonly StreamId[];
    readonly now: Instant;
  }): Promise<void>;
}

export interface PostCall {
  /** The workflow's now when the activity was scheduled. */
  readonly now: Instant;
}

export interface PostReply {
  readonly sent: number;
  /** Why it stopped; `connection`: three connection errors in a row. */
  readonly stopped: 'empty' | 'paused' | 'superseded' | 'window' | 'budget' | 'connection';
}

/** Activities on the queue `post`. */
export interface PostActivities {
  post(call: PostCall): Promise<PostReply>;
  /** Writes out, in the memory of its process, mails that may be sent from `at` on. */
  makeReady(call: { readonly now: Instant; readonly at: Instant }): Promise<{ readonly written: number }>;
}
