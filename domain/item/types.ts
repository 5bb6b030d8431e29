import type { Due } from '../calendar/types';
import type { AccountId, UnitId } from '../roster/types';
import type { CivilDate, Instant } from '../time';
import type { PolicyOverride } from '../policy';
import type { FileRef } from './commands/fields';

/** 责任单位 | 牵头 | 配合. "lead or each" answer for a date; support only signs and reports. */
export type Role = 'each' | 'lead' | 'support';

/** dated: one date; recurring: numbered rounds; continuous: year-end review and quarterly reports. */
export type ItemKind = 'dated' | 'recurring' | 'continuous';

/** 已交办 | 办理中 | 待销号 | 已销号 | 已取消; a draft (草稿) has no state yet. */
export type ItemStatus = 'issued' | 'underway' | 'toBeClosed' | 'closed' | 'cancelled';

/** 待签收 | 办理中 | 已办结 | 已取消 | 已解除. Extension asked, handed in, overdue, returned are derived. */
export type AssignmentStatus = 'issued' | 'underway' | 'accepted' | 'cancelled' | 'released';

/** How an assignment's date came about. Only a rework does not move the date against which lateness is judged. */
export type DateCause = 'issue' | 'assign' | 'grant' | 'change' | 'reopen' | 'rework';

/** One version of a date; the ladder of an old version never fires again. */
export interface DateVersion {
  readonly version: number;
  readonly due: Due;
  readonly cause: DateCause;
  /** The day on which its term begins; the agenda was made at `setAt`. */
  readonly startDay: CivilDate;
  readonly setAt: Instant;
}

/** An entry of the ladder's agenda by name; also the middle of a raised row's key. */
export interface EntryRef {
  readonly unit: UnitId;
  readonly rung: Rung;
  /** Which one: "<round>.<n-th of the rung>", for Q "<year>Q<quarter>.<n-th>". */
  readonly ordinal: string;
  readonly version: number;
  readonly day: CivilDate;
}

/** An entry by name within its unit, without its day: "rung|ordinal|version". */
export const rungId = (entry: Pick<EntryRef, 'rung' | 'ordinal' | 'version'>): string =>
  `${entry.rung}|${entry.ordinal}|${entry.version}`;

/** Rungs (催办级别) that are raised into the outbox; the letter R0 is composed at issue, F at the slot. C is a change line. */
export type Rung = 'C' | 'Q' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7' | 'R8' | 'R9';

export type Audience = 'liaison' | 'supervisor' | 'chief' | 'reviewer' | 'coordinator';

/** An open request for extension (延期待审). */
export interface ExtensionRequest {
  readonly asked: CivilDate;
  readonly at: Instant;
  /** Asked at or after lateFrom. */
  readonly late: boolean;
  /** Seq of its event. */
  readonly seq: number;
  /** What whoever decides has to read. */
  readonly reason: string;
  readonly progress: string;
  /** The leader of the unit who agreed to it. */
  readonly approver: string;
}

/** One hand-in (办结提交) of a round. */
export interface HandIn {
  readonly at: Instant;
  /** Who entered it; may not review it. */
  readonly by: AccountId;
  readonly version: number;
  readonly seq: number;
  /** open: waits for review (办结待审). */
  readonly fate: 'open' | 'accepted' | 'returned' | 'withdrawn';
  /** What the reviewer has to read; "" once it went back: the journal keeps it. */
  readonly text: string;
  readonly files: readonly FileRef[];
}

/** The outcome of an accepted round: 按期 | 按期（退回n次）| 逾期n个工作日 (of `version`). */
export interface RoundOutcome {
  readonly onTime: boolean;
  readonly returns: number;
  /** Working days late, 0 when on time. */
  readonly daysLate: number;
  readonly version: number;
  /** 曾逾期n个工作日 before a grant; 0 when never. */
  readonly daysLateBefore: number;
}

/** State of a lead's unfinished round on the day another unit took the lead. */
export interface FixedResult {
  readonly round: number;
  readonly outcome: RoundOutcome;
}

/** One dated round of an assignment (期次): exactly one for dated items, n for recurring, none for continuous. */
export interface Round {
  readonly no: number;
  /** All versions, oldest first; the last is current. */
  readonly versions: readonly DateVersion[];
  /** Day on which the matter went back to the unit; B is the later of T and this. Null: never. */
  readonly backOn: CivilDate | null;
  readonly request: ExtensionRequest | null;
  readonly grants: number;
  readonly handIns: readonly HandIn[];
  /** Working days overdue when a grant moved the date, summed. */
  readonly daysLateBefore: number;
  readonly outcome: RoundOutcome | null;
  /** A supporting unit's round that ended with the lead's; never true for who answers for a date. */
  readonly over: boolean;
  /** Entries held while a hand-in or a timely request waited; R1 ("0.n") with the first round not accepted. */
  readonly held: readonly EntryRef[];
  /** A return that kept the date or a withdrawal: the next raise takes the highest held entry. */
  readonly holdLifted: boolean;
}

/** A report (进展报告); texts stay in the journal. */
export interface Report {
  readonly seq: number;
  readonly at: Instant;
  readonly percentage: number;
  readonly returned: boolean;
}

/** Item × unit (责任落实到单位). */
export interface Assignment {
  readonly unit: UnitId;
  readonly role: Role;
  readonly status: AssignmentStatus;
  readonly via: string | null;
  readonly assignedAt: Instant;
  readonly acknowledgedAt: Instant | null;
  /** The day found for the letter's acceptance by the mail server; null: not known yet. */
  readonly letterOn: CivilDate | null;
  readonly rounds: readonly Round[];
  readonly reports: readonly Report[];
  /**
   * Entries of `raised` events so far (raised and dropped), as rungId(): a calendar declared later moves days, and
   * must not raise one again. evolve() appends them.
   */
  readonly fired: readonly string[];
  /** Results fixed when it ceased to be lead; empty when it never did. */
  readonly asLead: readonly FixedResult[];
  /** n-th change line of this assignment, for keys. */
  readonly changes: number;
}

/** phone 电话催办 | deadMailbox 邮箱失效 | approveR8 | manual 人工送达 | lateReview 审核超期 | noLeader 无领导地址 | provisional 预计日领导件. */
export type TaskKind =
  'phone' | 'deadMailbox' | 'approveR8' | 'manual' | 'lateReview' | 'noLeader' | 'provisional';

/** What the year-end review (年终评估) made of a continuous item: 办结 | 结转 | 终止. */
export type YearEnd = 'accept' | 'carry' | 'stop';

/** Why a task ends by itself: signed 已签收 | handedIn 已报办结 | dateMoved 已改期 | answered 已答复 | unitOut 单位已退出 | itemEnded 事项已结束 | replaced 另有新的. */
export type TaskEnd = 'signed' | 'handedIn' | 'dateMoved' | 'answered' | 'unitOut' | 'itemEnded' | 'replaced';

/** Something a coordinator must do; stays in the briefing until done. */
export interface Task {
  /** Unique in its stream: kind|unit|rung|ordinal|version or the like, derived from business keys. */
  readonly id: string;
  readonly kind: TaskKind;
  readonly unit: UnitId | null;
  readonly rung: Rung | null;
  readonly ordinal: string | null;
  readonly version: number | null;
  readonly openedAt: Instant;
  /** Slot day on which it was opened. */
  readonly day: CivilDate;
  /** By an account, with its words; by `cause` with a TaskEnd, or by the program with `lapsed`. */
  readonly done: { readonly at: Instant; readonly by: AccountId; readonly result: string } | null;
}

/** What an item (事项) is about, from its plan to its end. */
export interface ItemSubject {
  /** Unique in its notice, and the number that everybody is shown: 2, or 二.2 where each section is numbered anew. */
  readonly key: string;
  readonly section: string;
  /** Short title for lists and subject lines. */
  readonly title: string;
  readonly text: string;
  /** Added after the notice (补充事项): its text is the plan's own. */
  readonly supplement?: true;
  readonly kind: ItemKind;
}

/** Everything the rules know of an item, rebuilt from its events by evolve(). */
export interface ItemState extends ItemSubject {
  readonly stream: string;
  readonly notice: string;
  readonly demo: boolean;
  readonly year: number;
  readonly policy: PolicyOverride | null;
  readonly coordinator: AccountId;
  readonly deputies: readonly AccountId[];
  readonly status: ItemStatus;
  readonly issuedAt: Instant;
  readonly issueDay: CivilDate;
  /** Issuing run of the notice, for the letter's key. */
  readonly batch: number;
  readonly assignments: readonly Assignment[];
  /** Slot day up to which the ladder has been looked at; null: never. */
  readonly raisedThrough: CivilDate | null;
  readonly tasks: readonly Task[];
  readonly urges: readonly { readonly seq: number; readonly at: Instant; readonly unit: UnitId }[];
  readonly yearEnd: YearEnd | null;
  readonly closedAt: Instant | null;
  /** Seq of the last event. */
  readonly seq: number;
}
