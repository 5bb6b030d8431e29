import type { CheckpointBody, CheckpointCall } from './log/checkpoint';
import type { LogEntry } from './log/prove';
import type { Progress, Verified } from './log/verify';
import type { Command, Envelope } from '../domain/item/commands';
import type { TlogProof } from '../domain/journal/tlog-proof';
import type { WorkCalendar } from '../domain/calendar/types';
import type { ClaimedMail, Outcome } from '../domain/digest/delivery';
import type { Addressee, Edition, MailKind, NoticeInfo } from '../domain/digest/types';
import type { FindingLine } from '../domain/digest/world';
import type { RecordedItemEvent } from '../domain/item/events';
import type { ItemState, Task } from '../domain/item/types';
import type { ChainedEvent, Finding, Head, StreamId } from '../domain/journal/types';
import type { OutboxRow } from '../domain/ladder/types';
import type { Office } from '../domain/office';
import type { Plan } from '../domain/plan/types';
import type { Policy } from '../domain/policy';
import type { Problem, Result } from '../domain/problem';
import type { Contact, Roster } from '../domain/roster/types';
import type { CivilDate, Instant } from '../domain/time';
import type { LinkEnd, LinkKey } from './access/links';
import type { Credential, Invitation, SessionRow } from './access/sessions';
import type { MailState } from './database/tables/mails';

/* ---------- items: the one transaction of a workflow ---------- */

export interface RecordCall<C = Envelope> {
  readonly stream: StreamId;
  /** The workflow's last head; the ledger's may be above it (a run that died after COMMIT), never below. */
  readonly head: Head;
  /** The workflow's clock. */
  readonly now: Instant;
  readonly commands: readonly C[];
  readonly wake: boolean;
}

/** The stored answer to a command. */
export type Answer =
  | { readonly ok: true; readonly seq: number; readonly status: string }
  | { readonly ok: false; readonly problem: Problem };

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
}

export interface ItemLedger {
  /**
   * Locks the stream's head, loads the state, answers known keys, decides the rest, raises on a wake, appends,
   * projects, writes rows, mails and answers; one COMMIT for all concurrent calls (group commit). A stream without
   * events whose item stands in an issued plan gets its `issued` event first. Idempotent. Throws LedgerBehind.
   */
  record(call: RecordCall<unknown>): Promise<RecordReply>;
  /** The stored answer under a request key, null when the key is unknown. */
  request(
    stream: StreamId,
    key: string,
  ): Promise<{ readonly digest: string; readonly answer: Answer } | null>;
  /** The state of an item as evolved; null when it does not exist. */
  item(stream: StreamId): Promise<ItemState | null>;
  items(filter: ItemFilter): Promise<readonly ItemState[]>;
  /** The slot for which an item looks at its agenda next; null: nothing is ahead. */
  nextSlot(stream: StreamId): Promise<CivilDate | null>;
  /** The items as they stood at an instant, from the journal alone. */
  itemsAsOf(filter: ItemFilter, at: Instant): Promise<readonly ItemState[]>;
  /** One item as it stood at an instant; null before its first event. */
  itemAsOf(stream: StreamId, at: Instant): Promise<ItemState | null>;
  /** What a command would cause, without writing: the events' rows and mails. */
  dryRun(call: RecordCall<unknown>): Promise<{
    readonly answers: Readonly<Record<string, Answer>>;
    readonly rows: readonly OutboxRow[];
    readonly mails: readonly Edition[];
  }>;
}

export interface ItemFilter {
  readonly notice?: string;
  readonly unit?: string;
  readonly open?: boolean;
}

/* ---------- notices and reference data ---------- */

export interface IssueCall {
  readonly plan: Plan;
  /** Keys to issue; null: all. */
  readonly items: readonly string[] | null;
  readonly acceptPast: boolean;
  readonly now: Instant;
  readonly actor: string;
  readonly requestKey: string;
}

/** A withdrawn notice: seq of its event, its reason, the items that are not cancelled yet. */
export interface Withdrawn {
  readonly seq: number;
  readonly reason: string;
  readonly open: readonly StreamId[];
}

/** One issuing run of a notice (交办批次). */
export interface IssueRun {
  readonly notice: string;
  readonly batch: number;
}

export interface NoticeLedger {
  importNotice(call: {
    readonly notice: NoticeInfo;
    readonly text: string;
    readonly now: Instant;
    readonly actor: string;
    readonly requestKey: string;
  }): Promise<Result<{ readonly notice: string }>>;
  /** Writes the plan and the event `noticeIssued`; all items or none. Refuses what planCheck refuses. Idempotent under its key. */
  issue(
    call: IssueCall,
  ): Promise<
    Result<{ readonly notice: string; readonly batch: number; readonly streams: readonly StreamId[] }>
  >;
  /**
   * Journals that a notice is withdrawn (撤回), as long as no unit has signed; its open items are then to be cancelled by
   * commands. Again it answers with the first reason and what is still open. Refuses `notice-signed`. Idempotent.
   */
  withdraw(call: Change & { readonly notice: string; readonly reason: string }): Promise<Result<Withdrawn>>;
  notices(): Promise<readonly NoticeInfo[]>;
  noticeText(notice: string): Promise<string | null>;
  plan(notice: string): Promise<Plan | null>;
  /** Streams issued (open, or not yet recorded) that must have a running workflow, by pages. */
  shouldRun(page: { readonly after: StreamId | null; readonly limit: number }): Promise<readonly StreamId[]>;
  /** Open items of an issuing run after a stream, by pages. */
  issuedPage(
    page: IssueRun & { readonly after: StreamId | null; readonly limit: number },
  ): Promise<readonly StreamId[]>;
  /** How many items an issuing run has, how many have no event yet, and the first `limit` of those. */
  unrecorded(call: IssueRun & { readonly limit: number }): Promise<{
    readonly total: number;
    readonly count: number;
    readonly streams: readonly StreamId[];
  }>;
  /** Issuing runs of which items are open. */
  openRuns(): Promise<readonly IssueRun[]>;
  /** Which of these streams are closed or cancelled, and which have a recorded head. */
  standing(
    streams: readonly StreamId[],
  ): Promise<readonly { readonly stream: StreamId; readonly closed: boolean; readonly recorded: boolean }[]>;
}

export interface ReferenceLedger {
  /** The ledger's own id, made at its birth: 16 hexadecimal digits; a copy and a restored backup keep it. */
  identity(): Promise<string>;
  office(): Promise<Office>;
  /** Each change is one event in the stream `office` with the digest; the same digest again writes nothing. */
  setRoster(roster: Roster, by: Change): Promise<void>;
  setPolicy(policy: Policy, by: Change): Promise<void>;
  setCalendar(calendar: WorkCalendar, by: Change): Promise<void>;
  setContact(contact: Contact, by: Change): Promise<void>;
  /** The name of a person spoken to, outside the journal, erasable. */
  setPerson(ref: string, name: string): Promise<void>;
}

export interface Change {
  readonly actor: string;
  readonly now: Instant;
  readonly requestKey: string;
}

/* ---------- mails ---------- */

export type { MailState };

export interface MailRow {
  readonly key: string;
  readonly kind: MailKind;
  readonly to: Addressee;
  readonly slot: CivilDate;
  readonly state: MailState;
  readonly messageId: string;
  readonly edition: Edition;
  readonly composedAt: Instant;
  readonly readyAt: Instant;
  readonly settledAt: Instant | null;
  readonly response: string | null;
}

/** One end of a letter that came on a later day than its first. */
export interface DelayedLetter {
  readonly mail: string;
  /** 0, and one more for each time that it was sent again. */
  readonly round: number;
}

export type Claim =
  | { readonly type: 'mail'; readonly mail: ClaimedMail }
  /** Token bucket empty: try again after ms. */
  | { readonly type: 'wait'; readonly ms: number }
  /** Nothing ready, paused, superseded by a newer attempt, or outside the window. */
  | { readonly type: 'stop'; readonly reason: 'empty' | 'paused' | 'superseded' | 'window' };

export interface ClaimCall {
  /** Identity of the post run: workflow run + activity, the same for all attempts. */
  readonly run: string;
  readonly attempt: number;
  readonly now: Instant;
}

/** How dates move: all to one day, or each by working days (negative: earlier). */
export type Move =
  { readonly type: 'to'; readonly date: CivilDate } | { readonly type: 'by'; readonly days: number };

/** What is asked of each item of a batch: one command whatever its state, or that its dates move. */
export type Asked =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'move'; readonly move: Move; readonly reason: string };

/** The same thing asked of many items (成批命令), as it is kept until it is done. */
export interface BatchOrder {
  readonly streams: readonly StreamId[];
  /** Key of the whole call; each command has one derived from it and its item. */
  readonly key: string;
  readonly actor: string;
  readonly onBehalf: Envelope['onBehalf'];
  readonly asked: Asked;
}

/**
 * What the ledger owes to Temporal: an issuing run until its letters are composed, items that have to look at their agenda
 * (null: all that are open), a mailroom that has to look again, a batch of commands until each has its answer. `cause` tells one from the next.
 */
export type Errand =
  | { readonly type: 'issue'; readonly notice: string; readonly batch: number }
  | { readonly type: 'wake'; readonly streams: readonly StreamId[] | null; readonly cause: string }
  | { readonly type: 'kick'; readonly cause: string }
  | { readonly type: 'batch'; readonly order: BatchOrder };

export interface OwedErrand {
  readonly key: string;
  readonly errand: Errand;
}

export interface ErrandLedger {
  /** What is owed to Temporal, whoever died before it was done. */
  errands(): Promise<readonly OwedErrand[]>;
  /** Keeps a batch before it is begun: whoever leaves it, it goes on. Idempotent under its key. */
  oweBatch(order: BatchOrder): Promise<OwedErrand>;
  /** It is done; one that has taken its place meanwhile stays. Idempotent. */
  strikeOff(errand: OwedErrand): Promise<void>;
}

export interface SettleLedger {
  /**
   * Writes down how sending a mail ended. That a server has taken it is safe from a kill of this process from the first
   * moment, where receipts are kept.
   */
  settle(key: string, outcome: Outcome, now: Instant, by?: Pick<ClaimCall, 'run' | 'attempt'>): Promise<void>;
  /** Settles what processes of this machine, this one too, have sent and could not settle, by their receipts. Idempotent. */
  settleReceipts(): Promise<{ readonly found: number }>;
}

export interface MailLedger extends SettleLedger {
  /** Issued and underway items whose next slot is at or before this one and that have not recorded it: how many, and the first `limit` after a stream. */
  missing(
    slot: CivilDate,
    limit: number,
    after?: StreamId | null,
  ): Promise<{ readonly count: number; readonly streams: readonly StreamId[] }>;
  /**
   * One page of editions of a slot, in one transaction each: takes every raised row with slot ≤ this one, no mail and
   * not waiting, adds F and briefings. Idempotent. `after` is the last addressee of the page before.
   */
  composeSlot(call: {
    readonly slot: CivilDate;
    readonly now: Instant;
    readonly after: string | null;
    readonly limit: number;
    readonly missing: readonly StreamId[];
  }): Promise<{ readonly composed: number; readonly next: string | null }>;
  /** Letters of one issuing run (key unit|notice|batch); with a page those of some units, `next` the last of them. Idempotent. */
  composeLetters(call: {
    readonly notice: string;
    readonly batch: number;
    readonly now: Instant;
    readonly page?: { readonly after: string | null; readonly limit: number };
  }): Promise<{ readonly composed: number; readonly next: string | null }>;
  /** Last slot composed to its end; marks it. */
  lastComposed(): Promise<CivilDate | null>;
  markComposed(slot: CivilDate, now: Instant): Promise<void>;
  /** Before attempt n claims: rows of this run left in `sending` by an earlier attempt become ready (resend) or unknown (hold). */
  recover(call: ClaimCall): Promise<void>;
  claim(call: ClaimCall): Promise<Claim>;
  /**
   * One page, in the order of claiming, of the mails that become ready at `at`, each as a claim would give it if nothing
   * moved until then. Writes nothing.
   */
  outgoing(call: {
    readonly at: Instant;
    readonly offset: number;
    readonly limit: number;
  }): Promise<readonly ClaimedMail[]>;
  /**
   * Letters that ended on a later day than their first, after an outage or a pause, and the items that they name, until
   * they are forgotten. The items have to be told: from some day on an item asks only once a month how its letters went.
   */
  delayedLetters(): Promise<{
    readonly letters: readonly DelayedLetter[];
    readonly items: readonly StreamId[];
  }>;
  /** The items of these have been told. Idempotent. */
  forgetDelayed(letters: readonly DelayedLetter[]): Promise<void>;
  /** Appends one `delivered` event for all terminal rows not yet journaled. Idempotent. */
  journalDeliveries(now: Instant): Promise<{ readonly entries: number }>;
  /** Ready digests of a window that has ended become missed; their rows are free for the next slot. */
  endWindow(slot: CivilDate, now: Instant): Promise<{ readonly missed: number }>;
  /** Mails ready or sending, and the earliest instant at which one may be tried. */
  pending(
    now: Instant,
  ): Promise<{ readonly ready: number; readonly sending: number; readonly next: Instant | null }>;
  setPaused(paused: boolean, reason: string, by: Change): Promise<void>;
  paused(): Promise<{ readonly reason: string; readonly since: Instant } | null>;
  mails(filter: {
    readonly state?: MailState;
    readonly unit?: string;
    readonly notice?: string;
    readonly limit?: number;
  }): Promise<readonly MailRow[]>;
  /** One mail; null when there is none under this key. */
  mail(key: string): Promise<MailRow | null>;
  /** How many mails stand in each state. */
  mailCounts(): Promise<Readonly<Partial<Record<MailState, number>>>>;
  /** Failed or unknown mails become ready again. */
  retry(keys: readonly string[], by: Change): Promise<Result<{ readonly retried: number }>>;
}

/* ---------- tasks, audit, keeping ---------- */

export interface TaskRow extends Task {
  readonly stream: StreamId;
  readonly title: string;
}

export interface AuditLedger {
  tasks(filter: {
    readonly open: boolean;
    readonly notice?: string;
    readonly unit?: string;
  }): Promise<readonly TaskRow[]>;
  /** Tasks of the stream `mailroom` (dead mailbox, manual channel); item tasks go through their workflow. */
  closeTask(task: string, result: string, by: Change): Promise<Result<null>>;
  history(
    stream: StreamId,
    page?: { readonly after: number; readonly limit: number },
  ): Promise<readonly ChainedEvent[]>;
  /** The events of an item, read. Throws where one cannot be, which only a damaged journal has. */
  story(stream: StreamId): Promise<readonly RecordedItemEvent[]>;
  /** What the briefing of a slot says first: sending paused, slots and mails missed, items not begun. */
  findings(slot: CivilDate): Promise<readonly FindingLine[]>;
  streams(): Promise<readonly { readonly stream: StreamId; readonly head: Head }[]>;
  /** Recomputes every chain, the log and its checkpoints; findings name stream and seq. `progress` hears of events done. */
  verify(progress?: Progress): Promise<Verified>;
  /** A number that grows with every event of any stream. */
  revision(): Promise<number>;
  /** Rebuilds projections through evolve() and compares; demands one `delivered` entry for each terminal mail. */
  check(): Promise<{ readonly findings: readonly Finding[]; readonly pending: number }>;
  /** Appends an event to the stream `mailroom` (missed slots …). Idempotent under its key. */
  note(type: string, body: object, by: Change): Promise<void>;
}

/** The log over all events, its checkpoints and proofs. */
export interface LogLedger {
  /**
   * Numbers all events and journals a checkpoint over them: one for each slot, and with slot null one when there is
   * anything new. Idempotent.
   */
  checkpoint(call: CheckpointCall): Promise<CheckpointBody>;
  lastCheckpoint(): Promise<CheckpointBody | null>;
  /** The public key in force (vkey); null before the first checkpoint. */
  logKey(): Promise<string | null>;
  /** Puts a new key into force; the old one signs beside it while it stands in the file. Refuses `no-log-key`. */
  rotateLogKey(by: Change): Promise<Result<{ readonly vkey: string }>>;
  /** Every public key that the log has had, the first first. */
  logKeys(): Promise<readonly string[]>;
  /** The proof of an event under the newest signed checkpoint. Refuses `event-not-found`, `not-covered`. */
  prove(of: {
    readonly stream: StreamId;
    readonly seq: number;
  }): Promise<Result<{ readonly event: ChainedEvent; readonly proof: TlogProof }>>;
  /** A stretch of the log in its order. */
  entries(page: { readonly from: number; readonly limit: number }): Promise<readonly LogEntry[]>;
  /** The hashes of a tile as far as it is filled. */
  tile(at: { readonly level: number; readonly n: number }): Promise<Buffer>;
  /** The root over the first `size` entries; null when there are fewer. */
  rootOfFirst(size: number): Promise<Buffer | null>;
}

/** What may come in, and how: sessions, passwords, invitations, keys of signed links. */
export interface AccessLedger {
  openSession(session: SessionRow, by: Change): Promise<void>;
  session(id: string): Promise<SessionRow | null>;
  moveSession(id: string, to: Partial<Pick<SessionRow, 'seenAt' | 'shownAs' | 'provedAt'>>): Promise<void>;
  endSessions(
    which: { readonly id: string } | { readonly account: string; readonly except: string | null },
  ): Promise<void>;
  credential(account: string): Promise<Credential | null>;
  credentials(): Promise<readonly Pick<Credential, 'account' | 'failures' | 'lockedUntil'>[]>;
  /** `event`: what is journaled of it; null: nothing. */
  setCredential(to: Credential, event: string | null, by: Change): Promise<void>;
  invite(invitation: Invitation, by: Change): Promise<void>;
  invitation(id: string): Promise<Invitation | null>;
  /** Uses an invitation up; false when somebody was faster. */
  useInvitation(id: string): Promise<boolean>;
  linkKeys(): Promise<readonly LinkKey[]>;
  ensureLinkKey(secret: string, by: Change): Promise<void>;
  /** A new key signs; with `drop` links made with the keys before are void. */
  rotateLinkKey(secret: string, drop: boolean, by: Change): Promise<void>;
  linkEnds(): Promise<readonly LinkEnd[]>;
  /** Links of a subject made until now are void. */
  endLinks(subject: string, by: Change): Promise<void>;
  /** Appends an event about access to the stream `office`. */
  noteAccess(type: string, body: object, by: Change): Promise<void>;
}

export type { Finding };

export interface Ledger
  extends
    ItemLedger,
    NoticeLedger,
    ReferenceLedger,
    MailLedger,
    AuditLedger,
    LogLedger,
    ErrandLedger,
    AccessLedger {
  /** How far this host's clock stands from that of the database's server, ms; null for a file. */
  hostAhead(): Promise<number | null>;
  /** Schema steps taken when it was opened. */
  readonly applied: readonly string[];
  /** A consistent copy of the database in a file (SQLite). */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
