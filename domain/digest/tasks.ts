import { isOpen } from '../item/view';
import type { ItemState, Task } from '../item/types';
import { parseStream } from '../journal/streams';
import { memoLast } from '../memo';
import { nameOfUnit } from '../roster/roster';
import type { Roster } from '../roster/types';
import { byCodeUnits } from './order';
import type { Edition } from './types';
import type { SnapshotIndex, WaitingTask } from './snapshot';

type ListedTask = Edition['tasks'][number];

const listedAs = (task: Task, roster: Roster, stream: string, title: string): ListedTask => ({
  ...task,
  ...{ stream, title, unitName: task.unit === null ? null : nameOfUnit(roster, task.unit) },
});

/** The open tasks of an item as a briefing lists them; remembered, as they stay in every briefing until done. */
const ofItem = memoLast(
  (item: ItemState, roster: Roster): readonly ListedTask[] =>
    item.tasks
      .filter((task) => task.done === null)
      .map((task) => listedAs(task, roster, item.stream, `${item.key}. ${item.title}`)),
  ([roster], [now]) => roster === now,
);

/** Open tasks of the mailroom that belong to one of these items, to one of their units, or to nobody. */
function sharedTasks(index: SnapshotIndex, items: readonly ItemState[]): readonly WaitingTask[] {
  const streams = new Set(items.map((item) => item.stream));
  const units = new Set(items.filter(isOpen).flatMap((item) => item.assignments.map(({ unit }) => unit)));
  const concerns = (task: WaitingTask): boolean =>
    parseStream(task.stream).type === 'item'
      ? streams.has(task.stream)
      : task.unit === null || units.has(task.unit);
  return index.snapshot.tasks.filter((task) => task.done === null && concerns(task));
}

/** Whether openTasks has any. */
export const hasOpenTasks = (index: SnapshotIndex, items: readonly ItemState[]): boolean =>
  items.some(({ tasks }) => tasks.some(({ done }) => done === null)) || sharedTasks(index, items).length > 0;

/**
 * Open tasks of these items, and those of the mailroom that belong to one of them, to one of their units, or to
 * nobody; the oldest first. They stay in the briefing until done.
 */
export function openTasks(index: SnapshotIndex, items: readonly ItemState[]): Edition['tasks'] {
  const { roster } = index.snapshot.office;
  const all = [
    ...items.flatMap((item) => ofItem(item, roster)),
    ...sharedTasks(index, items).map((task) => listedAs(task, roster, task.stream, task.title)),
  ];
  return all.sort(
    (a, b) => byCodeUnits(a.day, b.day) || byCodeUnits(a.stream, b.stream) || byCodeUnits(a.id, b.id),
  );
}
