import type { StreamId } from '../domain/journal/types';
import type { CivilDate, Instant } from '../domain/time';
import type { RecordCall, RecordReply } from '../ledger/types';

/** What a workflow is told of a record. It stands in the history of every wake, so what says nothing is left out. */
export type ItemReply = Pick<RecordReply, 'head' | 'nextWakeAt' | 'status' | 'state'> &
  Partial<Pick<RecordReply, 'answers' | 'closed' | 'mailReady'>>;

/** Local activities of items (ledger writes and dates only). */
export interface ItemActivities {
  record(call: RecordCall): Promise<ItemReply>;
}

/** What the mailroom does next. */
export interface MailroomAgenda {
  /** The slot to work for: slotFor(now). */
  readonly slot: CivilDate;
  readonly slotAt: Instant;
  /** When its editions are composed, a little before it; agendas of 0.2.0 and before have none: at the slot. */
  readonly composeAt?: Instant;
  /** Slots of working days that passed uncomposed, to be journaled as missed. */
  readonly missedSlots: readonly CivilDate[];
  /** The next opening of the window (08:30 of a working day) at which leftovers are posted. */
  readonly openAt: Instant;
  /** End of the window of the slot's day. */
  readonly windowEnd: Instant;
  /** Ready mail may be tried from this instant on (inside a window); null: none waits. */
  readonly sweepAt: Instant | null;
  /** End of the window in which `now` lies; null outside. */
  readonly openUntil: Instant | null;
  /** The last slot composed to its end; null: none ever. */
  readonly composed: {
    readonly slot: CivilDate;
    /** Its digests leave, and are made ready until then (not in agendas of 0.2.0 and before). */
    readonly slotAt?: Instant;
    readonly windowEnd: Instant;
    readonly anchored: boolean;
  } | null;
  /** Chunks posted side by side (policy). */
  readonly chunks: number;
  /** How long the slot waits for items that have not recorded, ms (policy). */
  readonly grace: number;
}

/** A part of a set of streams: how many there are, and the names of the first. */
export interface Streams {
  readonly count: number;
  readonly streams: readonly StreamId[];
}

/** Local activities of the mailroom and of issuing. */
export interface MailroomLocals {
  agenda(call: { readonly now: Instant }): Promise<MailroomAgenda>;
  /** Items that have not recorded the slot: how many but for `except`, and the first `limit` of all. */
  missing(call: {
    readonly slot: CivilDate;
    readonly except: readonly StreamId[];
    readonly limit: number;
  }): Promise<Streams>;
  /** Items of an issuing run that have no event yet: how many of how many, and the first `limit`. */
  unrecordedOf(call: {
    readonly notice: string;
    readonly batch: number;
    readonly limit: number;
  }): Promise<Streams & { readonly total: number }>;
  /** The same of streams by name, for issuing runs that carry theirs (0.1.0). */
  unrecorded(call: { readonly streams: readonly StreamId[]; readonly limit: number }): Promise<Streams>;
}

/** Activities on the queue `mailroom`. */
export interface MailroomActivities {
  compose(call: {
    readonly slot: CivilDate;
    readonly now: Instant;
    readonly after: string | null;
    readonly missing: readonly StreamId[];
  }): Promise<{ readonly composed: number; readonly next: string | null }>;
  composeLetters(call: {
    readonly notice: string;
    readonly batch: number;
    readonly now: Instant;
  }): Promise<{ readonly composed: number }>;
  /** Skips what the ledger says is closed, else starts the workflow (USE_EXISTING, ALLOW_DUPLICATE). */
  ensure(call: { readonly streams: readonly StreamId[] }): Promise<{ readonly started: number }>;
  /** Starts a page of the open items of an issuing run; `next`: the last of it, null when there are no more. */
  ensureIssued(call: {
    readonly notice: string;
    readonly batch: number;
    readonly after: StreamId | null;
    readonly limit: number;
  }): Promise<{ readonly started: number; readonly next: StreamId | null }>;
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
