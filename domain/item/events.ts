import type { Due } from '../calendar/types';
import type { UnitId } from '../roster/types';
import type { CivilDate, Instant } from '../time';
import type { Source } from './commands/case';
import type { FileRef, PhoneRecord } from './commands/fields';
import type {
  Audience,
  DateVersion,
  EntryRef,
  ExtensionRequest,
  FixedResult,
  ItemState,
  RoundOutcome,
  Role,
  Task,
  YearEnd,
} from './types';

type OnUnit = { readonly unit: UnitId; readonly round: number };

/** A date given to one round of one assignment: the version that it becomes, whose cause and moment the event gives. */
export type DateSet = OnUnit & Pick<DateVersion, 'due' | 'version' | 'startDay'>;

/** A task as it is opened; the event gives the day. */
export type TaskOpen = Pick<Task, 'id' | 'kind' | 'unit' | 'rung' | 'ordinal' | 'version'>;

/** An entry that goes into the outbox, one row for each audience. */
export interface RaisedEntry extends EntryRef {
  readonly audiences: readonly Audience[];
  /** Rests on an undeclared year: every place says 预计. */
  readonly provisional: boolean;
  /** Waits for the coordinator's approval (R8 with policy ask): audience chief only. */
  readonly waits: boolean;
}

/** The one event of a wake that looked at the agenda in (raisedThrough, slot]. */
export interface RaisedBody {
  readonly slot: CivilDate;
  readonly raised: readonly RaisedEntry[];
  readonly covered: readonly EntryRef[];
  readonly held: readonly EntryRef[];
  readonly skipped: readonly EntryRef[];
  readonly missed: readonly EntryRef[];
  /** Dropped: rungs for leaders of units with escalation none. */
  readonly dropped: readonly EntryRef[];
  readonly tasks: readonly TaskOpen[];
  /** R8 tasks not approved within 5 WD. */
  readonly lapsed: readonly string[];
  readonly letters: readonly { readonly unit: UnitId; readonly letterOn: CivilDate }[];
  /** B moved because an outage swallowed R3-R5. */
  readonly back: readonly (OnUnit & { readonly backOn: CivilDate })[];
}

/** An act of a unit; `source` null: by the unit itself, else entered for it by a coordinator (代录). */
type ByUnit = { readonly unit: UnitId; readonly source: Source | null };

/** The slot whose digest has it for the units: the next one at the time of the event. */
type ToldAt = { readonly slot: CivilDate };

/** What an item is from its issue on. */
type IssuedFacts = Pick<
  ItemState,
  | 'notice'
  | 'key'
  | 'no'
  | 'section'
  | 'title'
  | 'text'
  | 'supplement'
  | 'kind'
  | 'demo'
  | 'year'
  | 'policy'
  | 'coordinator'
  | 'deputies'
  | 'batch'
  | 'issueDay'
>;

/** What each event of an item says; ids and digests, no names, no addresses. */
export interface EventBodies {
  readonly issued: IssuedFacts & {
    /** Dates of the units that have none of their own. */
    readonly dues: readonly Due[];
    readonly units: readonly {
      readonly unit: UnitId;
      readonly role: Role;
      readonly via: string | null;
      readonly own: readonly Due[] | null;
    }[];
  };
  readonly acknowledged: ByUnit;
  readonly reported: ByUnit & {
    readonly percentage: number;
    readonly text: string;
    readonly files: readonly FileRef[];
  };
  readonly reportReturned: { readonly unit: UnitId; readonly report: number; readonly reason: string };
  readonly extensionRequested: OnUnit &
    ByUnit &
    Pick<ExtensionRequest, 'asked' | 'reason' | 'progress' | 'approver' | 'late'>;
  readonly extensionWithdrawn: OnUnit & ByUnit;
  readonly extensionLapsed: OnUnit & { readonly by: 'handIn' | 'cancel' | 'change' | 'close' };
  readonly extensionGranted: DateSet & { readonly daysLateBefore: number };
  readonly extensionRefused: OnUnit & { readonly reason: string; readonly backOn: CivilDate | null };
  readonly handedIn: OnUnit & ByUnit & { readonly text: string; readonly files: readonly FileRef[] };
  readonly handInWithdrawn: OnUnit & ByUnit;
  readonly handInAccepted: OnUnit & {
    readonly text: string;
    readonly outcome: RoundOutcome;
    readonly last: boolean;
  };
  readonly acceptanceRevoked: OnUnit & { readonly reason: string };
  readonly handInReturned: OnUnit & {
    readonly reason: string;
    readonly backOn: CivilDate;
    readonly date: DateSet | null;
    readonly rework: boolean;
  };
  readonly deadlineChanged: ToldAt & { readonly reason: string; readonly dates: readonly DateSet[] };
  readonly assigned: {
    readonly unit: UnitId;
    readonly role: Role;
    readonly dues: readonly Due[];
    /** Number of the first of these dates; above 1 when a recurring item has rounds behind it. */
    readonly firstRound: number;
    readonly startDay: CivilDate;
    readonly reason: string;
  };
  readonly released: ToldAt & { readonly unit: UnitId; readonly reason: string };
  readonly leadChanged: ToldAt & {
    readonly unit: UnitId;
    /** The leads until now; they go on as support. */
    readonly from: readonly UnitId[];
    readonly reason: string;
    readonly dates: readonly DateSet[];
    /** State of the old leads on that day. */
    readonly results: readonly (FixedResult & { readonly unit: UnitId })[];
  };
  readonly taskOpened: TaskOpen & { readonly day: CivilDate };
  readonly taskDone: {
    readonly task: string;
    readonly result: string;
    readonly send: boolean;
    readonly slot: CivilDate;
    readonly phone: PhoneRecord | null;
  };
  readonly urged: {
    readonly units: readonly UnitId[];
    readonly text: string;
    readonly phone: PhoneRecord | null;
  };
  readonly cancelled: { readonly reason: string; readonly slot: CivilDate };
  readonly closed: { readonly reason: string; readonly automatic: boolean };
  readonly reopened: ToldAt & {
    readonly reason: string;
    readonly dates: readonly DateSet[];
    /** Those that go on: the named ones, and all that support. */
    readonly units: readonly UnitId[];
  };
  readonly yearEnded: ToldAt & {
    readonly outcome: YearEnd;
    readonly carriedTo: string | null;
    readonly reason: string;
  };
  readonly calendarApplied: {
    readonly calendar: string;
    readonly dues: readonly (OnUnit & { readonly due: Due })[];
  };
  readonly raised: RaisedBody;
}

export type ItemEventType = keyof EventBodies;

type EventOf<T extends ItemEventType> = { readonly type: T; readonly body: EventBodies[T] };

/** What happened to an item. */
export type ItemEvent = { [T in ItemEventType]: EventOf<T> }[ItemEventType];

/** What the journal adds to an event. */
export interface EventMeta {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly requestKey: string | null;
}

/** A recorded event of one type. */
export type Recorded<T extends ItemEventType> = EventOf<T> & EventMeta;

/** An item event as it stands in the journal. */
export type RecordedItemEvent = { [T in ItemEventType]: Recorded<T> }[ItemEventType];
