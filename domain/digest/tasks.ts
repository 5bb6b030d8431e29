import { isOpen } from '../item/view';
import type { ItemState, Task } from '../item/types';
import { parseStream } from '../journal/streams';
import type { Roster } from '../roster/types';
import { unitName } from './addressee';
import { byCodeUnits } from './order';
import type { Edition } from './types';
import type { SnapshotIndex, WaitingTask } from './snapshot';

type ListedTask = Edition['tasks'][number];

const knownTasks = new WeakMap<Task, { readonly roster: Roster; readonly listed: ListedTask }>();

/** A task as a briefing lists it; remembered, as open tasks stay in every briefing until done. */
function listedAs(
  index: SnapshotIndex,
  task: Task,
  of: { readonly stream: string; readonly title: string },
): ListedTask {
  const { roster } = index.snapshot.office;
  const found = knownTasks.get(task);
  if (found?.roster === roster) return found.listed;
  const name = task.unit === null ? null : unitName(index.snapshot, task.unit);
  const listed = { ...task, ...of, unitName: name };
  knownTasks.set(task, { roster, listed });
  return listed;
}

const ofItem = (index: SnapshotIndex, item: ItemState): readonly ListedTask[] => {
  const of = { stream: item.stream, title: `${item.no}. ${item.title}` };
  return item.tasks.filter((task) => task.done === null).map((task) => listedAs(index, task, of));
};

/**
 * Open tasks of these items, and those of the mailroom that belong to one of them, to one of their units, or to
 * nobody; the oldest first. They stay in the briefing until done.
 */
export function openTasks(index: SnapshotIndex, items: readonly ItemState[]): Edition['tasks'] {
  const streams = new Set(items.map((item) => item.stream));
  const units = new Set(items.filter(isOpen).flatMap((item) => item.assignments.map(({ unit }) => unit)));
  const concerns = (task: WaitingTask): boolean =>
    parseStream(task.stream).type === 'item'
      ? streams.has(task.stream)
      : task.unit === null || units.has(task.unit);
  const shared = index.snapshot.tasks.filter((task) => task.done === null && concerns(task));
  const all = [
    ...items.flatMap((item) => ofItem(index, item)),
    ...shared.map((task) => listedAs(index, task, { stream: task.stream, title: task.title })),
  ];
  return all.sort(
    (a, b) => byCodeUnits(a.day, b.day) || byCodeUnits(a.stream, b.stream) || byCodeUnits(a.id, b.id),
  );
}
