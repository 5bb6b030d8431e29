import type { StreamId } from '../journal/types';
import type { CivilDate } from '../time';
import { openTasks } from './tasks';
import { entriesOf } from './calendar-entries';
import { isPressing, lineOf } from './line';
import { sheetOf } from './sheets';
import { sinceOf } from './since';
import {
  snapshotIndex,
  type FindingLine,
  type ItemAssignment,
  type Snapshot,
  type SnapshotIndex,
  waitingOf,
} from './snapshot';
import { isValid } from './valid';

/** An item that cannot be written about, and at what the rules fail. */
export interface ItemFault {
  readonly stream: StreamId;
  readonly why: string;
}

/** What was made, and the items that it had to leave out. */
export interface SoundWork<T> {
  readonly value: T;
  /** What it was made from. */
  readonly snapshot: Snapshot;
  readonly faults: readonly ItemFault[];
}

/** An unexpected error in a few words. */
export const faultText = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 200) : 'error';

/**
 * Makes something from a snapshot; when the rules fail at single items, again without those: the state of one item that
 * is broken keeps nothing of the others from anybody. Throws what does not come from any item by itself.
 */
export function withoutUnsound<T>(
  snapshot: Snapshot,
  slot: CivilDate,
  make: (snapshot: Snapshot) => T,
): SoundWork<T> {
  try {
    return { value: make(snapshot), snapshot, faults: [] };
  } catch (error) {
    const faults = unsoundItems(snapshot, slot);
    if (faults.length === 0) throw error;
    const sound = leaveOut(snapshot, new Set(faults.map(({ stream }) => stream)));
    return { value: make(sound), snapshot: sound, faults };
  }
}

/** Items that could not even be read, or of which a raised row could not. */
export const unreadableItems = ({ unreadable = [] }: Snapshot): readonly ItemFault[] =>
  unreadable.map((stream) => ({ stream, why: 'the state or a raised row is no JSON' }));

/** Items about which no line can be written, each tried by itself: asked only when something has failed already. */
function unsoundItems(snapshot: Snapshot, slot: CivilDate): readonly ItemFault[] {
  return snapshot.items.flatMap((state): readonly ItemFault[] => {
    const { stream } = state;
    const rows = snapshot.rows.filter((row) => row.stream === stream);
    const pairs = snapshot.moved?.pairs.filter(({ is }) => is.stream === stream) ?? [];
    const moved = snapshot.moved && { ...snapshot.moved, pairs };
    try {
      writeAll(snapshotIndex({ ...snapshot, items: [state], rows, ...(moved && { moved }) }), slot);
      return [];
    } catch (error) {
      return [{ stream, why: faultText(error) }];
    }
  });
}

/** Writes everything that any edition may say of the items of a snapshot. */
function writeAll(index: SnapshotIndex, slot: CivilDate): void {
  const { snapshot } = index;
  for (const itemAssignment of [...index.itemAssignments.values()].flat())
    writeItemLines(index, itemAssignment, slot);
  openTasks(index, snapshot.items);
  sinceOf(snapshot, slot, new Set(snapshot.items.map(({ notice }) => notice)));
}

function writeItemLines(index: SnapshotIndex, itemAssignment: ItemAssignment, slot: CivilDate): void {
  const { snapshot } = index;
  const { unit } = itemAssignment.assignment;
  const rows = snapshot.rows.filter((row) => row.unit === unit && isValid(index, itemAssignment, row));
  isPressing(index, itemAssignment);
  lineOf(index, itemAssignment, { rows, full: true });
  for (const waits of waitingOf(index, itemAssignment, slot)) lineOf(index, itemAssignment, { rows, waits });
  for (const row of rows) if (row.rung === 'R6') sheetOf(index, itemAssignment, row, slot);
  entriesOf(itemAssignment, snapshot.office);
}

/** What a briefing says of items that no mail can say anything of. */
export const faultFinding = (streams: readonly StreamId[]): FindingLine => ({
  code: 'items-faulted',
  zh: `程序在以下事项上出错，其内容不在今日邮件中，请管理员查明：${streams.join('、')}`,
  en: `The program fails at these items, and today's mails leave them out; have an administrator look: ${streams.join(', ')}`,
});

function leaveOut(snapshot: Snapshot, streams: ReadonlySet<StreamId>): Snapshot {
  const { moved } = snapshot;
  return {
    ...snapshot,
    items: snapshot.items.filter(({ stream }) => !streams.has(stream)),
    rows: snapshot.rows.filter(({ stream }) => !streams.has(stream)),
    findings: [...snapshot.findings, faultFinding([...streams])],
    ...(moved && { moved: { ...moved, pairs: moved.pairs.filter(({ is }) => !streams.has(is.stream)) } }),
  };
}
