import { roundAtWork } from '../item/dates';
import { lampOf, type Lamp } from '../item/lamp';
import type { OutboxRow } from '../item/outbox';
import type { Assignment, ItemState, Round, Task } from '../item/types';
import { isActive, isOpen } from '../item/view';
import { waitsOf, type Wait } from '../item/waits';
import type { StreamId } from '../journal/types';
import { memo } from '../memo';
import type { Office } from '../office';
import type { AccountId, UnitId } from '../roster/types';
import type { Instant, CivilDate } from '../time';
import type { MovedSince } from './since';
import type { Addressee, Edition, Line, NoticeInfo } from './types';

/** A task with its stream, and the title of its item. */
export interface WaitingTask extends Task {
  readonly stream: string;
  readonly title: string;
}

/** A sentence on top of a briefing. */
export type FindingLine = Edition['findings'][number];

/** All that editions are composed from: the state at one moment. */
export interface Snapshot {
  readonly office: Office;
  readonly notices: readonly NoticeInfo[];
  readonly items: readonly ItemState[];
  /** Items that the ledger cannot read any more, or raised rows of theirs; no mail can say anything of those. */
  readonly unreadable?: readonly StreamId[];
  /** Free rows: slot ≤ this slot, in no mail yet, not waiting for an approval. */
  readonly rows: readonly OutboxRow[];
  /** Tasks of the mailroom (dead mailbox, manual channel); those of items stand in their states. */
  readonly tasks: readonly WaitingTask[];
  readonly now: Instant;
  /** What was missed or is paused; stands on top of every briefing. */
  readonly findings: readonly FindingLine[];
  /** Streams that had not recorded this slot when the barrier's patience ended; named in the briefing. */
  readonly missing?: readonly string[];
  /** What happened since the weekly briefing before; absent on days that are not a week's first. */
  readonly moved?: MovedSince;
}

/** One item of one unit. */
export interface ItemAssignment {
  readonly state: ItemState;
  readonly assignment: Assignment;
}

/** The snapshot arranged by who asks; built once for each snapshot. */
export interface SnapshotIndex {
  readonly snapshot: Snapshot;
  readonly items: ReadonlyMap<string, ItemState>;
  readonly notices: ReadonlyMap<string, NoticeInfo>;
  readonly itemAssignments: ReadonlyMap<UnitId, readonly ItemAssignment[]>;
  /** The same in the order of the items. */
  readonly all: readonly ItemAssignment[];
  /** Free rows by unit|audience. */
  readonly rows: ReadonlyMap<string, readonly OutboxRow[]>;
  /** The lamp of a round, by default the round at work. */
  lamp(itemAssignment: ItemAssignment, round?: Round | null): Lamp;
  /** The line of an assignment without news, written once: units' mails and briefings list the same. */
  plainLine(itemAssignment: ItemAssignment, write: () => Line): Line;
}

/** The index of a snapshot. */
export const snapshotIndex = memo(buildIndex);

/** The index when tasks have been opened meanwhile; all else that was found out stays. */
export const indexWithTasks = (index: SnapshotIndex, tasks: Snapshot['tasks']): SnapshotIndex => ({
  ...index,
  snapshot: { ...index.snapshot, tasks },
});

/** Values by a key, in their order. */
export const groupBy = <T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = key(value);
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  }
  return groups;
};

function buildIndex(snapshot: Snapshot): SnapshotIndex {
  const itemAssignments = snapshot.items.flatMap((state) =>
    state.assignments.map((assignment): ItemAssignment => ({ state, assignment })),
  );
  const lamps = new Map<Assignment | Round, Lamp>();
  const lines = new Map<ItemAssignment, Line>();
  return {
    snapshot,
    items: new Map(snapshot.items.map((item) => [item.stream, item])),
    notices: new Map(snapshot.notices.map((notice) => [notice.id, notice])),
    all: itemAssignments,
    itemAssignments: groupBy(itemAssignments, (itemAssignment) => itemAssignment.assignment.unit),
    rows: groupBy(snapshot.rows, (row) => `${row.unit}|${row.audience}`),
    lamp: ({ state, assignment }, round = roundAtWork(assignment)) => {
      const key = round ?? assignment;
      let lamp = lamps.get(key);
      if (!lamp) lamps.set(key, (lamp = lampOf(state, assignment, snapshot.office, snapshot.now, round)));
      return lamp;
    },
    plainLine: (itemAssignment, write) => {
      let line = lines.get(itemAssignment);
      if (!line) lines.set(itemAssignment, (line = write()));
      return line;
    },
  };
}

/** Free rows of a unit for one of its audiences. */
export const freeRowsOf = (
  index: SnapshotIndex,
  to: Extract<Addressee, { unit: UnitId }>,
): readonly OutboxRow[] => index.rows.get(`${to.unit}|${to.audience}`) ?? [];

/** Open (在办): the item is open, and the unit neither accepted, released nor cancelled. */
export const isOpenAssignment = ({ state, assignment }: ItemAssignment): boolean =>
  isOpen(state) && isActive(assignment);

/** Notices that an account owns or deputises for. */
export const noticesOf = (snapshot: Snapshot, account: AccountId): readonly NoticeInfo[] =>
  snapshot.notices.filter((notice) => notice.coordinator === account || notice.deputies.includes(account));

/** What waits for the office in an open assignment at a slot, round by round. */
export const waitingOf = (
  index: SnapshotIndex,
  itemAssignment: ItemAssignment,
  slot: CivilDate,
): readonly Wait[] =>
  isOpenAssignment(itemAssignment)
    ? waitsOf(itemAssignment.state, itemAssignment.assignment, index.snapshot.office, slot)
    : [];
