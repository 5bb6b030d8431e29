import { isOpen } from '../item/view';
import type { ItemState } from '../item/types';
import { parseStream } from '../journal/streams';
import { unitName } from './addressee';
import { byCodeUnits } from './order';
import type { Edition } from './types';
import type { Desk, WaitingTask } from './world';

const ofItem = (item: ItemState): readonly WaitingTask[] =>
  item.tasks
    .filter((task) => task.done === null)
    .map((task) => ({ ...task, stream: item.stream, title: `${item.no}. ${item.title}` }));

/**
 * Open tasks of these items, and those of the mailroom that belong to one of them, to one of their units, or to
 * nobody; the oldest first. They stay in the briefing until done.
 */
export function openTasks(desk: Desk, items: readonly ItemState[]): Edition['tasks'] {
  const streams = new Set(items.map((item) => item.stream));
  const units = new Set(items.filter(isOpen).flatMap((item) => item.assignments.map(({ unit }) => unit)));
  const concerns = (task: WaitingTask): boolean =>
    parseStream(task.stream).type === 'item'
      ? streams.has(task.stream)
      : task.unit === null || units.has(task.unit);
  const shared = desk.world.tasks.filter((task) => task.done === null && concerns(task));
  return [...items.flatMap(ofItem), ...shared]
    .sort((a, b) => byCodeUnits(a.day, b.day) || byCodeUnits(a.stream, b.stream) || byCodeUnits(a.id, b.id))
    .map((task) => ({ ...task, unitName: task.unit === null ? null : unitName(desk.world, task.unit) }));
}
